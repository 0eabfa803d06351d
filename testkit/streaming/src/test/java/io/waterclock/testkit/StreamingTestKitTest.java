// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockException;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerReceiverStarted;
import io.waterclock.streaming.listener.StreamingListenerReceiverStopped;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.engine.InlineEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamingTestKitTest {

    @Test
    void pushed_isInTheNextBatch_atTheTimesOfTheClock() {
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .engine(new InlineEngine(3))
                .batchInterval(Durations.milliseconds(10))
                .startTime(105)
                .build()) {
            TestInput<Integer> input = kit.input();
            TestOutput<Integer> output = kit.collect(input.stream());
            assertThatThrownBy(output::last).hasMessage("No batch was made. Call advance(batches) first");
            input.push(1, 2).push(3);
            kit.advance(1);
            input.push(4);
            kit.advance(Duration.ofMillis(20));
            assertThat(output.times()).containsExactly(new Time(110), new Time(120), new Time(130));
            assertThat(output.batches()).containsExactly(List.of(1, 2, 3), List.of(4), List.of());
            assertThat(output.all()).containsExactly(1, 2, 3, 4);
            assertThat(output.last()).isEmpty();
            assertThatThrownBy(() -> output.batch(3))
                    .hasMessageContaining("There is no batch 3; made were 3. Call advance");
        }
    }

    @Test
    void everything_runsOnTheThreadOfTheTest_underAThreadOfNoOther() {
        Thread me = Thread.currentThread();
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            ThreadLeaks threads = ThreadLeaks.watchAll();
            kit.input(String.class).stream()
                    .foreachRDD(rdd -> assertThat(Thread.currentThread()).isSameAs(me));
            kit.advance(3);
            threads.check();
        }
    }

    @Test
    void failureThatNoCallSaw_isThrownAtClose() {
        StreamingTestKit kit = StreamingTestKit.create();
        kit.collect(kit.input(String.class).stream());
        kit.start();
        kit.context().addStreamingListener(new StreamingListener() {});
        kit.context().stop(false);
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThatThrownBy(() -> kit.advance(1)).isInstanceOf(IllegalStateException.class);
        kit.close();

        StreamingTestKit failing = StreamingTestKit.create();
        failing.input(String.class).stream().foreachRDD(rdd -> {
            throw new IllegalStateException("unseen");
        });
        failing.start();
        failing.clock().advance(Duration.ofSeconds(1));
        failing.rooms().turn();
        assertThatThrownBy(failing::close)
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("unseen");
    }

    @Test
    void functionThatCannotTravel_isRefused() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            Object notSerializable = new Object();
            TestInput<String> input = kit.input(String.class);
            kit.collect(input.stream().map(x -> x + notSerializable.hashCode()));
            input.push("a");
            assertThatThrownBy(() -> kit.advance(1))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("java.lang.Object");
        }
    }

    @Test
    void clock_neverGoesBack() {
        ManualClock clock = new ManualClock(1_000);
        clock.advance(Duration.ofMillis(5));
        assertThat(clock.currentTimeMs()).isEqualTo(1_005);
        assertThat(clock.nanoTime()).isEqualTo(5_000_000);
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void restartOfAReceiver_fallsDueOnTheClockOfTheTest() throws InterruptedException {
        List<String> heard = new ArrayList<>();
        Restarting receiver = new Restarting();
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .batchInterval(Durations.seconds(60))
                .set("waterclock.streaming.receiverRestartDelay", "2s")
                .build()) {
            kit.collect(kit.context().receiverStream(receiver));
            long begin = kit.clock().currentTimeMs();
            kit.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverStarted(StreamingListenerReceiverStarted e) {
                    heard.add("started at " + (kit.clock().currentTimeMs() - begin));
                }

                @Override
                public void onReceiverStopped(StreamingListenerReceiverStopped e) {
                    heard.add("stopped at " + (kit.clock().currentTimeMs() - begin));
                }
            });
            kit.start();
            assertThat(receiver.asked.await(60, TimeUnit.SECONDS)).isTrue();
            kit.turn();
            kit.advance(Duration.ofSeconds(5));
            assertThat(heard).containsExactly("started at 0", "stopped at 0", "started at 2000");
        }
    }

    private static final class Restarting extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch asked = new CountDownLatch(1);

        @Override
        public void onStart() {
            if (asked.getCount() > 0) {
                restart("once");
                asked.countDown();
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void threadThatLivesOn_isNamed_ifItMayBeAContextsOrAReceivers() throws InterruptedException {
        assertLeak("waterclock-leak", null, ThreadLeaks.watch(50), true);
        assertLeak("any", new ThreadGroup(new ThreadGroup("waterclock-receiver-x"), "y"), ThreadLeaks.watch(50), true);
        assertLeak("any", null, ThreadLeaks.watch(50), false);
        assertLeak("any", null, ThreadLeaks.watchAll(50), true);
    }

    @Test
    void threadOfAContextThatLivesOn_failsTheEnd() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        StreamingTestKit kit = StreamingTestKit.builder().threadPatience(50).build();
        Thread leaking = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "waterclock-of-a-careless-receiver");
        leaking.start();
        try {
            assertThatThrownBy(kit::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Threads live on:\nwaterclock-of-a-careless-receiver")
                    .hasMessageContaining("-Dwaterclock.test.seed=" + kit.seed());
        } finally {
            end.countDown();
            leaking.join();
        }
    }

    private static void assertLeak(String name, ThreadGroup group, ThreadLeaks leaks, boolean isOne)
            throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                group,
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.start();
        try {
            if (isOne) {
                assertThatThrownBy(leaks::check)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining(name);
            } else {
                leaks.check();
            }
        } finally {
            end.countDown();
            thread.join();
        }
        leaks.check();
    }
}

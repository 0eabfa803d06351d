// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.StateVersions;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.loop.Rooms;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.loop.ThreadRooms;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.ThreadLeaks;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States under threads: attempts that fail, stops in the midst of a step, and two programs on one context. */
@Timeout(180)
class StateEndingsTest {
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static volatile CountDownLatch inStep = new CountDownLatch(0);

    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watchAll();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    private static String failing(Integer key, Optional<Integer> value, State<Integer> state) {
        state.update(state.getOption().orElse(0) + 1);
        if (key == 7 && FAILURES_LEFT.getAndDecrement() > 0) {
            throw new IllegalStateException("once");
        }
        return key + "=" + state.get();
    }

    @Test
    void taskThatFailsOnce_isAttemptedAgain_andItsRecordsCountOnce() {
        try (StreamingTestKit kit =
                StreamingTestKit.builder().master("local[2,2]").build()) {
            TestInput<Integer> input = kit.input();
            MapWithStateDStream<Integer, Integer, Integer, String> mapped = input.stream()
                    .mapToPair(n -> new Tuple2<>(n, n))
                    .mapWithState(StateSpec.function(StateEndingsTest::failing));
            TestOutput<String> seen = kit.collect(mapped);
            TestOutput<Tuple2<Integer, Integer>> snapshots = kit.collect(mapped.stateSnapshots());
            for (int i = 1; i <= 2; i++) {
                FAILURES_LEFT.set(1);
                input.push(5, 7, 2);
                kit.advance(1);
                assertThat(seen.last()).containsExactlyInAnyOrder("5=" + i, "7=" + i, "2=" + i);
                assertThat(FAILURES_LEFT.get()).isNegative();
            }
            assertThat(snapshots.last())
                    .containsExactlyInAnyOrder(new Tuple2<>(5, 2), new Tuple2<>(7, 2), new Tuple2<>(2, 2));
        }
    }

    private static String blocking(Integer key, Optional<Integer> value, State<Integer> state)
            throws InterruptedException {
        state.update(key);
        if (key == 7) {
            inStep.countDown();
            new CountDownLatch(1).await();
        }
        return "" + key;
    }

    @Test
    void stopInTheMidstOfAStep_returns_andLeavesNoVersion() throws Exception {
        inStep = new CountDownLatch(1);
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("states");
        try (WaterclockContext context = new WaterclockContext(conf)) {
            StreamingContext ssc = new StreamingContext(context, Durations.milliseconds(20));
            ConcurrentLinkedQueue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
            Seen<Long> batches = new Seen<>();
            Seen<String> names = new Seen<>();
            queue.add(context.parallelize(List.of(1, 2, 3)));
            MapWithStateDStream<Integer, Integer, Integer, String> mapped = ssc.queueStream(queue)
                    .mapToPair(n -> new Tuple2<>(n, n))
                    .mapWithState(StateSpec.<Integer, Integer, Integer, String>function(StateEndingsTest::blocking)
                            .partitioner(new HashPartitioner(2)));
            mapped.foreachRDD((rdd, time) -> {
                names.add(((Lineage.Stateful) rdd.lineage()).name());
                batches.add(time.milliseconds());
            });
            ssc.start();
            batches.await(1);
            queue.add(context.parallelize(List.of(2, 7)));
            inStep.await();
            long last = batches.now().get(batches.now().size() - 1);
            ssc.stop(false);
            ssc.awaitTermination();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(batches.now()).endsWith(last);
            String name = names.now().get(0);
            for (long version = batches.now().get(0) - 20; version <= last + 40; version += 20) {
                requireNothingOf(context.engine().states(), name, version);
            }
        }
    }

    /** Rooms in which a stop has no patience with code that doesn't end. */
    private static final class Impatient implements Rooms {
        private final Rooms rooms = new ThreadRooms("impatient");
        private final ConcurrentLinkedQueue<Loop> opened = new ConcurrentLinkedQueue<>();

        @Override
        public void open(Loop loop, Consumer<Throwable> crashed) {
            opened.add(loop);
            rooms.open(loop, crashed);
        }

        @Override
        public boolean awaitEnd(Loop loop, long timeoutMs) throws InterruptedException {
            return rooms.awaitEnd(loop, Math.min(timeoutMs, 1));
        }

        /** Waits as long as it takes for what the stop has left behind. */
        void awaitAll() throws InterruptedException {
            for (Loop loop : opened) {
                assertThat(rooms.awaitEnd(loop, 60_000)).as(loop.name()).isTrue();
            }
        }

        @Override
        public boolean haveThreads() {
            return true;
        }

        @Override
        public void interrupt(Loop loop) {
            rooms.interrupt(loop);
        }

        @Override
        public String describe(Loop loop) {
            return rooms.describe(loop);
        }

        @Override
        public void aside(String name, Runnable work) {
            rooms.aside(name, work);
        }
    }

    private static void awaitDeafly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // deaf on purpose
            }
        }
    }

    private static final AtomicInteger STEPS = new AtomicInteger();

    private static String stepped(Integer key, Optional<Integer> value, State<Integer> state) {
        STEPS.incrementAndGet();
        state.update(key);
        return "" + key;
    }

    /** In the first batch: a later one would find the version gone from which it goes on. */
    @Test
    void stepThatBeginsAfterAStop_whichAFunctionOfTransformHasIgnored_isRefused() throws Exception {
        CountDownLatch inTransform = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Impatient rooms = new Impatient();
        Seen<String> outputs = new Seen<>();
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("states");
        try (WaterclockContext context = new WaterclockContext(conf)) {
            StreamingContext ssc = new StreamingContext(
                    context,
                    Durations.milliseconds(20),
                    new Surroundings(rooms, WallClock.system(), NanoClock.system()));
            RDD<Integer> numbers = context.parallelize(List.of(1, 2, 3));
            ssc.queueStream(new ArrayDeque<>(), true, numbers)
                    .transform(rdd -> {
                        inTransform.countDown();
                        awaitDeafly(goOn);
                        return rdd;
                    })
                    .mapToPair(n -> new Tuple2<>(n, n))
                    .mapWithState(StateSpec.function(StateEndingsTest::stepped))
                    .foreachRDD(rdd -> outputs.add("an output"));
            ssc.start();
            inTransform.await();
            ssc.stop(false);
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            goOn.countDown();
            rooms.awaitAll();
            assertThat(STEPS).hasValue(0);
            assertThat(outputs.now()).isEmpty();
            assertThat(context.parallelize(List.of(1, 2)).count()).isEqualTo(2);
        } finally {
            goOn.countDown();
        }
    }

    private static void requireNothingOf(StateVersions states, String name, long version) {
        assertThat(states.isPublished(name, version)).isFalse();
        assertThatThrownBy(() -> states.publish(name, version, 1))
                .isInstanceOfSatisfying(
                        WaterclockException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING));
    }

    @Test
    void twoStreamingContextsOfOneContext_withStatesOfOneName_doNotMix() throws Exception {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("states");
        try (WaterclockContext context = new WaterclockContext(conf);
                StreamingContext one = new StreamingContext(context, Durations.milliseconds(20));
                StreamingContext other = new StreamingContext(context, Durations.milliseconds(20))) {
            Seen<Integer> ofOne = sums(one, 1);
            Seen<Integer> ofOther = sums(other, 100);
            one.start();
            other.start();
            ofOne.await(sums -> sums.contains(6));
            ofOther.await(sums -> sums.contains(600));
            one.stop(false);
            int soFar = ofOther.now().size();
            ofOther.await(soFar + 3);
            assertThat(ofOne.now().stream().distinct()).containsExactly(1, 3, 6);
            assertThat(ofOther.now().stream().distinct()).containsExactly(100, 300, 600);
            other.stop(false);
        }
    }

    /** What is known of a single key after each batch: the sum of 1, 2 and 3 times the factor, one a batch. */
    private static Seen<Integer> sums(StreamingContext ssc, int factor) {
        ConcurrentLinkedQueue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
        for (int i = 1; i <= 3; i++) {
            queue.add(ssc.waterclockContext().parallelize(List.of(i * factor), 1));
        }
        Seen<Integer> sums = new Seen<>();
        ssc.queueStream(queue)
                .mapToPair(n -> new Tuple2<>("all", n))
                .<Integer>updateStateByKey((values, sum) -> Optional.of(
                        sum.orElse(0) + values.stream().mapToInt(n -> n).sum()))
                .named("sums")
                .foreachRDD(rdd -> rdd.collect().forEach(pair -> sums.add(pair._2())));
        return sums;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.engine.Threads;
import io.waterclock.rdd.StorageLevel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends of runs in which something else goes wrong: user code that is stuck, hosts that fail. */
@Timeout(180)
class ReceiverEndsTest {
    /** Longer than any wait here. */
    private static final long STOP_TIMEOUT_MS = 30_000;

    private final FakeEngine engine = new FakeEngine();
    private final Heard heard = new Heard();
    private long nowNanos = 1_000_000_000L;
    private ReceiverTracker tracker;

    private static final class Acting extends Receiver<Object> {
        private static final long serialVersionUID = 1L;

        private final transient Runnable start;
        private final transient Runnable stop;

        Acting(Runnable start, Runnable stop) {
            super(StorageLevel.MEMORY_ONLY);
            this.start = start;
            this.stop = stop;
        }

        @Override
        public void onStart() {
            start.run();
        }

        @Override
        public void onStop() {
            stop.run();
        }
    }

    private ReceiverTracker tracker(boolean threadless, long maxBufferedRecords, Receiver<?>... receivers) {
        ReceiverSettings settings = new ReceiverSettings(
                2000, 16_000, 4, -1, STOP_TIMEOUT_MS, 1 << 20, maxBufferedRecords, 1 << 16, threadless);
        tracker = new ReceiverTracker(engine, settings, () -> 77_000, () -> nowNanos, heard);
        for (int i = 0; i < receivers.length; i++) {
            tracker.register(i, "Acting-" + i, receivers[i]);
        }
        return tracker;
    }

    @AfterEach
    void everythingEnds() {
        tracker.close();
        assertThat(engine.keptBlocks()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("waterclock-receiver") && name.endsWith("-end"));
    }

    @Test
    void a_receiver_stuck_in_onStop_holds_back_no_other_and_the_stop_no_longer_than_it_says() throws Exception {
        CountDownLatch inStop = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch restarted = new CountDownLatch(2);
        Acting stuck = new Acting(() -> {}, () -> {
            inStop.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        Acting other = new Acting(restarted::countDown, () -> {});
        tracker(false, 100, stuck, other).start();
        stuck.store("kept");
        stuck.restart("stuck");
        await(inStop);

        other.restart("again", null, 0);
        await(restarted);
        Thread stopping = Threads.daemon("test-stopping", () -> tracker.stop(100));
        stopping.start();
        stopping.join(60_000);

        assertThat(stopping.isAlive()).isFalse();
        await(interrupted);
        assertThat(tracker.statuses()).extracting(ReceiverStatus::state).containsOnly(ReceiverState.STOPPED);
        tracker.cut(1000);
        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("kept");
    }

    @Test
    void a_host_interrupted_in_onStart_does_not_bring_onStop_beside_it() throws Exception {
        CountDownLatch inStart = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicBoolean starting = new AtomicBoolean();
        AtomicBoolean beside = new AtomicBoolean();
        Acting receiver = new Acting(
                () -> {
                    starting.set(true);
                    inStart.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        awaitOrNot(stopped); // what it closes takes a while
                    }
                    starting.set(false);
                },
                () -> {
                    beside.set(starting.get());
                    stopped.countDown();
                });
        tracker(true, 100, receiver);
        Thread host = Threads.daemon("test-host", tracker::start);
        host.start();
        await(inStart);
        host.interrupt();
        host.join();
        tracker.superviseOnce();

        assertThat(stopped.getCount()).isZero();
        assertThat(beside).as("onStop was called while onStart ran").isFalse();
    }

    @Test
    void what_a_failing_host_cannot_keep_of_an_ended_run_gives_its_room_back() {
        AtomicInteger starts = new AtomicInteger();
        Acting receiver = new Acting(starts::incrementAndGet, () -> {});
        tracker(true, 4, receiver).start();
        receiver.store(List.of(new Object(), new Object()));
        receiver.store(List.of(new Object(), new Object()));
        engine.keepsNothing(true);
        receiver.restart("now", null, 0);
        tracker.superviseOnce();
        engine.keepsNothing(false);
        tracker.superviseOnce();
        assertThat(starts).hasValue(2);

        receiver.store(List.of("a", new Object()));
        receiver.store(List.of("b", new Object(), new Object()));
        tracker.cut(1000);
        assertThat(tracker.recordCount(0, 1000)).isEqualTo(5);
    }

    @Test
    void what_a_run_has_stored_outlives_a_host_that_cannot_cut_it() {
        Acting receiver = new Acting(() -> {}, () -> {});
        tracker(true, 100, receiver).start();
        receiver.store("a");
        engine.cutsNothing(true);
        receiver.restart("now");
        tracker.superviseOnce();
        engine.cutsNothing(false);
        tracker.cut(1000);

        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("a");
    }

    @Test
    void a_receiver_for_which_there_is_no_thread_is_tried_again() {
        AtomicInteger starts = new AtomicInteger();
        tracker(true, 100, new Acting(starts::incrementAndGet, () -> {}));
        engine.hostsNothing(true);
        tracker.start();
        assertThat(tracker.superviseOnce()).isTrue();
        assertThat(tracker.statuses())
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isEqualTo(ReceiverState.BACKOFF))
                .satisfies(status -> assertThat(status.lastErrorMessage()).contains("unable to create native thread"));
        engine.hostsNothing(false);
        nowNanos += TimeUnit.SECONDS.toNanos(2);
        assertThat(tracker.superviseOnce()).isTrue();
        assertThat(starts).hasValue(1);
        assertThat(tracker.statuses()).extracting(ReceiverStatus::state).containsExactly(ReceiverState.RUNNING);
    }

    @Test
    void the_tracker_says_for_how_long_there_is_nothing_to_do() {
        Acting receiver = new Acting(() -> {}, () -> {});
        tracker(true, 100, receiver);
        assertThat(tracker.idleNanos()).isEqualTo(Long.MAX_VALUE);
        tracker.start();
        assertThat(tracker.superviseOnce()).isFalse();
        assertThat(tracker.idleNanos()).isEqualTo(Long.MAX_VALUE);
        receiver.restart("again");
        assertThat(tracker.idleNanos()).isZero();
        assertThat(tracker.superviseOnce()).isTrue();
        assertThat(tracker.idleNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(tracker.idleNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(tracker.superviseOnce()).isTrue();
        tracker.stop(10_000);
        assertThat(tracker.idleNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for what must not happen, for a while that is shorter than the time that onStart is given. */
    private static void awaitOrNot(CountDownLatch latch) {
        try {
            latch.await(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.Threads;
import io.waterclock.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReceiverTrackerTest {
    private final FakeEngine engine = new FakeEngine();
    private final Heard heard = new Heard();
    private long nowNanos = 1_000_000_000L;
    private final List<ReceiverTracker> made = new ArrayList<>();

    private static final class Scripted extends Receiver<Object> {
        private static final long serialVersionUID = 1L;

        private final transient Consumer<Scripted> start;
        private transient Consumer<Scripted> stop = self -> {};
        private int starts;
        private int stops;

        Scripted(Consumer<Scripted> start) {
            super(StorageLevel.MEMORY_ONLY);
            this.start = start;
        }

        Scripted whenStopped(Consumer<Scripted> action) {
            stop = action;
            return this;
        }

        @Override
        public void onStart() {
            starts++;
            start.accept(this);
        }

        @Override
        public void onStop() {
            stops++;
            stop.accept(this);
        }
    }

    private ReceiverTracker tracker(ReceiverSettings settings, Receiver<?>... receivers) {
        ReceiverTracker tracker = new ReceiverTracker(engine, settings, () -> 77_000, () -> nowNanos, heard);
        for (int i = 0; i < receivers.length; i++) {
            tracker.register(i, "Scripted-" + i, receivers[i]);
        }
        made.add(tracker);
        return tracker;
    }

    private ReceiverTracker started(Receiver<?>... receivers) {
        ReceiverTracker tracker = tracker(Received.settings(), receivers);
        tracker.start();
        return tracker;
    }

    private void passMs(ReceiverTracker tracker, long ms) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(ms);
        tracker.superviseOnce();
    }

    @AfterEach
    void everythingEnds() {
        made.forEach(ReceiverTracker::close);
        assertThat(engine.keptBlocks()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("waterclock-receiver"));
    }

    // ---- batches

    @Test
    void a_batch_has_what_was_stored_since_the_batch_before() {
        Scripted receiver = new Scripted(self -> self.store("a"));
        ReceiverTracker tracker = started(receiver);
        tracker.cut(1000);
        receiver.store(List.<Object>of("b", "c"));
        receiver.store("d", "mark");
        tracker.cut(2000);
        tracker.cut(3000);

        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("a");
        assertThat(Received.records(tracker.blocks(0, 2000))).containsExactly("b", "c", "d");
        assertThat(tracker.recordCount(0, 2000)).isEqualTo(3);
        assertThat(tracker.metadata(0, 2000)).containsExactly("mark");
        assertThat(tracker.blocks(0, 3000)).isEmpty();
        assertThat(tracker.recordCount(0, 3000)).isZero();
        assertThat(tracker.blocks(0, 99)).isEmpty();

        tracker.release(0, 1000);
        assertThat(tracker.blocks(0, 1000)).isEmpty();
        assertThat(Received.records(tracker.blocks(0, 2000))).hasSize(3);
        tracker.release(0, 2000);
        assertThat(engine.keptBlocks()).isZero();
    }

    @Test
    void batches_are_cut_in_the_order_of_their_times() {
        ReceiverTracker tracker = started(new Scripted(self -> {}));
        tracker.cut(2000);
        assertThatThrownBy(() -> tracker.cut(2000)).hasMessageContaining("2000 ms was cut after the one at 2000");
        assertThatThrownBy(() -> tracker.blocks(5, 2000)).hasMessageContaining("Stream 5 has no receiver");
    }

    @Test
    void each_stream_has_a_receiver_of_its_own() {
        Scripted receiver = new Scripted(self -> {});
        ReceiverTracker tracker = tracker(Received.settings(), receiver);
        assertThatThrownBy(() -> tracker.register(1, "again", receiver))
                .hasMessageContaining("same object as Scripted-0");
        assertThatThrownBy(() -> tracker.register(0, "other", new Scripted(self -> {})))
                .hasMessageContaining("stream 0 has the receiver Scripted-0");
        tracker.start();
        assertThatThrownBy(() -> tracker.register(2, "late", new Scripted(self -> {})))
                .hasMessageContaining("after the start");
        ReceiverTracker other = tracker(Received.settings());
        assertThatThrownBy(() -> other.register(1, "shared", receiver))
                .hasMessageContaining("running in another context");
        assertThat(receiver.streamId()).isZero();
    }

    @Test
    void an_engine_of_several_processes_is_refused() {
        engine.ofSeveralProcesses();
        assertThatThrownBy(() -> started(new Scripted(self -> {})))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("local[n]");
    }

    // ---- starting again

    @Test
    void a_receiver_that_stores_nothing_is_restarted_with_growing_pauses() {
        Scripted receiver = new Scripted(self -> self.restart("nobody there"));
        ReceiverTracker tracker = started(receiver);
        tracker.superviseOnce();
        for (long delay : new long[] {2000, 4000, 8000, 16_000, 16_000}) {
            int starts = receiver.starts;
            assertThat(receiver.stops).isEqualTo(starts);
            assertThat(heard.soFar()).last().isEqualTo("stopped: To be restarted in " + delay + " ms: nobody there");
            assertThat(tracker.statuses().get(0).state()).isEqualTo(ReceiverState.BACKOFF);
            passMs(tracker, delay - 1);
            assertThat(receiver.starts).isEqualTo(starts);
            passMs(tracker, 1);
            assertThat(receiver.starts).isEqualTo(starts + 1);
            tracker.superviseOnce();
        }
        ReceiverStatus status = tracker.statuses().get(0);
        assertThat(status.restarts()).isEqualTo(6);
        assertThat(status.lastErrorMessage()).isEqualTo("nobody there");
        assertThat(status.lastErrorTimeMs()).isEqualTo(77_000);
        assertThat(status.location()).isEqualTo("host of Scripted-0");
    }

    @Test
    void a_record_stored_makes_the_pause_short_again() {
        Scripted receiver = new Scripted(self -> {
            if (self.starts == 3) {
                self.store("x");
            }
            self.restart("again");
        });
        ReceiverTracker tracker = started(receiver);
        tracker.superviseOnce();
        passMs(tracker, 2000);
        tracker.superviseOnce();
        passMs(tracker, 4000);
        heard.soFar();
        tracker.superviseOnce();

        assertThat(heard.soFar()).containsExactly("stopped: To be restarted in 2000 ms: again");
        tracker.cut(1000);
        assertThat(tracker.recordCount(0, 1000)).isEqualTo(1);
    }

    @Test
    void a_delay_of_the_receivers_own_is_kept_to() {
        Scripted receiver = new Scripted(self -> {});
        ReceiverTracker tracker = started(receiver);
        receiver.restart("soon", new IllegalStateException("why"), 5);
        assertThat(receiver.isStopped()).as("restart is asynchronous").isFalse();
        receiver.restart("not twice");
        tracker.superviseOnce();
        assertThat(receiver.isStopped()).isTrue();
        passMs(tracker, 5);

        assertThat(receiver.isStarted()).isTrue();
        assertThat(heard.soFar()).containsExactly("started", "stopped: To be restarted in 5 ms: soon", "started");
        assertThatThrownBy(() -> receiver.restart("x", null, -1)).hasMessageContaining("must not be negative");
    }

    @Test
    void a_receiver_that_stops_itself_is_started_again_too() {
        Scripted receiver = new Scripted(self -> {});
        ReceiverTracker tracker = started(receiver);
        receiver.stop("enough");
        tracker.superviseOnce();
        assertThat(heard.soFar())
                .last()
                .isEqualTo("stopped: Stopped by itself; to be started again in 2000 ms: enough");
        passMs(tracker, 2000);
        assertThat(receiver.starts).isEqualTo(2);
    }

    @Test
    void what_was_stored_before_a_restart_comes_before_what_was_stored_after() {
        Scripted receiver =
                new Scripted(self -> self.store("run " + self.starts)).whenStopped(self -> self.store("end"));
        ReceiverTracker tracker = started(receiver);
        receiver.restart("now", null, 0);
        tracker.superviseOnce();
        assertThat(tracker.hasUncut()).isTrue();
        tracker.superviseOnce();
        tracker.cut(1000);

        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("run 1", "end", "run 2");
        assertThat(tracker.hasUncut()).isFalse();
    }

    @Test
    void a_receiver_that_breaks_too_often_fails_once_with_the_cause() {
        IllegalStateException mistake = new IllegalStateException("mistake");
        Scripted receiver = new Scripted(self -> {
            throw mistake;
        });
        ReceiverTracker tracker = started(receiver);
        for (int i = 0; i < 10; i++) {
            passMs(tracker, 20_000);
        }

        assertThat(receiver.starts).isEqualTo(4);
        assertThat(tracker.statuses().get(0).state()).isEqualTo(ReceiverState.FAILED);
        assertThat(heard.soFar().stream().filter(e -> e.startsWith("failed"))).hasSize(1);
        assertThat(heard.failure().code()).isEqualTo(ErrorCode.RECEIVER_FAILED);
        assertThat(heard.failure()).hasCause(mistake);
        assertThat(heard.failure())
                .hasMessage(
                        "Receiver Scripted-0 of stream 0 ended 4 times without having stored anything, and is not started"
                                + " again. Last: onStart of receiver Scripted-0 threw java.lang.IllegalStateException: mistake."
                                + " Mend that, or allow more with waterclock.streaming.receiver.maxFailures");
        tracker.cut(1000);
    }

    @Test
    void restarts_can_be_limited() {
        ReceiverSettings limited = new ReceiverSettings(0, 0, 4, 2, 1000, 1 << 20, 100, 100, true);
        Scripted receiver = new Scripted(self -> self.restart("nobody there"));
        ReceiverTracker tracker = tracker(limited, receiver);
        tracker.start();
        for (int i = 0; i < 20; i++) {
            tracker.superviseOnce();
        }
        assertThat(receiver.starts).isEqualTo(3);
        assertThat(heard.failure()).hasMessageContaining("waterclock.streaming.receiver.maxRestarts");
    }

    @Test
    void a_thread_that_dies_of_an_exception_restarts_the_receiver() throws Exception {
        CountDownLatch die = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Scripted receiver = new Scripted(self -> {
            Thread mine = Threads.daemon("mine", () -> {
                self.store("kept");
                await(die);
                throw new IllegalStateException("bad input");
            });
            thread.compareAndSet(null, mine);
            mine.start();
        });
        ReceiverTracker tracker = started(receiver);
        die.countDown();
        thread.get().join();
        tracker.superviseOnce();

        assertThat(heard.soFar())
                .last()
                .isEqualTo("stopped: To be restarted in 2000 ms: Thread mine of receiver Scripted-0 died of"
                        + " java.lang.IllegalStateException: bad input");
        tracker.cut(1000);
        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("kept");
    }

    @Test
    void a_receiver_that_its_host_lost_is_started_again_and_what_it_stored_is_kept() {
        Scripted receiver = new Scripted(self -> self.store("run " + self.starts));
        ReceiverTracker tracker = started(receiver);
        engine.loseLast(new IllegalStateException("worker gone"));
        tracker.superviseOnce();
        assertThat(receiver.stops).isEqualTo(1);
        passMs(tracker, 2000);
        tracker.cut(1000);

        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("run 1", "run 2");
    }

    // ---- ending

    @Test
    void a_stop_keeps_what_was_stored_for_a_last_cut() {
        Scripted receiver = new Scripted(self -> self.store("a")).whenStopped(self -> self.store("flushed"));
        ReceiverTracker tracker = started(receiver);
        tracker.stop(10_000);

        assertThat(receiver.isStopped()).isTrue();
        assertThat(receiver.stops).isEqualTo(1);
        assertThat(tracker.hasUncut()).isTrue();
        assertThatThrownBy(() -> receiver.store("late"))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED));
        tracker.cut(1000);
        assertThat(tracker.hasUncut()).isFalse();
        assertThat(Received.records(tracker.blocks(0, 1000))).containsExactly("a", "flushed");
        assertThat(heard.soFar()).containsExactly("started", "stopped: Stopped with its context");
        tracker.superviseOnce();
        assertThat(receiver.starts).isEqualTo(1);
    }

    @Test
    void a_stop_frees_threads_that_are_held_back() throws Exception {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        CountDownLatch freed = new CountDownLatch(1);
        Scripted receiver = new Scripted(self -> Threads.daemon("storing", () -> {
                    try {
                        while (true) {
                            self.store(new Object());
                        }
                    } catch (WaterclockException e) {
                        refusal.set(e);
                        freed.countDown();
                    }
                })
                .start());
        ReceiverSettings small = new ReceiverSettings(2000, 16_000, 4, -1, 10_000, 1 << 20, 100, 1 << 16, true);
        ReceiverTracker tracker = tracker(small, receiver);
        tracker.start();
        while (!tracker.hasUncut()) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
        tracker.stop(10_000);

        assertThat(freed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refusal.get()).hasMessageContaining("Scripted-0");
        tracker.cut(1000);
        assertThat(tracker.recordCount(0, 1000)).isBetween(1L, 100L);
    }

    @Test
    void a_thread_that_outlives_its_run_sees_the_end_for_ever_and_is_named() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>();
        Scripted receiver = new Scripted(self -> {
            if (self.starts == 1) {
                Threads.daemon("deaf", () -> {
                            awaitDeaf(go, interrupted);
                            try {
                                self.store("from the past");
                            } catch (WaterclockException e) {
                                seen.set(self.isStopped() + " " + e.code());
                            }
                            done.countDown();
                        })
                        .start();
            }
        });
        ReceiverSettings hasty = new ReceiverSettings(0, 0, 4, -1, 20, 1 << 20, 100, 1 << 16, true);
        ReceiverTracker tracker = tracker(hasty, receiver);
        List<String> warnings = new ArrayList<>();
        try (Warnings log = new Warnings(ReceiverSupervisor.class, warnings)) {
            tracker.start();
            receiver.restart("again");
            tracker.superviseOnce();
        }
        tracker.superviseOnce();
        assertThat(receiver.starts).isEqualTo(2);
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        go.countDown();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();

        assertThat(seen).hasValue("true STORE_REFUSED");
        assertThat(receiver.isStopped()).as("for all others the new run counts").isFalse();
        assertThat(tracker.hasUncut()).isFalse();
        assertThat(warnings).anyMatch(w -> w.contains("of its threads [deaf] still live 20 ms after onStop"));
    }

    @Test
    void threads_of_an_executor_made_in_onStart_are_the_receivers_and_are_waited_for() {
        CountDownLatch stopped = new CountDownLatch(1);
        List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
        Scripted receiver = new Scripted(self -> {
                    var pool = Executors.newFixedThreadPool(2);
                    pool.execute(() -> {
                        await(stopped);
                        order.add("worker ended");
                    });
                    pool.shutdown();
                })
                .whenStopped(self -> stopped.countDown());
        ReceiverTracker tracker = started(receiver);
        tracker.stop(60_000);
        order.add("stop returned");

        assertThat(order).containsExactly("worker ended", "stop returned");
    }

    @Test
    void an_onStart_that_never_returns_ends_by_an_interrupt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Scripted receiver = new Scripted(self -> {
            running.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
        ReceiverTracker tracker = tracker(Received.settings(), receiver);
        Thread starting = Threads.daemon("test-starting", tracker::start);
        starting.start();
        assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tracker.statuses().get(0).state()).isEqualTo(ReceiverState.STARTING);
        tracker.stop(10_000);
        starting.join();

        assertThat(receiver.stops).isEqualTo(1);
    }

    @Test
    void user_code_runs_under_the_class_loader_of_who_started_the_context() {
        AtomicReference<ClassLoader> inStart = new AtomicReference<>();
        AtomicReference<ClassLoader> inStop = new AtomicReference<>();
        AtomicReference<String> thread = new AtomicReference<>();
        Scripted receiver = new Scripted(self -> {
                    inStart.set(Thread.currentThread().getContextClassLoader());
                    thread.set(Thread.currentThread().getName());
                })
                .whenStopped(self -> inStop.set(Thread.currentThread().getContextClassLoader()));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader own = new ClassLoader(before) {};
        ReceiverTracker tracker = tracker(Received.settings(), receiver);
        Thread.currentThread().setContextClassLoader(own);
        try {
            tracker.start();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        tracker.stop(10_000);

        assertThat(inStart).hasValue(own);
        assertThat(inStop).hasValue(own);
        assertThat(thread).hasValue("waterclock-receiver-Scripted-0-onStart");
    }

    @Test
    void the_budget_is_divided_among_the_receivers() {
        ReceiverSettings settings = new ReceiverSettings(2000, 16_000, 4, -1, 10_000, 1 << 20, 20, 1 << 16, true);
        Scripted one = new Scripted(self -> {});
        Scripted two = new Scripted(self -> {});
        ReceiverTracker tracker = tracker(settings, one, two);
        tracker.start();

        assertThatThrownBy(() -> one.store(
                        List.of(new Object(), 1, new Object(), new Object(), new Object(), new Object(), new Object())))
                .hasMessageContaining("6 records of unknown size")
                .hasMessageContaining("(5)");
        one.store(List.of(new Object(), new Object()));
        tracker.cut(1000);
        assertThat(tracker.recordCount(0, 1000)).isEqualTo(2);
        assertThat(tracker.recordCount(1, 1000)).isZero();
    }

    @Test
    void errors_are_reported_and_nothing_stops() {
        Scripted receiver = new Scripted(self -> self.reportError("a hiccup", new IllegalStateException("x")));
        ReceiverTracker tracker = started(receiver);
        tracker.superviseOnce();
        assertThat(heard.soFar()).containsExactlyInAnyOrder("started", "error: a hiccup");
        assertThat(tracker.statuses().get(0).lastErrorMessage()).isEqualTo("a hiccup");
        assertThat(tracker.statuses().get(0).state()).isEqualTo(ReceiverState.RUNNING);
    }

    @Test
    void before_its_start_a_receiver_stores_nothing_and_says_so() {
        Scripted receiver = new Scripted(self -> {});
        assertThat(receiver.isStarted()).isFalse();
        assertThat(receiver.isStopped()).isFalse();
        assertThat(receiver.streamId()).isEqualTo(-1);
        assertThatThrownBy(() -> receiver.store("x")).hasMessageContaining("was not started yet");
        assertThatThrownBy(() -> new Receiver<String>(StorageLevel.NONE) {
                    @Override
                    public void onStart() {}

                    @Override
                    public void onStop() {}
                })
                .hasMessageContaining("keeps nothing");
    }

    @Test
    void is_started_is_true_in_onStart_and_blocks_are_many_in_a_large_batch() {
        AtomicReference<Boolean> inStart = new AtomicReference<>();
        Scripted receiver = new Scripted(self -> inStart.set(self.isStarted()));
        ReceiverTracker tracker = started(receiver);
        assertThat(inStart).hasValue(true);
        for (int i = 0; i < 10_000; i++) {
            receiver.store(i);
        }
        tracker.cut(1000);
        List<BlockRef> blocks = tracker.blocks(0, 1000);
        assertThat(blocks).hasSize(3);
        assertThat(ReceiverTracker.partitions(blocks, 2)).hasSize(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits on, whoever interrupts. */
    private static void awaitDeaf(CountDownLatch latch, CountDownLatch interrupted) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    /** What a class logs, as text. */
    private static final class Warnings extends Handler implements AutoCloseable {
        private final Logger logger;
        private final List<String> into;

        Warnings(Class<?> of, List<String> into) {
            this.logger = Logger.getLogger(of.getName());
            this.into = into;
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }

        @Override
        public void publish(LogRecord entry) {
            Object[] parameters = entry.getParameters();
            into.add(
                    parameters == null
                            ? entry.getMessage()
                            : new java.text.MessageFormat(entry.getMessage(), java.util.Locale.ROOT)
                                    .format(parameters));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }
}

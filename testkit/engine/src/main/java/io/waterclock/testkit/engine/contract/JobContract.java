// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Engine;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Jobs as a whole: several at once, cancelled ones, and the end of the engine. */
@NullUnmarked
interface JobContract extends EngineContract {

    private static Set<Thread> ourThreads() {
        Set<Thread> ours = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("waterclock-")) {
                ours.add(thread);
            }
        }
        return ours;
    }

    private static void assertEnded(Set<Thread> before) throws InterruptedException {
        Set<Thread> left = ourThreads();
        left.removeAll(before);
        for (Thread thread : left) {
            TimeUnit.SECONDS.timedJoin(thread, Probe.PATIENCE_SECONDS);
            assertThat(thread.isAlive()).as("%s is alive", thread).isFalse();
        }
    }

    /** A job that goes on for ever, as soon as it has begun. */
    private static <T> FutureTask<T> begun(Probe probe, WaterclockContext wc, Callable<T> action) throws Exception {
        FutureTask<T> job = meanwhile(() -> {
            wc.setJobGroup("mine", "runs for ever");
            try {
                return action.call();
            } finally {
                // an interrupt that ended the job must not be left on the caller's thread
                probe.saw("interrupted " + Thread.currentThread().isInterrupted());
            }
        });
        probe.await("begun");
        return job;
    }

    private static void assertCancelled(FutureTask<?> job, String action, String reason) {
        WaterclockException failure = failureOf(() -> resultOf(job));
        assertThat(failure.code()).isEqualTo(ErrorCode.JOB_CANCELLED);
        assertThat(failure.getMessage()).startsWith(action + " at ").endsWith(" was cancelled: " + reason);
    }

    @Test
    default void jobsFromSeveralThreads_runAtOnce_andGetTheirOwnResults() throws Exception {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 2000), 4);
            List<FutureTask<Map<Integer, Integer>>> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int factor = i;
                jobs.add(meanwhile(() -> numbers.mapToPair(x -> pair(x % 10, x * factor))
                        .reduceByKey(Integer::sum, 3)
                        .collectAsMap()));
            }
            for (int i = 0; i < jobs.size(); i++) {
                Map<Integer, Integer> sums = resultOf(jobs.get(i));
                assertThat(sums).hasSize(10).containsEntry(0, 199_000 * i).containsEntry(9, 200_800 * i);
            }
        }
    }

    @Test
    default void aBlockedTask_doesNotHoldBackAnotherJob() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureTask<Long> blocked = meanwhile(() -> wc.parallelize(List.of(1), 1)
                    .filter(x -> {
                        probe.open("begun");
                        probe.await("go on");
                        return true;
                    })
                    .count());
            probe.await("begun");
            assertThat(wc.parallelize(range(0, 100), 4).map(x -> x + 1).count()).isEqualTo(100);
            assertThat(blocked.isDone()).isFalse();
            probe.open("go on");
            assertThat(resultOf(blocked)).isEqualTo(1);
        }
    }

    @Test
    default void noMoreTasksRunAtOnce_thanTheParallelismSays() {
        try (WaterclockContext wc = open(2)) {
            Probe running = Probe.create();
            Counters.NOW.set(0, 0);
            Counters.NOW.set(1, 0);
            wc.parallelize(range(0, 64), 16).foreachPartition(records -> {
                int together = Counters.NOW.incrementAndGet(0);
                Counters.NOW.accumulateAndGet(1, together, Math::max);
                records.forEachRemaining(running::saw);
                Counters.NOW.decrementAndGet(0);
            });
            assertThat(running.hits()).isEqualTo(64);
            assertThat(Counters.NOW.get(1)).isBetween(1, 2);
        }
    }

    /** Reached by name, so that no function captures it. */
    final class Counters {
        static final AtomicIntegerArray NOW = new AtomicIntegerArray(2);

        private Counters() {}
    }

    @Test
    default void cancelledJob_inAnEndlessLoop_endsWithJobCancelled() throws Exception {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> one = wc.parallelize(List.of(1), 1);
            List<Callable<Object>> endless = new ArrayList<>();
            Probe probe = Probe.create();
            endless.add(() -> one.flatMap(x -> {
                        probe.open("begun");
                        return Stream.iterate(x, n -> n).iterator();
                    })
                    .count());
            Probe filtering = Probe.create();
            endless.add(() -> one.flatMap(x -> {
                        filtering.open("begun");
                        return Stream.iterate(x, n -> n).iterator();
                    })
                    .map(x -> x)
                    .filter(x -> x > 1)
                    .count());
            Probe belowAShuffle = Probe.create();
            endless.add(() -> one.mapPartitions(records -> {
                        belowAShuffle.open("begun");
                        return Stream.iterate(1, n -> n).iterator();
                    })
                    .mapToPair(x -> pair(x, x))
                    .reduceByKey(Integer::sum, 2)
                    .count());
            List<Probe> probes = List.of(probe, filtering, belowAShuffle);
            for (int i = 0; i < endless.size(); i++) {
                FutureTask<Object> job = begun(probes.get(i), wc, endless.get(i));
                wc.cancelJobGroup("another group");
                assertThat(job.isDone()).isFalse();
                wc.cancelJobGroup("mine", "it was enough");
                assertCancelled(job, "count", "it was enough");
                assertThat(probes.get(i).seen()).containsExactly("interrupted false");
            }
            assertThat(one.count()).isEqualTo(1);
        }
    }

    @Test
    default void cancelledJob_blockedInAnInterruptibleCall_endsWithJobCancelled() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureTask<List<Integer>> job = begun(
                    probe,
                    wc,
                    () -> wc.parallelize(range(0, 4), 2)
                            .map(x -> {
                                probe.open("begun");
                                probe.await("never");
                                return x;
                            })
                            .collect());
            wc.cancelAllJobs();
            assertCancelled(job, "collect", "all jobs were cancelled");
            assertThat(probe.seen()).containsExactly("interrupted false");
            assertThat(wc.parallelize(range(0, 4), 2).collect()).isEqualTo(range(0, 4));
        }
    }

    /** On whichever thread: nobody has interrupted it. */
    @Test
    default void interruptedException_thatAFunctionThrowsByItself_isAFailureLikeAnyOther() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> one = wc.parallelize(List.of(1), 1);
            RDD<Integer> many = wc.parallelize(range(0, 64), 64);
            List<ThrowingCallable> jobs = List.of(
                    () -> one.map(JobContract::interruptedForNothing).count(),
                    () -> many.map(JobContract::interruptedForNothing).count(),
                    () -> one.foreachPartition(records -> interruptedForNothing(0)),
                    () -> one.distinct()
                            .filter(x -> interruptedForNothing(x) == x)
                            .count(),
                    () -> many.reduce((a, b) -> interruptedForNothing(a)));
            for (ThrowingCallable job : jobs) {
                WaterclockException failure = failureOf(job);
                assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
                assertThat(failure).hasMessageContaining("for nothing").hasCauseInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            assertThat(many.count()).isEqualTo(64);
        }
    }

    private static int interruptedForNothing(int x) throws InterruptedException {
        throw new InterruptedException("for nothing at " + x);
    }

    @Test
    default void aTask_canSeeThatItsJobIsCancelled() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureTask<Long> job = begun(
                    probe,
                    wc,
                    () -> wc.parallelize(List.of(1), 1)
                            .filter(x -> {
                                probe.open("begun");
                                while (!TaskContext.get().isInterrupted()) {
                                    Thread.onSpinWait();
                                }
                                return true;
                            })
                            .count());
            wc.cancelJobGroup("mine");
            assertCancelled(job, "count", "the job group mine was cancelled");
        }
    }

    @Test
    default void jobCancelledBeforeItBegan_runsNothing() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            Cancellation cancellation = new Cancellation();
            cancellation.cancel("too late");
            RDD<Integer> rdd = wc.parallelize(range(0, 4), 2).map(probe::saw);
            Job<Object[]> job = new Job<>(
                    9,
                    rdd.lineage(),
                    List.of(0, 1),
                    new Action.Collect(),
                    Programs.at("collect", 5),
                    Marks.NONE,
                    cancellation,
                    Map.of(),
                    wc.codecs());
            WaterclockException failure = failureOf(() -> wc.engine().run(job));
            assertThat(failure.code()).isEqualTo(ErrorCode.JOB_CANCELLED);
            assertThat(failure).hasMessage("collect at Orders.java:5 was cancelled: too late");
            assertThat(probe.hits()).isZero();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    default void close_cancelsWhatRuns_andWaitsForIt() throws Exception {
        Set<Thread> before = ourThreads();
        WaterclockContext wc = open(2);
        Probe probe = Probe.create();
        FutureTask<Long> job = begun(
                probe,
                wc,
                () -> wc.parallelize(List.of(1, 2), 2)
                        .filter(x -> {
                            probe.open("begun");
                            try {
                                probe.await("never");
                            } finally {
                                probe.saw("task over");
                            }
                            return true;
                        })
                        .count());
        wc.close();
        assertThat(probe.seen()).contains("task over");
        WaterclockException failure = failureOf(() -> resultOf(job));
        assertThat(failure.code()).isEqualTo(ErrorCode.JOB_CANCELLED);
        assertEnded(before);
    }

    @Test
    default void engineAlone_cancelsItsJobsAtItsEnd() throws Exception {
        WaterclockContext wc = open(2);
        Probe probe = Probe.create();
        FutureTask<Long> job = begun(
                probe,
                wc,
                () -> wc.parallelize(List.of(1), 1)
                        .flatMap(x -> {
                            probe.open("begun");
                            return Stream.iterate(x, n -> n).iterator();
                        })
                        .count());
        wc.engine().close();
        assertThat(failureOf(() -> resultOf(job)).code()).isEqualTo(ErrorCode.JOB_CANCELLED);
        wc.close();
    }

    @Test
    default void close_leavesNoThread_whateverHappenedBefore() throws Exception {
        Set<Thread> before = ourThreads();
        try (WaterclockContext wc = open(3)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 30_000), 6);
            numbers.mapToPair(x -> pair(x % 100, 1)).reduceByKey(Integer::sum).count();
            assertThatThrownBy(() -> numbers.map(x -> 1 / (x - 29_000)).count())
                    .isInstanceOf(WaterclockException.class);
            numbers.cache().count();
        }
        assertEnded(before);
    }

    @Test
    default void close_canBeCalledAgain_andEndsOnlyItsOwnEngine() {
        WaterclockContext first = open(2);
        try (WaterclockContext second = open(2)) {
            first.close();
            first.close();
            first.engine().close();
            assertThat(second.parallelize(range(0, 10), 3).count()).isEqualTo(10);
        }
    }

    @Test
    default void closedEngine_refusesWork() {
        WaterclockContext wc = open(2);
        Engine engine = wc.engine();
        RDD<Integer> rdd = wc.parallelize(range(0, 4), 2);
        wc.close();
        WaterclockException action = failureOf(rdd::count);
        assertThat(action.code()).isEqualTo(ErrorCode.CONTEXT_STOPPED);
        assertThat(action.getMessage()).startsWith("count at ");
        Job<Long> job = new Job<>(
                1,
                source(range(0, 4), 2),
                List.of(0),
                new Action.Count(),
                Programs.at("count", 1),
                Marks.NONE,
                new Cancellation(),
                Map.of(),
                wc.codecs());
        assertThat(failureOf(() -> engine.run(job)).code()).isEqualTo(ErrorCode.CONTEXT_STOPPED);
    }
}

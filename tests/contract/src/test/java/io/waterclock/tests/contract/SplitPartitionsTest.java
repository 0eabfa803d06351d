// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.CollectionAccumulator;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A partition that is far larger than its share is worked on by several threads, and nobody can tell but by the threads. */
@Timeout(180)
class SplitPartitionsTest {
    private static final int RECORDS = 400_000;
    private static final int LAST = RECORDS - 1;

    // reached by name: a captured one would be copied for each attempt, and then nothing is split
    private static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();
    private static final Set<Integer> PARTITIONS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static volatile CountDownLatch lastSeen = new CountDownLatch(1);
    private static volatile boolean waited;

    @BeforeEach
    void forget() {
        THREADS.clear();
        PARTITIONS.clear();
        FAILURES.set(0);
        lastSeen = new CountDownLatch(1);
        waited = false;
    }

    private static WaterclockContext open(String master) {
        return new WaterclockContext(new WaterclockConf(false).setMaster(master));
    }

    private static RDD<Integer> onePartition(WaterclockContext wc) {
        return wc.parallelize(IntStream.range(0, RECORDS).boxed().toList(), 1);
    }

    /** The first record waits for the last one, which only another thread can come to. */
    private static int meet(int x) throws InterruptedException {
        if (x == 0) {
            note();
            waited = lastSeen.await(60, TimeUnit.SECONDS);
        } else if (x == LAST) {
            note();
            lastSeen.countDown();
        }
        return x;
    }

    private static void note() {
        THREADS.add(Thread.currentThread());
        PARTITIONS.add(TaskContext.get() == null ? -1 : TaskContext.get().partitionId());
    }

    private static void assertSplit() {
        assertThat(waited)
                .as("another thread came to the last record meanwhile")
                .isTrue();
        assertThat(THREADS).hasSize(2);
        assertThat(PARTITIONS).containsExactly(0);
    }

    @Test
    void count_isSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            assertThat(onePartition(wc).map(SplitPartitionsTest::meet).count()).isEqualTo(RECORDS);
            assertSplit();
        }
    }

    @Test
    void reduce_isSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            long sum = onePartition(wc)
                    .map(SplitPartitionsTest::meet)
                    .map(x -> (long) x)
                    .reduce(Long::sum);
            assertThat(sum).isEqualTo((long) RECORDS * LAST / 2);
            assertSplit();
        }
    }

    @Test
    void reductionByKey_isSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            Map<Integer, Integer> counts = onePartition(wc)
                    .map(SplitPartitionsTest::meet)
                    .mapToPair(x -> new Tuple2<>(x % 7, 1))
                    .reduceByKey(Integer::sum)
                    .collectAsMap();
            assertThat(counts).hasSize(7);
            assertThat(counts.values().stream().mapToInt(x -> x).sum()).isEqualTo(RECORDS);
            assertSplit();
        }
    }

    /** Behind a union and a coalesce too; small partitions beside it stay whole. */
    @Test
    void largePartitionAmongSmallOnes_isSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> small = wc.parallelize(List.of(1, 2, 3), 3);
            RDD<Integer> all = small.union(onePartition(wc)).union(small).coalesce(100);
            long count = all.filter(x -> meet(x) >= 0).count();
            assertThat(count).isEqualTo(RECORDS + 6);
            assertThat(waited).isTrue();
            assertThat(PARTITIONS).containsExactly(3);
        }
    }

    // ---- failures are those of an attempt at the whole

    private static int failFrom(int x, int first) {
        if (x >= first) {
            FAILURES.incrementAndGet();
            throw new IllegalStateException("record " + x);
        }
        return x;
    }

    @Test
    void lowestRecordThatFails_isNamedByItsOrdinalInThePartition() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> failing = onePartition(wc).map(x -> failFrom(x, 5_000));
            int rounds = 0;
            while (rounds < 20 || FAILURES.get() <= rounds && rounds < 5_000) { // a worker may come too late
                assertThatThrownBy(failing::count)
                        .hasMessageContaining("failed in partition 0 at record 5000 of its source")
                        .hasMessageContaining("record 5000")
                        .hasMessageContaining("(attempt 1 of 1)");
                rounds++;
            }
            assertThat(FAILURES.get()).as("it was split").isGreaterThan(rounds);
        }
    }

    @Test
    void failedAttempt_isFollowedByOneAtTheWholePartition() {
        try (WaterclockContext wc = open("local[2,3]")) {
            long count = onePartition(wc)
                    .map(x -> {
                        TaskContext task = TaskContext.get();
                        if (x > 5_000 && task.attemptNumber() == 0) {
                            FAILURES.incrementAndGet();
                            throw new IllegalStateException("once");
                        }
                        if (task.attemptNumber() == 1) {
                            THREADS.add(Thread.currentThread());
                        }
                        return x;
                    })
                    .count();
            assertThat(count).isEqualTo(RECORDS);
            assertThat(THREADS).as("the second attempt is in one piece").hasSize(1);
            assertThat(FAILURES.get()).as("it was split").isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void failureOfTheReduction_whileJoiningParts_namesIt() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> ones = onePartition(wc).map(x -> 1);
            assertThatThrownBy(() -> ones.reduce((a, b) -> {
                        if (a + b > RECORDS / 2 + RECORDS / 4) {
                            throw new IllegalStateException("too much");
                        }
                        return a + b;
                    }))
                    .hasMessageContaining("reduce at ")
                    .hasMessageContaining("failed in partition 0")
                    .hasMessageContaining("too much");
        }
    }

    /** What nobody expects to throw: the job fails with it, and its caller doesn't wait for ever. */
    @Test
    void jobListenerThatThrows_whileAPartBegins_orTheAttemptEnds_failsTheJob() {
        JobListener atTheBeginning = new JobListener() {
            @Override
            public void taskStarted(TaskContext task) {
                throw new WaterclockException(ErrorCode.FUNCTION_FAILED, "can't begin");
            }
        };
        JobListener atTheEnd = new JobListener() {
            @Override
            public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
                throw new WaterclockException(ErrorCode.FUNCTION_FAILED, "can't end");
            }
        };
        JobListener atTheFailure = new JobListener() {
            @Override
            public void taskFailed(TaskContext task, Throwable failure) {
                throw new WaterclockException(ErrorCode.FUNCTION_FAILED, "can't fail");
            }
        };
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> whole = onePartition(wc);
            assertThatThrownBy(() -> count(wc, whole, atTheBeginning)).hasMessage("can't begin");
            assertThatThrownBy(() -> count(wc, whole, atTheEnd)).hasMessage("can't end");
            RDD<Integer> failing = whole.map(x -> failFrom(x, 5_000));
            assertThatThrownBy(() -> count(wc, failing, atTheFailure)).hasMessage("can't fail");
            assertThat(whole.count()).isEqualTo(RECORDS);
        }
    }

    private static long count(WaterclockContext wc, RDD<Integer> rdd, JobListener listener) {
        Job<Long> job = new Job<>(
                -1,
                rdd.lineage(),
                List.of(0),
                new Action.Count(),
                Operator.of("count"),
                Marks.NONE,
                new Cancellation(),
                Map.of(),
                wc.codecs(),
                listener);
        return wc.engine().run(job).get(0);
    }

    // ---- what the parts of an attempt leave

    private static final List<String> HEARD = new CopyOnWriteArrayList<>();
    private static final AtomicInteger SEEN = new AtomicInteger();
    private static final Set<Long> ATTEMPTS = ConcurrentHashMap.newKeySet();

    /** Adds listeners in the first part and in the last, which wait for each other. */
    private static int listen(int x) throws InterruptedException {
        if (x == 0 || x == LAST) {
            TaskContext task = TaskContext.get();
            String who = (x == 0 ? "first" : "last") + " part of attempt " + task.attemptNumber();
            ATTEMPTS.add(task.taskAttemptId());
            task.addTaskFailureListener((failed, error) -> HEARD.add(who + " failed after " + SEEN.get()));
            task.addTaskCompletionListener(done -> HEARD.add(who + " ended after " + SEEN.get()
                    + (done.isFailed() ? ", badly" : ", well") + (done.isCompleted() ? "" : ", and isn't over")));
        }
        if (TaskContext.get().attemptNumber() == 0) {
            meet(x);
        }
        SEEN.incrementAndGet();
        return x;
    }

    @BeforeEach
    void forgetWhatWasHeard() {
        HEARD.clear();
        SEEN.set(0);
        ATTEMPTS.clear();
    }

    @Test
    void listenersOfAPart_hearOnce_whenTheWholeAttemptHasEnded() {
        try (WaterclockContext wc = open("local[2]")) {
            assertThat(onePartition(wc).map(SplitPartitionsTest::listen).count())
                    .isEqualTo(RECORDS);
            assertSplit();
            assertThat(HEARD)
                    .containsExactlyInAnyOrder(
                            "first part of attempt 0 ended after " + RECORDS + ", well",
                            "last part of attempt 0 ended after " + RECORDS + ", well");
            assertThat(ATTEMPTS).as("it is one attempt").hasSize(1);
        }
    }

    /** The part that comes last works until the attempt is 2 ms old. */
    @Test
    void metrics_areThoseOfTheWholeAttempt_inItsPartsAndAtItsEnd() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> working = onePartition(wc)
                    .map(SplitPartitionsTest::meet)
                    .map(x -> {
                        if (x == LAST) {
                            TaskContext task = TaskContext.get();
                            task.addTaskCompletionListener(done ->
                                    HEARD.add(done.taskMetrics().executorRunTime() >= 2 ? "worked" : "has not worked"));
                            while (task.taskMetrics().executorRunTime() < 2
                                    && !Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                        }
                        return x;
                    });
            assertThat(working.count()).isEqualTo(RECORDS);
            assertSplit();
            assertThat(HEARD).containsExactly("worked");
        }
    }

    /** The part that went well belongs to an attempt that failed: it hears of the failure, and only of that. */
    @Test
    void listenersOfAPart_hearOfTheFailureOfAnother_once() {
        try (WaterclockContext wc = open("local[2,2]")) {
            long count = onePartition(wc)
                    .map(SplitPartitionsTest::listen)
                    .map(x -> {
                        if (x == LAST && TaskContext.get().attemptNumber() == 0) {
                            throw new IllegalStateException("once");
                        }
                        return x;
                    })
                    .count();
            assertThat(count).isEqualTo(RECORDS);
            assertThat(waited).isTrue();
            assertThat(HEARD).hasSize(6);
            assertThat(HEARD.subList(0, 4))
                    .allMatch(heard -> heard.contains("attempt 0"))
                    .filteredOn(heard -> heard.contains(" failed after "))
                    .hasSize(2);
            assertThat(HEARD.subList(0, 4))
                    .filteredOn(heard -> heard.endsWith(", badly"))
                    .hasSize(2);
            assertThat(HEARD.subList(4, 6))
                    .allMatch(heard -> heard.contains("attempt 1 ended after ") && heard.endsWith(", well"));
        }
    }

    @Test
    void listenerOfAPart_thatFails_failsTheAttempt() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> listening = onePartition(wc).map(x -> {
                if (x == LAST) {
                    TaskContext.get().addTaskCompletionListener(done -> {
                        throw new IllegalStateException("can't close");
                    });
                }
                return meet(x);
            });
            assertThatThrownBy(listening::count).hasMessageContaining("can't close");
            assertSplit();
            assertThat(onePartition(wc).count()).isEqualTo(RECORDS);
        }
    }

    /** What the parts add is added once, of the attempt that counts. */
    @Test
    void accumulators_takeInWhatAllPartsOfTheAttemptThatCountsHaveAdded() {
        try (WaterclockContext wc = open("local[2,2]")) {
            LongAccumulator sum = wc.longAccumulator();
            CollectionAccumulator<Integer> ends = wc.collectionAccumulator();
            RDD<Integer> adding = onePartition(wc).map(x -> {
                sum.add(1);
                if (x == 0 || x == LAST) {
                    ends.add(x);
                }
                return meet(x);
            });
            assertThat(adding.count()).isEqualTo(RECORDS);
            assertSplit();
            assertThat(sum.value()).isEqualTo(RECORDS);
            assertThat(ends.value()).containsExactlyInAnyOrder(0, LAST);
            sum.reset();
            long count = adding.map(x -> {
                        if (x == LAST - 1 && TaskContext.get().attemptNumber() == 0) {
                            throw new IllegalStateException("once");
                        }
                        return x;
                    })
                    .count();
            assertThat(count).isEqualTo(RECORDS);
            assertThat(sum.value()).isEqualTo(RECORDS);
        }
    }

    // ---- what stays whole

    @Test
    void whatCanSeeThePartition_isNotSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> noted = onePartition(wc).map(x -> {
                if (x % 50_000 == 0) {
                    note();
                }
                return x;
            });
            assertThat(noted.collect()).hasSize(RECORDS);
            noted.foreach(x -> {});
            noted.foreachPartition(records -> records.forEachRemaining(x -> {}));
            assertThat(noted.glom().count()).isEqualTo(1);
            assertThat(noted.aggregate(1, (sum, x) -> sum + 1, Integer::sum)).isEqualTo(RECORDS + 2);
            noted.mapToPair(x -> new Tuple2<>(0, 1))
                    .combineByKey(x -> x, Integer::sum, Integer::sum)
                    .count();
            assertThat(THREADS.size()).isLessThanOrEqualTo(2); // one thread a job, but not always the same
            assertThat(PARTITIONS).containsExactly(0);
        }
    }

    /** A copy of what it captures belongs to one attempt, and so to one thread. */
    @Test
    void functionThatCapturesSomethingMutable_isNotSplit() {
        try (WaterclockContext wc = open("local[2]")) {
            for (int round = 0; round < 10; round++) {
                List<Integer> seen = new ArrayList<>();
                List<Integer> sizes = onePartition(wc)
                        .map(x -> {
                            seen.add(x);
                            return seen.size();
                        })
                        .map(x -> List.of(x))
                        .reduce((a, b) -> a.get(0) > b.get(0) ? a : b);
                assertThat(sizes).containsExactly(RECORDS);
            }
        }
    }

    @Test
    void singleThread_neverSplits() {
        try (WaterclockContext wc = open("local[1]")) {
            long count = onePartition(wc)
                    .filter(x -> {
                        THREADS.add(Thread.currentThread());
                        return true;
                    })
                    .count();
            assertThat(count).isEqualTo(RECORDS);
            assertThat(THREADS).containsExactly(Thread.currentThread());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.WaterclockStageInfo;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job is planned again when a shuffle's output was half combined: what its tasks have done by then is not done again. */
class PlannedAgainTest {
    private static final Map<Integer, Integer> SINK = new ConcurrentHashMap<>();
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    @Test
    void tasksThatHaveEndedWell_areNotRunAgain() {
        SINK.clear();
        FAILED.set(false);
        List<Tuple2<Integer, Integer>> pairs =
                IntStream.range(0, 40).mapToObj(i -> new Tuple2<>(i % 10, 1)).toList();
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[1,3]"))) {
            wc.parallelizePairs(pairs, 2)
                    .reduceByKey(PlannedAgainTest::sumOrFailOnce, 5)
                    .foreach(pair -> SINK.merge(pair._1(), 1, Integer::sum));
        }
        assertThat(FAILED).isTrue();
        assertThat(SINK)
                .hasSize(10)
                .allSatisfy((key, times) -> assertThat(times).as("key " + key).isOne());
    }

    /** Null is a result too: a task that gave it has ended well. */
    @Test
    void tasksWhoseResultIsNull_areNotRunAgainEither() {
        SINK.clear();
        FAILED.set(false);
        List<Tuple2<Integer, Integer>> pairs =
                IntStream.range(0, 40).mapToObj(i -> new Tuple2<>(i % 10, 1)).toList();
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[1,3]"))) {
            Object nothing = wc.parallelizePairs(pairs, 2)
                    .reduceByKey(PlannedAgainTest::sumOrFailOnce, 5)
                    .aggregate(
                            null,
                            (none, pair) -> {
                                SINK.merge(pair._1(), 1, Integer::sum);
                                return null;
                            },
                            (a, b) -> null);
            assertThat(nothing).isNull();
        }
        assertThat(FAILED).isTrue();
        assertThat(SINK)
                .hasSize(10)
                .allSatisfy((key, times) -> assertThat(times).as("key " + key).isOne());
    }

    /** Its attempt would count as done, and the records that it couldn't read would be lost. */
    @Test
    void functionThatCatchesWhatItsRecordsThrow_andGoesOn_losesNoneOfThem() {
        SINK.clear();
        FAILED.set(false);
        List<Tuple2<Integer, Integer>> pairs =
                IntStream.range(0, 40).mapToObj(i -> new Tuple2<>(i % 10, 1)).toList();
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[1,3]"))) {
            assertThat(wc.parallelizePairs(pairs, 2)
                            .reduceByKey((a, b) -> sumOrFailOnce(1, 0, a, b), 5)
                            .coalesce(1)
                            .mapPartitionsToPair(PlannedAgainTest::whatCanBeRead)
                            .collectAsMap())
                    .hasSize(10)
                    .containsEntry(9, 4);
        }
        assertThat(SINK).as("caught, by attempt").containsExactly(entry(1, 1));
    }

    private static Iterator<Tuple2<Integer, Integer>> whatCanBeRead(Iterator<Tuple2<Integer, Integer>> records) {
        int attempt = TaskContext.get().attemptNumber();
        List<Tuple2<Integer, Integer>> read = new ArrayList<>();
        try {
            records.forEachRemaining(read::add);
        } catch (RuntimeException e) {
            if (attempt == 0) {
                throw e;
            }
            SINK.merge(attempt, 1, Integer::sum);
        }
        return read.iterator();
    }

    @Test
    @Timeout(180)
    void taskThatLacksWhatAnothersFirstAttemptHasSpoilt_doesNotLetThatBeTheFirstAgain() {
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[2,2]"))) {
            Spoiling spoiling = new Spoiling(wc, 1);
            assertThat(spoiling.run()).containsOnlyKeys(0, 1, 2).containsValue(8L);
            assertThat(spoiling.times).hasValue(1);
            assertThat(spoiling.late).isFalse();
        }
    }

    @Test
    @Timeout(180)
    void taskThatFailsForGood_isTold_andNotThatOthersLackWhatItHasSpoilt() {
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[2,2]"))) {
            Spoiling spoiling = new Spoiling(wc, 2);
            assertThatThrownBy(spoiling::run)
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_FAILED))
                    .hasStackTraceContaining("spoilt by attempt 1");
            assertThat(spoiling.late).isFalse();
        }
    }

    /**
     * One of three tasks on two threads fails while it combines; it only says so when of the two others one has ended, having
     * waited for that, and the last finds its input spoilt.
     */
    private static final class Spoiling {
        private static final int NONE = -1;
        private final WaterclockContext wc;
        private final AtomicInteger spoiler = new AtomicInteger(NONE);
        private final AtomicInteger times = new AtomicInteger();
        private final List<CountDownLatch> spoilt;
        private volatile boolean late;

        Spoiling(WaterclockContext wc, int attempts) {
            this.wc = wc;
            this.spoilt =
                    Stream.generate(() -> new CountDownLatch(1)).limit(attempts).toList();
        }

        Map<Integer, Long> run() {
            List<Tuple2<Integer, Long>> pairs = IntStream.range(0, 24)
                    .mapToObj(i -> new Tuple2<>(i % 3, 1L))
                    .toList();
            return wc.parallelizePairs(pairs, 2)
                    .reduceByKey(this::sum, 3)
                    .partitionBy(new HashPartitioner(1))
                    .collectAsMap();
        }

        private long sum(long a, long b) throws InterruptedException {
            TaskContext task = TaskContext.get();
            if (task == null || task.numPartitions() != 3 || task.attemptNumber() >= spoilt.size()) {
                return a + b;
            }
            CountDownLatch done = spoilt.get(task.attemptNumber());
            spoiler.compareAndSet(NONE, task.partitionId());
            if (task.partitionId() != spoiler.get()) {
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
                return a + b;
            }
            task.addTaskFailureListener((context, failure) -> {
                done.countDown();
                awaitOthers(task.stageId());
            });
            times.incrementAndGet();
            throw new IllegalStateException("spoilt by attempt " + task.attemptNumber());
        }

        private void awaitOthers(int stage) {
            WaterclockStageInfo info;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            do {
                late |= System.nanoTime() > deadline;
                Thread.onSpinWait();
                info = wc.statusTracker().getStageInfo(stage);
            } while (!late
                    && (info.numActiveTasks() > 1
                            || info.numFailedTasks() == 0 && info.numCompletedTasks() < info.numTasks() - 1));
        }
    }

    /** Fails once, after the crossing, in the last partition. */
    private static int sumOrFailOnce(int a, int b) {
        return sumOrFailOnce(5, 4, a, b);
    }

    private static int sumOrFailOnce(int partitions, int partition, int a, int b) {
        TaskContext task = TaskContext.get();
        if (task != null
                && task.numPartitions() == partitions
                && task.partitionId() == partition
                && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("once");
        }
        return a + b;
    }
}

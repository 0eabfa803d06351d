// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.TaskContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

    /** Fails once, after the crossing, in the last partition. */
    private static int sumOrFailOnce(int a, int b) {
        TaskContext task = TaskContext.get();
        if (task != null && task.numPartitions() == 5 && task.partitionId() == 4 && FAILED.compareAndSet(false, true)) {
            throw new IllegalStateException("once");
        }
        return a + b;
    }
}

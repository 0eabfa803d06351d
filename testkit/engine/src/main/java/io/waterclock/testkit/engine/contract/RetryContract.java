// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.EngineAbility.RETRIES_TASKS;
import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Failed attempts: repeated where the engine does that, and without a trace in any result. */
@NullUnmarked
interface RetryContract extends EngineContract {
    int ATTEMPTS = 3;

    /** A context whose tasks get {@link #ATTEMPTS} attempts, or one where the engine can't repeat. */
    private WaterclockContext openRetrying() {
        return new WaterclockContext(conf(2, can(RETRIES_TASKS) ? ATTEMPTS : 1));
    }

    /** Fails the first two times that it sees record {@code bad}, if tasks are repeated at all. */
    private static <T> T flaky(boolean repeated, Probe failures, T record, Object bad) {
        if (repeated && bad.equals(record) && failures.hits() < ATTEMPTS - 1) {
            failures.hit();
            throw new IllegalStateException("attempt " + TaskContext.get().attemptNumber());
        }
        return record;
    }

    @Test
    default void fullHeap_failsTheJobAtOnce_sayingWhatToDo() {
        try (WaterclockContext wc = openRetrying()) {
            Probe tries = Probe.create();
            RDD<Integer> full = wc.parallelize(range(0, 10), 2).map(x -> {
                if (x == 7) {
                    tries.hit();
                    throw new OutOfMemoryError("Java heap space");
                }
                return x;
            });
            WaterclockException failure = failureOf(full::count);
            assertThat(failure.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
            assertThat(failure)
                    .hasMessageStartingWith("map at ")
                    .hasMessageContaining(" ran out of memory in partition 1 (Java heap space). The heap has at most ")
                    .hasMessageContaining("-Xmx")
                    .hasMessageContaining("waterclock.memory.fraction")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            assertThat(tries.hits()).isEqualTo(1);
            assertThat(wc.parallelize(range(0, 10), 2).count()).isEqualTo(10);
        }
    }

    @Test
    default void functionThatAlwaysFails_failsTheJobAfterTheLastAttempt() {
        int attempts = can(RETRIES_TASKS) ? ATTEMPTS : 1;
        try (WaterclockContext wc = openRetrying()) {
            Probe numbers = Probe.create();
            WaterclockException failure =
                    failureOf(() -> wc.parallelize(range(0, 1), 1).foreach(x -> {
                        numbers.saw(TaskContext.get().attemptNumber());
                        throw new IllegalStateException("never");
                    }));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure.getMessage())
                    .endsWith("java.lang.IllegalStateException: never (attempt " + attempts + " of " + attempts + ")");
            assertThat(numbers.seen()).isEqualTo(List.<Object>copyOf(range(0, attempts)));
        }
    }

    @Test
    default void functionThatFailsAtFirst_isCalledAgain_fromTheStartOfItsPartition() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe failures = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 100), 4).map(x -> flaky(repeated, failures, x, 77));
            assertThat(rdd.collect()).isEqualTo(range(0, 100));
            assertThat(rdd.count()).isEqualTo(100);
        }
    }

    @Test
    default void combinersAreNotFedTwice() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe below = Probe.create();
            Probe inside = Probe.create();
            PairRDD<Integer, Integer> sums = wc.parallelize(range(0, 3000), 3)
                    .mapToPair(x -> pair(flaky(repeated, below, x, 1999) % 3, x))
                    .reduceByKey((a, b) -> a + flaky(repeated, inside, b, 2998), 2);
            assertThat(sums.collectAsMap()).isEqualTo(Map.of(0, 1_498_500, 1, 1_499_500, 2, 1_500_500));
        }
    }

    @Test
    default void groupsAndAggregatesAreNotFedTwice() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe grouped = Probe.create();
            Map<Integer, Iterable<Integer>> groups = wc.parallelize(range(0, 100), 3)
                    .mapToPair(x -> pair(0, flaky(repeated, grouped, x, 60)))
                    .groupByKey(1)
                    .collectAsMap();
            assertThat(groups.get(0)).isEqualTo(range(0, 100));
            Probe aggregated = Probe.create();
            List<Integer> all = wc.parallelize(range(0, 100), 3)
                    .aggregate(
                            new ArrayList<>(),
                            (list, x) -> {
                                list.add(flaky(repeated, aggregated, x, 60));
                                return list;
                            },
                            (a, b) -> {
                                a.addAll(b);
                                return a;
                            });
            assertThat(all).isEqualTo(range(0, 100));
        }
    }

    @Test
    default void taskAfterAShuffle_isRepeated_withCombinedValuesAsTheyWere() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe failures = Probe.create();
            PairRDD<Integer, List<Integer>> lists = wc.parallelize(range(0, 40), 4)
                    .mapToPair(x -> pair(x % 2, x))
                    .combineByKey(
                            x -> new ArrayList<>(List.of(x)),
                            (list, x) -> {
                                list.add(x);
                                return list;
                            },
                            (a, b) -> {
                                a.addAll(b);
                                return a;
                            },
                            new HashPartitioner(2),
                            true);
            Map<Integer, Integer> sizes = new HashMap<>();
            lists.map(p -> pair(flaky(repeated, failures, p._1(), 1), p._2().size()))
                    .collect()
                    .forEach(p -> sizes.put(p._1(), p._2()));
            assertThat(sizes).isEqualTo(Map.of(0, 20, 1, 20));
        }
    }

    @Test
    default void keptPartition_isThatOfTheAttemptThatSucceeded() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe failures = Probe.create();
            RDD<Integer> kept = wc.parallelize(range(0, 100), 2)
                    .map(x -> flaky(repeated, failures, x, 90))
                    .cache();
            assertThat(kept.count()).isEqualTo(100);
            assertThat(kept.collect()).isEqualTo(range(0, 100));
        }
    }

    @Test
    default void statefulStep_seesTheFormerVersionAtEachAttempt_andEmitsOnce() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe failures = Probe.create();
            StatefulFunction sum = (partition, version, previous, records) -> {
                int total = previous == null ? 0 : (Integer) previous;
                List<Object> emitted = new ArrayList<>();
                while (records.hasNext()) {
                    int record = (Integer) records.next();
                    emitted.add(record);
                    total += flaky(repeated, failures, record, 5);
                }
                return new StatefulFunction.Update(total, emitted.iterator());
            };
            Lineage step =
                    new Lineage.Stateful(at("sums", 1), source(range(0, 6), 2), "sums", Lineage.Stateful.NONE, 1, sum);
            assertThat(partitions(wc, step)).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
            wc.engine().states().publish("sums", 1, 2);
            Lineage view = new Lineage.StateView(
                    at("state", 2), "sums", 1, 2, null, s -> List.of(s).iterator());
            assertThat(partitions(wc, view)).containsExactly(List.of(3), List.of(12));
        }
    }

    @Test
    default void reader_isOpenedAgain_andEachIsClosed() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            Probe closed = Probe.create();
            Probe failures = Probe.create();
            Lineage lineage = Programs.reading("numbers", 1, new TakeContract.Closing(closed, 10));
            assertThat(new RDD<Integer>(wc.handle(), lineage)
                            .map(x -> flaky(repeated, failures, x, 4))
                            .collect())
                    .isEqualTo(range(0, 10));
            assertThat(closed.hits()).isEqualTo(can(RETRIES_TASKS) ? ATTEMPTS : 1);
        }
    }
}

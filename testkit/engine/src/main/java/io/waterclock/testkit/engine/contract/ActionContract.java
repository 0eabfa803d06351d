// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.run;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockContext;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Every {@link Action} but {@link Action.Take}, and what a task knows of itself. */
@NullUnmarked
interface ActionContract extends EngineContract {

    @Test
    default void defaultParallelism_isWhatWasAskedFor() {
        try (WaterclockContext wc = open(3)) {
            assertThat(wc.engine().defaultParallelism()).isEqualTo(3);
            assertThat(wc.parallelize(range(0, 9)).getNumPartitions()).isEqualTo(3);
        }
    }

    @Test
    default void collect_givesPartitionsInOrder_inAFreshListThatCanBeChanged() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 5000), 7);
            List<Integer> first = rdd.collect();
            assertThat(first).isEqualTo(range(0, 5000));
            first.add(-1);
            first.set(0, -2);
            assertThat(rdd.collect()).isEqualTo(range(0, 5000));
        }
    }

    @Test
    default void results_comeInTheOrderOfThePartitionsWanted() {
        try (WaterclockContext wc = open(2)) {
            Lineage lineage = source(range(0, 8), 4);
            List<Object[]> results = run(wc, lineage, List.of(3, 0, 2), new Action.Collect());
            assertThat(results).containsExactly(new Object[] {6, 7}, new Object[] {0, 1}, new Object[] {4, 5});
            assertThat(run(wc, lineage, List.of(), new Action.Collect())).isEmpty();
        }
    }

    @Test
    default void partitionsNotWanted_areNotEvaluated() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 8), 4).map(probe::saw);
            List<Integer>[] parts = rdd.collectPartitions(new int[] {1});
            assertThat(parts).hasSize(1);
            assertThat(parts[0]).containsExactly(2, 3);
            assertThat(probe.seen()).containsExactly(2, 3);
        }
    }

    @Test
    default void count_countsEachPartition() {
        try (WaterclockContext wc = open(2)) {
            assertThat(wc.parallelize(range(0, 10_001), 3)
                            .filter(x -> x % 2 == 0)
                            .count())
                    .isEqualTo(5001);
            assertThat(run(wc, source(range(0, 7), 3), List.of(0, 1, 2), new Action.Count()))
                    .containsExactly(2L, 2L, 3L);
        }
    }

    @Test
    default void emptyPartitionsAndNoPartitionsAtAll_areFine() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> sparse = wc.parallelize(List.of(1, 2), 5);
            assertThat(sparse.glom().collect())
                    .containsExactly(List.of(), List.of(), List.of(1), List.of(), List.of(2));
            assertThat(sparse.count()).isEqualTo(2);
            assertThat(sparse.reduce(Integer::sum)).isEqualTo(3);
            RDD<Integer> none = wc.emptyRDD();
            assertThat(none.getNumPartitions()).isZero();
            assertThat(none.collect()).isEmpty();
            assertThat(none.count()).isZero();
            assertThat(none.isEmpty()).isTrue();
            assertThat(none.fold(0, Integer::sum)).isZero();
            assertThat(none.map(x -> x + 1).union(sparse).collect()).containsExactly(1, 2);
            assertThat(none.distinct().collect()).isEmpty();
            assertThat(none.coalesce(3).collect()).isEmpty();
            assertThatThrownBy(() -> none.reduce(Integer::sum))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("reduce: empty collection: there is no record in emptyRDD at ");
            assertThatThrownBy(none::first)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("first: empty collection: there is no record in emptyRDD at ");
        }
    }

    @Test
    default void nullRecords_areRecords() {
        try (WaterclockContext wc = open(2)) {
            List<String> withNulls = Arrays.asList(null, "a", null, "b", null);
            RDD<String> rdd = wc.parallelize(withNulls, 2);
            assertThat(rdd.collect()).isEqualTo(withNulls);
            assertThat(rdd.count()).isEqualTo(5);
            assertThat(rdd.take(3)).isEqualTo(withNulls.subList(0, 3));
            assertThat(rdd.map(x -> x).filter(x -> x == null).count()).isEqualTo(3);
            assertThat(rdd.distinct().collect()).containsExactlyInAnyOrder(null, "a", "b");
            assertThat(rdd.flatMap(x -> Arrays.asList(x, null).iterator()).count())
                    .isEqualTo(10);
            assertThat(rdd.reduce((a, b) -> a == null ? b : b == null ? a : a + b))
                    .isIn("ab", "ba");
        }
    }

    @Test
    default void foreach_callsTheFunctionForEachRecord_inTheOrderOfItsPartition() {
        try (WaterclockContext wc = open(1)) {
            Probe probe = Probe.create();
            wc.parallelize(range(0, 3000), 1).foreach(probe::saw);
            assertThat(probe.seen()).isEqualTo(new ArrayList<Object>(range(0, 3000)));
            probe.forget();
            wc.parallelize(range(0, 3000), 4).foreach(probe::saw);
            assertThat(probe.seen()).containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(range(0, 3000)));
        }
    }

    @Test
    default void foreachPartition_seesEachPartitionOnce_emptyOnesToo() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            wc.parallelize(range(0, 3), 4).foreachPartition(records -> {
                List<Integer> all = new ArrayList<>();
                records.forEachRemaining(all::add);
                probe.saw(all);
            });
            assertThat(probe.seen()).containsExactlyInAnyOrder(List.of(), List.of(0), List.of(1), List.of(2));
        }
    }

    @Test
    default void process_seesIndexAndRecords_andComputesNoMoreThanItReads() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 20), 2).map(probe::saw);
            Function2<Integer, Iterator<Integer>, String> firstTwo =
                    (partition, records) -> partition + ":" + records.next() + "," + records.next();
            List<String> results = run(wc, rdd.lineage(), List.of(0, 1), new Action.Process<>(firstTwo));
            assertThat(results).containsExactly("0:0,1", "1:10,11");
            assertThat(probe.seen()).containsExactlyInAnyOrder(0, 1, 10, 11);
            Function2<Integer, Iterator<Integer>, String> nothing = (partition, records) -> null;
            assertThat(run(wc, rdd.lineage(), List.of(0, 1), new Action.Process<>(nothing)))
                    .containsExactly(null, null);
            assertThat(probe.seen()).hasSize(4);
        }
    }

    @Test
    default void iteratorOfAPartition_keepsTheRulesOfIterators() {
        try (WaterclockContext wc = open(2)) {
            Function2<Integer, Iterator<Integer>, String> strict = (partition, records) -> {
                int first = records.next();
                boolean asked = records.hasNext();
                boolean once = asked && records.hasNext();
                int second = records.next();
                boolean more = records.hasNext();
                boolean end = !more && !records.hasNext();
                try {
                    records.next();
                } catch (java.util.NoSuchElementException e) {
                    return first + " " + once + " " + second + " " + end;
                }
                return "next() after the end gave something";
            };
            Lineage flat = wc.parallelize(List.of(1), 1)
                    .flatMap(x -> List.of(x, x + 1).iterator())
                    .lineage();
            Lineage cached = wc.parallelize(List.of(1, 2), 1).cache().lineage();
            Lineage shuffled =
                    wc.parallelize(List.of(1, 2), 1).sortBy(x -> x, true, 1).lineage();
            for (Lineage lineage : List.of(flat, cached, shuffled, source(List.of(1, 2), 1))) {
                assertThat(run(wc, lineage, List.of(0), new Action.Process<>(strict)))
                        .as(lineage.toString())
                        .containsExactly("1 true 2 true");
            }
        }
    }

    @Test
    default void reduceFoldAndAggregate_joinAllPartitions() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(1, 1001), 6);
            assertThat(rdd.reduce(Integer::sum)).isEqualTo(500_500);
            assertThat(rdd.fold(0, Integer::sum)).isEqualTo(500_500);
            assertThat(rdd.<Long>aggregate(0L, (sum, x) -> sum + x, Long::sum)).isEqualTo(500_500L);
            assertThat(rdd.map(x -> x % 3).countByValue()).isEqualTo(Map.of(0, 333L, 1, 334L, 2, 333L));
        }
    }

    @Test
    default void fold_startsEveryPartitionAndTheWholeFromZero() {
        try (WaterclockContext wc = open(2)) {
            assertThat(wc.parallelize(List.of(1, 2, 3), 2).fold(10, Integer::sum))
                    .isEqualTo(36);
        }
    }

    @Test
    default void zeroValue_isCopiedForEachPartition_andStaysUntouched() {
        try (WaterclockContext wc = open(2)) {
            ArrayList<Integer> zero = new ArrayList<>(List.of(-1));
            List<Integer> all = wc.parallelize(range(0, 6), 3)
                    .aggregate(
                            zero,
                            (list, x) -> {
                                list.add(x);
                                return list;
                            },
                            (a, b) -> {
                                a.addAll(b);
                                return a;
                            });
            assertThat(all).containsExactly(-1, -1, 0, 1, -1, 2, 3, -1, 4, 5);
            assertThat(zero).containsExactly(-1);
        }
    }

    @Test
    default void taskContext_saysWhichTaskItIs_andIsGoneAfterwards() {
        try (WaterclockContext wc = open(2)) {
            wc.setLocalProperty("colour", "blue");
            RDD<String> rdd = wc.parallelize(range(0, 3), 3).map(x -> {
                TaskContext task = TaskContext.get();
                return task.partitionId() + "/" + task.numPartitions() + " attempt " + task.attemptNumber() + " for "
                        + task.action().name() + " " + task.getLocalProperty("colour");
            });
            assertThat(rdd.collect())
                    .containsExactly(
                            "0/3 attempt 0 for collect blue",
                            "1/3 attempt 0 for collect blue",
                            "2/3 attempt 0 for collect blue");
            assertThat(TaskContext.get()).isNull();
        }
    }

    @Test
    default void userFunctions_runUnderTheCallersClassLoader() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader mine = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(mine);
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            wc.parallelize(range(0, 4), 4)
                    .foreach(x -> probe.saw(Thread.currentThread().getContextClassLoader()));
            assertThat(probe.seen()).hasSize(4).containsOnly(mine);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    default void glom_showsThePartitions() {
        try (WaterclockContext wc = open(2)) {
            assertThat(partitions(wc, source(range(0, 5), 2))).containsExactly(List.of(0, 1), List.of(2, 3, 4));
            assertThat(wc.parallelize(range(0, 5), 2).glom().collect())
                    .containsExactly(List.of(0, 1), List.of(2, 3, 4));
        }
    }
}

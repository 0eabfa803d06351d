// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Partition;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Actions that choose records, join them by a tree, give them in parts, or say about how many there are. */
@NullUnmarked
interface SelectionContract extends EngineContract {

    @Test
    default void takeOrderedAndTop_areTheFirstOfASortedList() {
        try (WaterclockContext wc = open(2)) {
            List<Integer> numbers = new ArrayList<>(range(0, 5000));
            Collections.shuffle(numbers, new Random(5));
            RDD<Integer> rdd = wc.parallelize(numbers, 4);
            assertThat(rdd.takeOrdered(5)).containsExactly(0, 1, 2, 3, 4);
            assertThat(rdd.top(3)).containsExactly(4999, 4998, 4997);
            assertThat(rdd.takeOrdered(3, Comparator.reverseOrder())).containsExactly(4999, 4998, 4997);
            assertThat(rdd.top(2, Comparator.comparing(x -> x % 1000)))
                    .extracting(x -> x % 1000)
                    .containsExactly(999, 999);
            assertThat(rdd.takeOrdered(6000)).isEqualTo(range(0, 5000));
            assertThat(rdd.takeOrdered(0)).isEmpty();
            assertThat(wc.<Integer>emptyRDD().top(3)).isEmpty();
            rdd.takeOrdered(2).add(7); // the caller's own
            assertThatThrownBy(() -> rdd.top(-1)).hasMessage("top: can't take -1 records");
        }
    }

    @Test
    default void takeOrdered_ofEqualRecords_takesTheFirst_andNullsWhereTheOrderKnowsThem() {
        try (WaterclockContext wc = open(2)) {
            List<Tuple2<Integer, Integer>> pairs = new ArrayList<>();
            range(0, 400).forEach(x -> pairs.add(pair(x % 2, x)));
            assertThat(wc.parallelize(pairs, 3).takeOrdered(3, Comparator.comparing(Tuple2::_1)))
                    .containsExactly(pair(0, 0), pair(0, 2), pair(0, 4));
            RDD<Integer> withNull = wc.parallelize(Arrays.asList(3, null, 1), 2);
            assertThat(withNull.takeOrdered(2, Comparator.nullsFirst(Comparator.naturalOrder())))
                    .containsExactly(null, 1);
            assertThat(failureOf(() -> withNull.takeOrdered(2)).getMessage())
                    .contains("takeOrdered at ", "null has no natural order; pass a Comparator that can order it");
            assertThat(failureOf(() -> wc.parallelize(List.of(new Object(), new Object()), 1)
                                    .top(1))
                            .getMessage())
                    .contains("java.lang.Object has no natural order");
        }
    }

    @Test
    default void minAndMax_followTheOrder() {
        try (WaterclockContext wc = open(2)) {
            RDD<String> words = wc.parallelize(List.of("pear", "fig", "banana", "kiwi"), 3);
            assertThat(words.min(Comparator.comparing(String::length))).isEqualTo("fig");
            assertThat(words.max(Comparator.comparing(String::length))).isEqualTo("banana");
            assertThat(words.max(Comparator.naturalOrder())).isEqualTo("pear");
            assertThatThrownBy(() -> words.filter(x -> false).min(Comparator.naturalOrder()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("min: empty collection: there is no record in filter at ")
                    .hasMessageEndingWith("; ask isEmpty() before");
        }
    }

    @Test
    default void treeReduceAndTreeAggregate_giveWhatTheFlatOnesGive_atAnyDepth() {
        try (WaterclockContext wc = open(2)) {
            for (int partitions : List.of(1, 2, 3, 9, 40)) {
                RDD<Integer> numbers = wc.parallelize(range(0, 200), partitions);
                for (int depth : List.of(1, 2, 3, 7)) {
                    assertThat(numbers.treeReduce(Integer::sum, depth)).isEqualTo(19_900);
                    for (boolean onExecutor : new boolean[] {false, true}) {
                        List<Integer> all = numbers.<ArrayList<Integer>>treeAggregate(
                                new ArrayList<>(), SelectionContract::with, SelectionContract::both, depth, onExecutor);
                        assertThat(all).isEqualTo(range(0, 200)); // joined in order
                    }
                }
                assertThat(numbers.treeReduce(Integer::sum)).isEqualTo(19_900);
                assertThat(numbers.treeAggregate(0L, (sum, x) -> sum + x, Long::sum))
                        .isEqualTo(19_900L);
                assertThat(numbers.treeAggregate(0L, (sum, x) -> sum + x, Long::sum, 3))
                        .isEqualTo(19_900L);
            }
        }
    }

    private static ArrayList<Integer> with(ArrayList<Integer> list, Integer x) {
        list.add(x);
        return list;
    }

    private static ArrayList<Integer> both(ArrayList<Integer> a, ArrayList<Integer> b) {
        a.addAll(b);
        return a;
    }

    @Test
    default void trees_ofNothing_andOfNoDepth() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> none = wc.emptyRDD();
            assertThat(none.treeAggregate(5, Integer::sum, Integer::sum, 2, true))
                    .isEqualTo(5);
            assertThatThrownBy(() -> none.treeReduce(Integer::sum))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("treeReduce: empty collection: there is no record in emptyRDD at ");
            RDD<Integer> sparse = wc.parallelize(List.of(1, 2), 30);
            assertThat(sparse.treeReduce(Integer::sum, 3)).isEqualTo(3);
            assertThatThrownBy(() -> sparse.treeReduce(Integer::sum, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("treeReduce: the depth must be at least 1, not 0");
            assertThatThrownBy(() -> sparse.treeAggregate(0, Integer::sum, Integer::sum, -1))
                    .hasMessage("treeAggregate: the depth must be at least 1, not -1");
        }
    }

    @Test
    default void treeAggregate_joinsOnTheWorkers_andTheLastTimeTooWhereAskedFor() {
        try (WaterclockContext wc = open(2)) {
            for (boolean onExecutor : new boolean[] {false, true}) {
                Probe probe = Probe.create();
                wc.parallelize(range(0, 100), 50)
                        .treeAggregate(
                                0,
                                Integer::sum,
                                (a, b) -> {
                                    probe.saw(TaskContext.get() == null ? "driver" : "worker");
                                    return a + b;
                                },
                                2,
                                onExecutor);
                assertThat(Collections.frequency(probe.seen(), "worker")).isGreaterThanOrEqualTo(50);
                assertThat(Collections.frequency(probe.seen(), "driver")).isEqualTo(onExecutor ? 1 : 6);
            }
        }
    }

    @Test
    default void toLocalIterator_runsAJobAPartition_whenItGetsThere() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            Iterator<Integer> records =
                    wc.parallelize(range(0, 6), 3).map(probe::saw).toLocalIterator();
            assertThat(probe.hits()).isZero();
            assertThat(records.next()).isZero();
            assertThat(probe.seen()).containsExactly(0, 1);
            List<Integer> rest = new ArrayList<>();
            records.forEachRemaining(rest::add);
            assertThat(rest).containsExactly(1, 2, 3, 4, 5);
            assertThatThrownBy(records::next).isInstanceOf(java.util.NoSuchElementException.class);
            assertThat(wc.emptyRDD().toLocalIterator().hasNext()).isFalse();
            assertThat(wc.parallelize(List.of(1), 5).toLocalIterator())
                    .toIterable()
                    .containsExactly(1);
        }
    }

    @Test
    default void partitionsAndIterator_giveOnePartition() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 6), 3);
            List<Partition> partitions = rdd.partitions();
            assertThat(partitions).extracting(Partition::index).containsExactly(0, 1, 2);
            assertThat(rdd.iterator(partitions.get(1), null)).toIterable().containsExactly(2, 3);
            assertThatThrownBy(() -> wc.parallelize(range(0, 6), 2).iterator(partitions.get(2), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("iterator: there is no partition 2; this RDD has 2");
            RDD<Integer> inside =
                    rdd.map(x -> rdd.iterator(() -> 0, TaskContext.get()).next());
            assertThat(failureOf(inside::collect).code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
        }
    }

    @Test
    default void countApproxDistinct_isExactForFew_andNearForMany() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 60_000), 4);
            for (double error : new double[] {0.2, 0.05, 0.01}) {
                assertThat((double) numbers.map(x -> x % 20_000).countApproxDistinct(error))
                        .as("error %f", error)
                        .isBetween(20_000 * (1 - 4 * error), 20_000 * (1 + 4 * error));
            }
            assertThat(numbers.map(x -> "k" + x % 7).countApproxDistinct(0.05)).isEqualTo(7);
            assertThat(numbers.map(x -> x % 2 == 0 ? null : (Object) List.of(x % 4))
                            .countApproxDistinct(0.05))
                    .isEqualTo(3);
            assertThat(wc.emptyRDD().countApproxDistinct(0.1)).isZero();
            assertThatThrownBy(() -> numbers.countApproxDistinct(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("countApproxDistinct: the relative standard deviation must be from ");
            assertThat(failureOf(() -> numbers.map(x -> new int[] {x}).countApproxDistinct(0.1))
                            .getMessage())
                    .contains("countApproxDistinct at ", "An array can't be a key (int[])");
            Map<Integer, Long> byKey = numbers.mapToPair(x -> pair(x % 3, x / 30))
                    .countApproxDistinctByKey(0.02)
                    .collectAsMap();
            assertThat(byKey).containsOnlyKeys(0, 1, 2);
            assertThat(byKey.values()).allSatisfy(n -> assertThat(n).isBetween(1_840L, 2_160L));
            assertThat(numbers.mapToPair(x -> pair(x % 3, x % 5))
                            .countApproxDistinctByKey(0.1, 2)
                            .collectAsMap())
                    .isEqualTo(Map.of(0, 5L, 1, 5L, 2, 5L));
        }
    }
}

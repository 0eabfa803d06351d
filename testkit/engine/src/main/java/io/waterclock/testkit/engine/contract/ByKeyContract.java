// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RangePartitioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Operators by key, or by equals of whole records, that are made of shuffles and cogroups. */
@NullUnmarked
interface ByKeyContract extends EngineContract {

    private static List<Object> listOf(Iterable<?> values) {
        List<Object> all = new ArrayList<>();
        values.forEach(all::add);
        return all;
    }

    // ---- one value a key

    @Test
    default void aggregateByKeyAndFoldByKey_startFromACopyOfZero_forEachKeyAndPartition() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs = wc.parallelizePairs(
                    List.of(pair("a", 1), pair("b", 2), pair("a", 3), pair(null, 4), pair("a", 5), pair("b", null)), 2);
            ArrayList<Integer> zero = new ArrayList<>(List.of(0));
            for (PairRDD<String, ArrayList<Integer>> lists : List.of(
                    pairs.aggregateByKey(zero, ByKeyContract::with, ByKeyContract::both),
                    pairs.aggregateByKey(zero, 3, ByKeyContract::with, ByKeyContract::both),
                    pairs.aggregateByKey(zero, new HashPartitioner(1), ByKeyContract::with, ByKeyContract::both))) {
                for (int run = 0; run < 2; run++) {
                    Map<String, ArrayList<Integer>> found = lists.collectAsMap();
                    assertThat(found.get("a")).containsExactly(0, 1, 3, 0, 5);
                    assertThat(found.get("b")).isEqualTo(Arrays.asList(0, 2, 0, null));
                    assertThat(found.get(null)).containsExactly(0, 4);
                }
            }
            assertThat(zero).containsExactly(0);
            PairRDD<String, Integer> numbers = pairs.mapValues(x -> x == null ? 0 : x);
            assertThat(numbers.foldByKey(10, Integer::sum).collectAsMap().get("a"))
                    .isEqualTo(29);
            assertThat(numbers.foldByKey(10, 1, Integer::sum).getNumPartitions())
                    .isEqualTo(1);
            assertThat(numbers.foldByKey(0, new HashPartitioner(3), Integer::sum)
                            .partitioner())
                    .contains(new HashPartitioner(3));
            assertThatThrownBy(() -> pairs.aggregateByKey(new Object(), (a, b) -> a, (a, b) -> a))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The zero value of aggregateByKey at ");
            assertThatThrownBy(() -> pairs.foldByKey(0, -1, Integer::sum))
                    .hasMessage("foldByKey: the number of partitions must be at least 1, not -1");
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
    default void reduceByKeyLocallyAndCountByKey_areMaps() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs =
                    wc.parallelizePairs(List.of(pair("a", 1), pair(null, 2), pair("a", 3), pair(null, 4)), 3);
            Map<String, Integer> sums = pairs.reduceByKeyLocally(Integer::sum);
            Map<String, Integer> expected = new HashMap<>(Map.of("a", 4));
            expected.put(null, 6);
            assertThat(sums).isEqualTo(expected);
            sums.put("b", 1); // the caller's own
            assertThat(pairs.countByKey()).hasSize(2).containsEntry("a", 2L).containsEntry(null, 2L);
            assertThat(wc.<Tuple2<Integer, Integer>>emptyRDD().mapToPair(x -> x).reduceByKeyLocally(Integer::sum))
                    .isEmpty();
            assertThat(failureOf(() -> pairs.reduceByKeyLocally((a, b) -> Math.floorDiv(a, 0)))
                            .getMessage())
                    .contains("reduceByKeyLocally at ");
        }
    }

    @Test
    default void groupBy_groupsRecordsByWhatIsMadeOfThem() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10), 3);
            Map<Integer, Iterable<Integer>> groups =
                    numbers.groupBy(x -> x == 7 ? null : x % 3).collectAsMap();
            assertThat(groups).hasSize(4);
            assertThat(listOf(groups.get(0))).containsExactly(0, 3, 6, 9);
            assertThat(listOf(groups.get(1))).containsExactly(1, 4);
            assertThat(listOf(groups.get(null))).containsExactly(7);
            assertThat(numbers.groupBy(x -> x, 5).getNumPartitions()).isEqualTo(5);
            assertThat(failureOf(() -> numbers.groupBy(x -> 1 / x).count()).getMessage())
                    .contains("groupBy at ", "record 0");
            assertThat(numbers.keyBy(x -> "k" + x).lookup("k3")).containsExactly(3);
        }
    }

    // ---- some of them

    @Test
    default void subtract_keepsDuplicates_andTakesAwayWhatIsEqual() {
        try (WaterclockContext wc = open(2)) {
            RDD<String> left = wc.parallelize(Arrays.asList("a", "b", null, "a", "c", null, "d"), 3);
            RDD<String> right = wc.parallelize(Arrays.asList("b", "b", null, "x"), 2);
            assertThat(left.subtract(right).collect()).containsExactlyInAnyOrder("a", "a", "c", "d");
            assertThat(left.subtract(right).getNumPartitions()).isEqualTo(3);
            assertThat(left.subtract(right, 5).glom().count()).isEqualTo(5);
            assertThat(left.subtract(right, new FirstLetter()).glom().collect())
                    .satisfiesExactly(
                            a -> assertThat(a).containsExactly("a", "a"),
                            a -> assertThat(a).containsExactlyInAnyOrder("c", "d"));
            assertThat(left.subtract(left).collect()).isEmpty();
            assertThat(left.subtract(wc.emptyRDD()).collect()).hasSize(7);
            assertThat(wc.<String>emptyRDD().subtract(left).collect()).isEmpty();
            PairRDD<String, Integer> pairs = wc.parallelizePairs(List.of(pair("a", 1), pair("a", 2), pair("c", 1)), 2);
            PairRDD<String, Integer> less = wc.parallelizePairs(List.of(pair("a", 1), pair("c", 2)), 2);
            assertThat(pairs.subtract(less).collect()).containsExactlyInAnyOrder(pair("a", 2), pair("c", 1));
            assertThat(pairs.subtract(less, new FirstLetter()).glom().collect()) // the partitioner sees keys
                    .containsExactly(List.of(pair("a", 2)), List.of(pair("c", 1)));
            assertThatThrownBy(() -> left.subtract(right, 0))
                    .hasMessageStartingWith("subtract: the number of partitions");
        }
    }

    /** Two partitions: what begins with a or b, and the rest. */
    final class FirstLetter extends Partitioner {
        private static final long serialVersionUID = 1L;

        @Override
        public int numPartitions() {
            return 2;
        }

        @Override
        public int getPartition(Object key) {
            return key == null || ((String) key).charAt(0) < 'c' ? 0 : 1;
        }
    }

    /** One partition. */
    final class Everything extends Partitioner {
        private static final long serialVersionUID = 1L;

        @Override
        public int numPartitions() {
            return 1;
        }

        @Override
        public int getPartition(Object key) {
            return 0;
        }
    }

    @Test
    default void subtractByKey_looksAtKeysAlone_andKeepsThePartitioner() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> left = wc.parallelizePairs(
                    List.of(pair("a", 1), pair("b", 2), pair("a", 3), pair(null, 4), pair("c", null)), 3);
            PairRDD<String, String> right = wc.parallelizePairs(List.of(pair("b", "x"), pair(null, null)), 2);
            List<Tuple2<String, Integer>> expected = List.of(pair("a", 1), pair("a", 3), pair("c", null));
            assertThat(left.subtractByKey(right).collect()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(left.subtractByKey(right).getNumPartitions()).isEqualTo(3);
            assertThat(left.subtractByKey(right, 2).partitioner()).contains(new HashPartitioner(2));
            HashPartitioner four = new HashPartitioner(4);
            assertThat(left.partitionBy(four).subtractByKey(right).partitioner())
                    .contains(four);
            assertThat(left.partitionBy(four)
                            .subtractByKey(right.partitionBy(four), four)
                            .collect())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    default void intersection_isWhatBothHave_once() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> left = wc.parallelize(Arrays.asList(1, 2, 2, null, 3, null), 3);
            RDD<Integer> right = wc.parallelize(Arrays.asList(2, 2, null, 4), 2);
            assertThat(left.intersection(right).collect()).containsExactlyInAnyOrder(2, null);
            assertThat(left.intersection(left).count()).isEqualTo(4);
            assertThat(left.intersection(wc.emptyRDD()).collect()).isEmpty();
            assertThat(left.mapToPair(x -> pair(x, 1))
                            .intersection(right.mapToPair(x -> pair(x, 1)))
                            .collect())
                    .containsExactlyInAnyOrder(pair(2, 1), pair(null, 1));
        }
    }

    @Test
    default void filterByRange_isInclusive_andComputesOnlyPartitionsThatMayHaveSome() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, String> pairs =
                    wc.parallelize(range(0, 100), 4).mapToPair(x -> pair((x * 37) % 100, "v" + x));
            assertThat(pairs.filterByRange(10, 12).keys().collect()).containsExactlyInAnyOrder(10, 11, 12);
            assertThat(pairs.filterByRange(12, 10).collect()).isEmpty();
            assertThat(pairs.filterByRange(Comparator.reverseOrder(), 12, 10).count())
                    .isEqualTo(3);
            for (boolean ascending : new boolean[] {true, false}) {
                PairRDD<Integer, String> sorted = pairs.sortByKey(ascending, 5);
                PairRDD<Integer, String> some = sorted.filterByRange(30, 33);
                assertThat(some.keys().collect())
                        .isEqualTo(ascending ? List.of(30, 31, 32, 33) : List.of(33, 32, 31, 30));
                assertThat(some.getNumPartitions()).isBetween(1, 2);
                assertThat(sorted.filterByRange(-5, 500).count()).isEqualTo(100);
                assertThat(sorted.filterByRange(33, 30).collect()).isEmpty();
                assertThat(some.mapValues(v -> 1).reduceByKey(Integer::sum).count())
                        .isEqualTo(4);
            }
            PairRDD<Integer, String> byText = pairs.sortByKey(Comparator.comparing(x -> "" + x), true, 4);
            assertThat(byText.filterByRange(30, 33).keys().collect()).containsExactlyInAnyOrder(30, 31, 32, 33);
        }
    }

    @Test
    default void repartitionAndSortWithinPartitions_spreadsByOne_andSortsByTheOther() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(range(0, 50), 3).mapToPair(x -> pair((x * 7) % 50, x));
            HashPartitioner four = new HashPartitioner(4);
            List<List<Tuple2<Integer, Integer>>> parts =
                    pairs.repartitionAndSortWithinPartitions(four).glom().collect();
            for (int p = 0; p < 4; p++) {
                int partition = p;
                assertThat(parts.get(p)).extracting(Tuple2::_1).isSorted().allMatch(key -> key % 4 == partition);
            }
            PairRDD<Integer, Integer> down = pairs.repartitionAndSortWithinPartitions(four, Comparator.reverseOrder());
            assertThat(down.partitioner()).contains(four);
            assertThat(down.keys().take(3)).containsExactly(48, 44, 40);
        }
    }

    // ---- several RDDs

    @Test
    default void cogroupOfThreeAndFour_haveAGroupOfEach() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> a = wc.parallelizePairs(List.of(pair("x", 1), pair("y", 2), pair("x", 3)), 2);
            PairRDD<String, String> b = wc.parallelizePairs(List.of(pair("x", "b")), 1);
            PairRDD<String, Double> c = wc.parallelizePairs(List.of(pair("z", 0.5), pair(null, 1.5)), 3);
            PairRDD<String, Long> d = wc.parallelizePairs(List.of(pair("y", 9L)), 2);
            assertThat(List.of(
                            a.cogroup(b, c),
                            a.cogroup(b, c, 5),
                            a.cogroup(b, c, new HashPartitioner(2)),
                            a.groupWith(b, c)))
                    .allSatisfy(grouped -> {
                        Map<String, String> found = grouped.mapValues(
                                        g -> listOf(g._1()) + "" + listOf(g._2()) + listOf(g._3()))
                                .collectAsMap();
                        assertThat(found)
                                .hasSize(4)
                                .containsEntry("x", "[1, 3][b][]")
                                .containsEntry("y", "[2][][]");
                        assertThat(found).containsEntry("z", "[][][0.5]").containsEntry(null, "[][][1.5]");
                    });
            assertThat(List.of(
                            a.cogroup(b, c, d),
                            a.cogroup(b, c, d, 5),
                            a.cogroup(b, c, d, new HashPartitioner(2)),
                            a.groupWith(b, c, d)))
                    .allSatisfy(grouped -> {
                        Map<String, String> found = grouped.mapValues(
                                        g -> listOf(g._1()) + "" + listOf(g._2()) + listOf(g._3()) + listOf(g._4()))
                                .collectAsMap();
                        assertThat(found)
                                .hasSize(4)
                                .containsEntry("y", "[2][][][9]")
                                .containsEntry("x", "[1, 3][b][][]");
                    });
            assertThat(a.groupWith(b)
                            .mapValues(g -> listOf(g._1()) + "" + listOf(g._2()))
                            .collectAsMap())
                    .isEqualTo(Map.of("x", "[1, 3][b]", "y", "[2][]"));
            assertThat(a.cogroup(b, c, 5).getNumPartitions()).isEqualTo(5);
            try (WaterclockContext other = open(2)) {
                assertThatThrownBy(() -> a.cogroup(b, other.parallelizePairs(List.of(pair("x", 1)), 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("cogroup: ");
            }
        }
    }

    @Test
    default void joins_withANumberOrAPartitioner_areSpreadByIt() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> a = wc.parallelizePairs(List.of(pair("x", 1), pair("y", 2), pair(null, 3)), 2);
            PairRDD<String, Integer> b =
                    wc.parallelizePairs(List.of(pair("x", 10), pair("z", 20), pair(null, null)), 2);
            HashPartitioner three = new HashPartitioner(3);
            assertThat(a.join(b, 3).partitioner()).contains(three);
            assertThat(a.join(b, three).collectAsMap()).hasSize(2).containsEntry(null, pair(3, null));
            assertThat(a.leftOuterJoin(b, 3).collectAsMap()).containsEntry("y", pair(2, Optional.empty()));
            assertThat(a.rightOuterJoin(b, three).collectAsMap()).containsEntry("z", pair(Optional.empty(), 20));
            assertThat(a.fullOuterJoin(b, 3).collectAsMap())
                    .hasSize(4)
                    .containsEntry(null, pair(Optional.of(3), Optional.empty()));
            assertThat(a.cogroup(b, three).partitioner()).contains(three);
        }
    }

    // ---- how keys are spread

    @Test
    default void whereNothingIsSaid_theLargestPartitionerStays_ifItIsNotFarTooSmall() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> few = wc.parallelize(range(0, 9), 3).mapToPair(x -> pair(x, x));
            PairRDD<Integer, Integer> spread = few.partitionBy(new HashPartitioner(4));
            PairRDD<Integer, Integer> wide = few.partitionBy(new HashPartitioner(9));
            PairRDD<Integer, Integer> many = wc.parallelize(range(0, 9), 40).mapToPair(x -> pair(x, x));
            assertThat(few.reduceByKey(Integer::sum).partitioner()).contains(new HashPartitioner(3));
            assertThat(spread.reduceByKey(Integer::sum).partitioner()).contains(new HashPartitioner(4));
            assertThat(spread.join(wide).partitioner()).contains(new HashPartitioner(9));
            assertThat(spread.join(many.coalesce(39)).partitioner())
                    .contains(new HashPartitioner(4)); // within 10 times
            assertThat(spread.join(many).partitioner()).contains(new HashPartitioner(40));
            assertThat(wc.<Tuple2<Integer, Integer>>emptyRDD()
                            .mapToPair(x -> x)
                            .groupByKey()
                            .getNumPartitions())
                    .isEqualTo(1);
        }
    }

    @Test
    default void rangePartitioner_ofAnRdd_spreadsByRanges() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs =
                    wc.parallelize(range(0, 1000), 4).mapToPair(x -> pair((x * 77) % 1000, x));
            for (boolean ascending : new boolean[] {true, false}) {
                RangePartitioner ranges = new RangePartitioner(3, pairs, ascending);
                assertThat(ranges.numPartitions()).isEqualTo(3);
                List<List<Integer>> parts =
                        pairs.partitionBy(ranges).keys().glom().collect();
                assertThat(parts).allSatisfy(part -> assertThat(part).hasSizeBetween(150, 600));
                assertThat(parts.get(0).stream().mapToInt(x -> x).sum()
                                < parts.get(2).stream().mapToInt(x -> x).sum())
                        .isEqualTo(ascending);
                assertThat(ranges).isEqualTo(new RangePartitioner(3, pairs, ascending));
            }
            assertThatThrownBy(() -> new RangePartitioner(0, pairs, true)).hasMessageContaining("at least 1, not 0");
        }
    }

    @Test
    default void arraysAsKeys_areRefused_wherePairsMeetByKey() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<int[], Integer> pairs = wc.parallelize(range(0, 4), 2).mapToPair(x -> pair(new int[] {x}, x));
            String text = "An array can't be a key (int[])";
            assertThat(failureOf(() -> pairs.groupByKey().count()).getMessage()).contains("groupByKey at ", text);
            assertThat(failureOf(() -> pairs.reduceByKey(Integer::sum).count()).getMessage())
                    .contains(text);
            assertThat(failureOf(() -> pairs.aggregateByKey(0, Integer::sum, Integer::sum)
                                    .count())
                            .getMessage())
                    .contains("aggregateByKey at ", text);
            assertThat(failureOf(() -> pairs.join(pairs).count()).getMessage()).contains("join at ", text);
            assertThat(failureOf(() -> pairs.keys().distinct().count()).getMessage())
                    .contains("distinct at ", text);
            assertThat(failureOf(pairs::countByKey).getMessage()).contains(text);
            assertThat(failureOf(() -> pairs.keys().countByValue()).getMessage())
                    .contains("countByValue at ", text);
            assertThat(failureOf(() -> pairs.subtractByKey(pairs).count()).getMessage())
                    .contains(text);
            assertThatThrownBy(() -> pairs.lookup(new int[0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
            Partitioner own = new Everything();
            assertThat(failureOf(() -> pairs.reduceByKey(own, Integer::sum).count())
                            .getMessage())
                    .contains(text);
            assertThat(failureOf(() -> pairs.groupByKey(own).count()).getMessage())
                    .contains(text);
            assertThat(failureOf(() -> pairs.cogroup(pairs, own).count()).getMessage())
                    .contains(text);
            assertThat(pairs.partitionBy(own).values().collect()).containsExactly(0, 1, 2, 3); // nothing is compared
            assertThat(pairs.sortByKey(Arrays::compare, false, 2).values().collect())
                    .containsExactly(3, 2, 1, 0);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** {@link Lineage.Shuffle} with every {@link Combiner}, with and without an order. */
@NullUnmarked
interface ShuffleContract extends EngineContract {

    @Test
    default void withoutCombiner_everyPairArrives_whereThePartitionerSays() {
        try (WaterclockContext wc = open(2)) {
            Partitioner byThree = new HashPartitioner(3);
            RDD<Integer> numbers = wc.parallelize(range(0, 3000), 4);
            PairRDD<Integer, Integer> spread =
                    numbers.mapToPair(x -> pair(x % 7, x)).partitionBy(byThree);
            List<List<Object>> parts = partitions(wc, spread.lineage());
            assertThat(parts).hasSize(3);
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                List<Integer> values = new ArrayList<>();
                for (Object record : parts.get(i)) {
                    Tuple2<?, ?> arrived = (Tuple2<?, ?>) record;
                    assertThat(byThree.getPartition(arrived._1())).isEqualTo(i);
                    values.add((Integer) arrived._2());
                }
                // pairs from one parent partition keep their order
                for (int from = 0; from < 3000; from += 750) {
                    int first = from;
                    assertThat(values.stream().filter(x -> x >= first && x < first + 750))
                            .isSorted();
                }
                all.addAll(values);
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(range(0, 3000));
        }
    }

    @Test
    default void reduceByKey_isOneValueAKey() {
        try (WaterclockContext wc = open(2)) {
            for (int partitions : List.of(1, 2, 5)) {
                PairRDD<Integer, Integer> sums = wc.parallelize(range(0, 20_000), 3)
                        .mapToPair(x -> pair(x % 1000, x))
                        .reduceByKey(Integer::sum, partitions);
                Map<Integer, Integer> expected = new HashMap<>();
                range(0, 20_000).forEach(x -> expected.merge(x % 1000, x, Integer::sum));
                assertThat(sums.count()).isEqualTo(1000);
                assertThat(sums.collectAsMap()).isEqualTo(expected);
                assertThat(sums.getNumPartitions()).isEqualTo(partitions);
            }
        }
    }

    @Test
    default void reduceByKey_ofAKeyWithOneValue_callsNothing() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            List<Tuple2<String, Integer>> single = wc.parallelizePairs(List.of(pair("a", 1), pair("b", 2)), 2)
                    .reduceByKey((a, b) -> probe.hit())
                    .collect();
            assertThat(single).containsExactlyInAnyOrder(pair("a", 1), pair("b", 2));
            assertThat(probe.hits()).isZero();
        }
    }

    @Test
    default void nullKeysAndNullValues_areOrdinary() {
        try (WaterclockContext wc = open(2)) {
            List<Tuple2<String, Integer>> withNulls =
                    List.of(pair(null, 1), pair("a", null), pair(null, null), pair("a", 3), pair(null, 5));
            PairRDD<String, Integer> pairs = wc.parallelizePairs(withNulls, 3);
            Map<String, Integer> sums = pairs.reduceByKey((a, b) -> (a == null ? 100 : a) + (b == null ? 100 : b), 2)
                    .collectAsMap();
            Map<String, Integer> expected = new HashMap<>();
            expected.put(null, 106);
            expected.put("a", 103);
            assertThat(sums).isEqualTo(expected);
            Map<String, Iterable<Integer>> groups = pairs.groupByKey(2).collectAsMap();
            assertThat(groups.get(null)).containsExactly(1, null, 5);
            assertThat(groups.get("a")).containsExactly(null, 3);
            assertThat(pairs.countByKey()).isEqualTo(mapOf(null, 3L, "a", 2L));
            assertThat(pairs.lookup(null)).containsExactly(1, null, 5);
        }
    }

    private static <K, V> Map<K, V> mapOf(K k1, V v1, K k2, V v2) {
        Map<K, V> map = new HashMap<>();
        map.put(k1, v1);
        map.put(k2, v2);
        return map;
    }

    @Test
    default void reduceToNull_staysNull_andIsReducedFurther() {
        try (WaterclockContext wc = open(2)) {
            List<Tuple2<String, Integer>> ones = new ArrayList<>();
            range(0, 64).forEach(x -> ones.add(pair("k", 1)));
            for (int partitions : List.of(1, 4)) {
                // null stands for an even number of ones, 1 for an odd one
                Map<String, Integer> parity = wc.parallelizePairs(ones, partitions)
                        .reduceByKey((a, b) -> (a == null) == (b == null) ? null : Integer.valueOf(1), 1)
                        .collectAsMap();
                assertThat(parity).containsKey("k").containsValue(null);
            }
        }
    }

    @Test
    default void valuesMayChangeTheirClass_whileTheyAreReduced() {
        try (WaterclockContext wc = open(2)) {
            List<Tuple2<String, Object>> pairs = new ArrayList<>();
            range(0, 600).forEach(x -> pairs.add(pair("k" + x % 3, (Object) (Integer.MAX_VALUE / 2))));
            Map<String, Object> sums = wc.parallelizePairs(pairs, 4)
                    .reduceByKey(
                            (a, b) -> {
                                long sum = ((Number) a).longValue() + ((Number) b).longValue();
                                return sum == (int) sum ? (Object) (int) sum : (Object) sum;
                            },
                            2)
                    .collectAsMap();
            long each = 200L * (Integer.MAX_VALUE / 2);
            assertThat(sums).isEqualTo(Map.of("k0", each, "k1", each, "k2", each));

            Map<String, Object> texts = wc.parallelizePairs(pairs, 4)
                    .mapValues(v -> (Object) 1)
                    .reduceByKey((a, b) -> "#".repeat(length(a) + length(b)), 2)
                    .collectAsMap();
            assertThat(texts).containsEntry("k0", "#".repeat(200)).hasSize(3);

            List<Tuple2<Integer, Object>> mixed =
                    List.of(pair(1, (Object) 1), pair(1, (Object) 2.5), pair(1, (Object) 3L), pair(2, (Object) 'c'));
            Map<Integer, Object> numbers = wc.parallelizePairs(mixed, 1)
                    .reduceByKey((a, b) -> ((Number) a).doubleValue() + ((Number) b).doubleValue(), 1)
                    .collectAsMap();
            assertThat(numbers).isEqualTo(Map.of(1, 6.5, 2, 'c'));
        }
    }

    private static int length(Object ones) {
        return ones instanceof String text ? text.length() : (Integer) ones;
    }

    @Test
    default void primitiveValues_ofAllKinds_reduceExactly() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 1000), 3);
            assertThat(numbers.mapToPair(x -> pair(x % 2, (long) x << 33))
                            .reduceByKey(Long::sum)
                            .collectAsMap())
                    .isEqualTo(Map.of(0, 249_500L << 33, 1, 250_000L << 33));
            assertThat(numbers.mapToPair(x -> pair((long) x % 2, x * 0.5))
                            .reduceByKey(Double::sum)
                            .collectAsMap())
                    .isEqualTo(Map.of(0L, 124_750.0, 1L, 125_000.0));
            assertThat(numbers.mapToPair(x -> pair((char) ('a' + x % 2), x % 4 == 1))
                            .reduceByKey(Boolean::logicalOr)
                            .collectAsMap())
                    .isEqualTo(Map.of('a', false, 'b', true));
            assertThat(numbers.mapToPair(x -> pair(x % 2 == 0, (short) 1))
                            .reduceByKey((a, b) -> (short) (a + b))
                            .collectAsMap())
                    .isEqualTo(Map.of(true, (short) 500, false, (short) 500));
            assertThat(numbers.mapToPair(x -> pair(0, Integer.MAX_VALUE))
                            .reduceByKey(Integer::sum)
                            .collectAsMap())
                    .isEqualTo(Map.of(0, -1000));
        }
    }

    @Test
    default void keysThatAreEqualButNotTheSame_areOne() {
        try (WaterclockContext wc = open(2)) {
            Map<List<String>, Integer> counts = wc.parallelize(range(0, 1000), 4)
                    .mapToPair(x -> pair(List.of(new String("key"), new String("" + x % 10)), 1))
                    .reduceByKey(Integer::sum, 3)
                    .collectAsMap();
            assertThat(counts).hasSize(10).allSatisfy((key, n) -> assertThat(n).isEqualTo(100));
            // numbers of different classes are different keys; 0.0 and -0.0 too; NaN is equal to itself
            List<Object> keys = List.of(1, 1L, 1.0, 0.0, -0.0, Double.NaN, Double.NaN, 0f, (short) 1, "1", '1', true);
            assertThat(wc.parallelize(keys, 3).distinct(2).collect())
                    .containsExactlyInAnyOrderElementsOf(new HashSet<>(keys));
        }
    }

    @Test
    default void keysWithCollidingHashCodes_areKeptApart() {
        try (WaterclockContext wc = open(2)) {
            Map<Colliding, Integer> sums = wc.parallelize(range(0, 2000), 3)
                    .mapToPair(x -> pair(new Colliding(x % 200), 1))
                    .reduceByKey(Integer::sum, 2)
                    .collectAsMap();
            assertThat(sums).hasSize(200).allSatisfy((key, n) -> assertThat(n).isEqualTo(10));
            List<Integer> hostile = List.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 1 << 16, 1 << 24, 0x9E3779B9);
            assertThat(wc.parallelize(hostile, 2).distinct(3).collect()).containsExactlyInAnyOrderElementsOf(hostile);
        }
    }

    /** Its hash code is one of two, one of them the least integer. */
    record Colliding(int id) implements java.io.Serializable {
        @Override
        public int hashCode() {
            return id % 2 == 0 ? 42 : Integer.MIN_VALUE;
        }
    }

    @Test
    default void groupByKey_givesValuesInTheOrderOfTheParentsPartitions() {
        try (WaterclockContext wc = open(2)) {
            Map<Integer, Iterable<Integer>> groups = wc.parallelize(range(0, 5000), 5)
                    .mapToPair(x -> pair(x % 3, x))
                    .groupByKey(2)
                    .collectAsMap();
            assertThat(groups.keySet()).containsExactlyInAnyOrder(0, 1, 2);
            groups.forEach((key, values) -> assertThat(values)
                    .isEqualTo(range(0, 5000).stream().filter(x -> x % 3 == key).toList()));
        }
    }

    @Test
    default void groups_areListsThatCanBeReadTwice() {
        try (WaterclockContext wc = open(2)) {
            List<Integer> sizes = wc.parallelizePairs(List.of(pair(1, "a"), pair(1, "b")), 2)
                    .groupByKey(1)
                    .map(group -> {
                        assertThat(group._2()).isInstanceOf(List.class);
                        return ((List<?>) group._2()).size() + ((List<?>) group._2()).size();
                    })
                    .collect();
            assertThat(sizes).containsExactly(4);
        }
    }

    @Test
    default void combineByKey_makesAValueOfAnotherType_withAndWithoutMapSide() {
        try (WaterclockContext wc = open(2)) {
            for (boolean mapSide : List.of(true, false)) {
                PairRDD<Integer, Set<Integer>> sets = wc.parallelize(range(0, 1000), 4)
                        .mapToPair(x -> pair(x % 5, x))
                        .combineByKey(
                                x -> new HashSet<>(Set.of(x)),
                                (set, x) -> {
                                    set.add(x);
                                    return set;
                                },
                                (a, b) -> {
                                    a.addAll(b);
                                    return a;
                                },
                                new HashPartitioner(3),
                                mapSide);
                // twice: what the functions changed must not be seen by the second job
                for (int job = 0; job < 2; job++) {
                    assertThat(sets.collectAsMap())
                            .hasSize(5)
                            .allSatisfy(
                                    (key, set) -> assertThat(set).hasSize(200).allMatch(x -> x % 5 == key));
                }
            }
        }
    }

    @Test
    default void combineByKey_createsOncePerKeyAndPartition() {
        try (WaterclockContext wc = open(2)) {
            Probe mapSide = Probe.create();
            Probe reduceSide = Probe.create();
            PairRDD<String, Integer> pairs =
                    wc.parallelizePairs(List.of(pair("a", 1), pair("a", 2), pair("a", 3), pair("a", 4)), 2);
            assertThat(pairs.combineByKey(
                                    v -> v * mapSide.saw(1),
                                    (c, v) -> c + 10 * v,
                                    (a, b) -> a + b,
                                    new HashPartitioner(1),
                                    true)
                            .collect())
                    .containsExactly(pair("a", 1 + 20 + 3 + 40));
            assertThat(mapSide.hits()).isEqualTo(2);
            assertThat(pairs.combineByKey(
                                    v -> v * reduceSide.saw(1),
                                    (c, v) -> c + 10 * v,
                                    (a, b) -> a + b,
                                    new HashPartitioner(1),
                                    false)
                            .collect())
                    .containsExactly(pair("a", 1 + 20 + 30 + 40));
            assertThat(reduceSide.hits()).isEqualTo(1);
        }
    }

    @Test
    default void sortByKey_ordersAllPairs_equalKeysStayInTheOrderTheyHad() {
        try (WaterclockContext wc = open(2)) {
            List<Tuple2<Integer, Integer>> shuffled = new ArrayList<>();
            range(0, 3000).forEach(x -> shuffled.add(pair((x * 7919) % 101, x)));
            List<Tuple2<Integer, Integer>> up = new ArrayList<>(shuffled);
            up.sort(Comparator.comparing(Tuple2::_1));
            List<Tuple2<Integer, Integer>> down = new ArrayList<>(shuffled);
            down.sort(Comparator.<Tuple2<Integer, Integer>, Integer>comparing(Tuple2::_1)
                    .reversed());
            for (int n : List.of(1, 2, 5)) {
                PairRDD<Integer, Integer> pairs = wc.parallelizePairs(shuffled, 4);
                assertThat(pairs.sortByKey(true, n).collect()).isEqualTo(up);
                assertThat(pairs.sortByKey(false, n).collect()).isEqualTo(down);
                assertThat(pairs.sortByKey(true, n).take(10)).isEqualTo(up.subList(0, 10));
            }
            assertThat(wc.parallelize(List.of("b", "c", "a"), 3)
                            .sortBy(x -> x, true, 2)
                            .collect())
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    default void orderWithACombiner_combinesAndOrders() {
        try (WaterclockContext wc = open(2)) {
            Lineage pairs = source(List.of(pair(3, 1), pair(1, 1), pair(3, 5), pair(2, 1), pair(1, 7)), 2);
            Lineage sorted = new Lineage.Shuffle(
                    at("reduceByKey", 3),
                    pairs,
                    new HashPartitioner(1),
                    new Combiner.Reduce((Object a, Object b) -> (Integer) a + (Integer) b),
                    Comparator.<Integer>reverseOrder());
            assertThat(partitions(wc, sorted)).containsExactly(List.of(pair(3, 6), pair(2, 1), pair(1, 8)));
        }
    }

    @Test
    default void shuffles_canFollowShuffles_andBeReadTwice() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> counts = wc.parallelize(range(0, 1000), 4)
                    .mapToPair(x -> pair(x % 50, 1))
                    .reduceByKey(Integer::sum, 3);
            RDD<Tuple2<Integer, Integer>> byCount = counts.mapToPair(Tuple2::swap)
                    .groupByKey(2)
                    .map(group -> {
                        int keys = 0;
                        for (int key : group._2()) {
                            keys += key;
                        }
                        return pair(group._1(), keys);
                    });
            for (int job = 0; job < 3; job++) {
                assertThat(byCount.collect()).containsExactly(pair(20, 1225));
                assertThat(counts.count()).isEqualTo(50);
            }
            assertThat(counts.union(counts).reduceByKey(Integer::sum, 2).collectAsMap())
                    .hasSize(50)
                    .allSatisfy((key, n) -> assertThat(n).isEqualTo(40));
        }
    }

    @Test
    default void repartitionedRecords_areThere_afterASecondShuffle() {
        try (WaterclockContext wc = open(2)) {
            assertThat(wc.parallelize(range(0, 500), 3)
                            .repartition(5)
                            .distinct(4)
                            .repartition(1)
                            .map(x -> x)
                            .collect())
                    .containsExactlyInAnyOrderElementsOf(range(0, 500));
        }
    }

    @Test
    default void aPartitionerOfTheUsers_isFollowed() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> spread = wc.parallelizePairs(
                            List.of(pair("x", 1), pair("yy", 2), pair("zzz", 3), pair("w", 4)), 2)
                    .reduceByKey(new ByLength(4), Integer::sum);
            assertThat(partitions(wc, spread.lineage()).stream().map(Set::copyOf))
                    .containsExactly(
                            Set.of(),
                            Set.of(pair("x", 1), pair("w", 4)),
                            Set.of(pair("yy", 2)),
                            Set.of(pair("zzz", 3)));
            assertThat(spread.lookup("yy")).containsExactly(2);
        }
    }

    /** By the length of a text. */
    final class ByLength extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        ByLength(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return ((String) key).length();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByLength that && that.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }

    @Test
    default void partitionerThatPointsNowhere_failsTheJob() {
        try (WaterclockContext wc = open(2)) {
            var failure = failureOf(() -> wc.parallelizePairs(List.of(pair("four", 1)), 1)
                    .reduceByKey(new ByLength(2), Integer::sum)
                    .collect());
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure).hasMessageContaining("reduceByKey at ");
        }
    }

    @Test
    default void arraysAsKeys_areRefused_sayingWhatToDo() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<int[], Integer> pairs = wc.parallelize(range(0, 3), 2).mapToPair(x -> pair(new int[] {x}, x));
            for (PairRDD<int[], ?> byKey :
                    List.of(pairs.reduceByKey(Integer::sum), pairs.groupByKey(), pairs.join(pairs))) {
                var failure = failureOf(byKey::collect);
                assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
                assertThat(failure)
                        .hasCauseInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("An array can't be a key (int[])")
                        .hasMessageContaining("use a List or a record");
            }
            assertThat(wc.parallelize(Arrays.asList(new int[] {1}, new int[] {2}), 2)
                            .map(array -> array[0])
                            .collect())
                    .containsExactly(1, 2);
        }
    }
}

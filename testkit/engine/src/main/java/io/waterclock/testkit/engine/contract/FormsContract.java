// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Operations that come in several forms, or on several kinds of RDD: each gives what the plain one gives. */
@NullUnmarked
interface FormsContract extends EngineContract {

    private static PairRDD<Integer, Integer> byRest(WaterclockContext wc) {
        return wc.parallelize(range(0, 12), 3).keyBy(x -> x % 4);
    }

    /** The pairs are where the hashes of their keys say, in so many partitions, and are these. */
    private static <V> void assertSpread(PairRDD<Integer, V> pairs, int partitions, Map<Integer, V> expected) {
        assertThat(pairs.partitioner()).hasValue(new HashPartitioner(partitions));
        List<List<Tuple2<Integer, V>>> found = pairs.glom().collect();
        assertThat(found).hasSize(partitions);
        Map<Integer, V> all = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            for (Tuple2<Integer, V> pair : found.get(p)) {
                assertThat(pair._1() % partitions).isEqualTo(p);
                assertThat(all.put(pair._1(), pair._2())).isNull();
            }
        }
        assertThat(all).isEqualTo(expected);
    }

    @Test
    default void combineByKey_inEachForm_givesTheSame_spreadAsTold() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = byRest(wc);
            Map<Integer, Integer> sums = Map.of(0, 12, 1, 15, 2, 18, 3, 21);
            Partitioner two = new HashPartitioner(2);
            assertSpread(pairs.combineByKey(x -> x, Integer::sum, Integer::sum), 3, sums);
            assertSpread(pairs.combineByKey(x -> x, Integer::sum, Integer::sum, 5), 5, sums);
            assertSpread(pairs.combineByKey(x -> x, Integer::sum, Integer::sum, two), 2, sums);
            assertSpread(pairs.countApproxDistinctByKey(0.05, two), 2, Map.of(0, 3L, 1, 3L, 2, 3L, 3, 3L));
        }
    }

    @Test
    default void joins_inEachForm_giveTheSame_spreadAsTold() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, String> left = wc.parallelizePairs(List.of(pair(1, "a"), pair(2, "b"))); // two partitions
            PairRDD<Integer, String> right = wc.parallelizePairs(List.of(pair(2, "B"), pair(3, "C")), 3);
            Partitioner five = new HashPartitioner(5);
            Optional<String> none = Optional.empty();
            Map<Integer, Tuple2<String, Optional<String>>> onTheLeft =
                    Map.of(1, pair("a", none), 2, pair("b", Optional.of("B")));
            Map<Integer, Tuple2<Optional<String>, Optional<String>>> full = Map.of(
                    1, pair(Optional.of("a"), none),
                    2, pair(Optional.of("b"), Optional.of("B")),
                    3, pair(none, Optional.of("C")));
            assertSpread(left.leftOuterJoin(right), 3, onTheLeft);
            assertSpread(left.leftOuterJoin(right, five), 5, onTheLeft);
            assertSpread(left.rightOuterJoin(right), 3, Map.of(2, pair(Optional.of("b"), "B"), 3, pair(none, "C")));
            assertSpread(left.fullOuterJoin(right), 3, full);
            assertSpread(left.fullOuterJoin(right, five), 5, full);
            assertSpread(
                    left.cogroup(right).mapValues(groups -> groups._1() + "" + groups._2()),
                    3,
                    Map.of(1, "[a][]", 2, "[b][B]", 3, "[][C]"));
            assertThat(wc.union(left, right).collect())
                    .containsExactly(pair(1, "a"), pair(2, "b"), pair(2, "B"), pair(3, "C"));
        }
    }

    @Test
    default void sortByKey_inEachForm_ordersAsTold() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs =
                    wc.parallelize(List.of(3, 1, 2, 5, 4, 0), 3).keyBy(x -> x);
            List<Integer> up = range(0, 6);
            List<Integer> down = new ArrayList<>(up);
            Collections.reverse(down);
            assertThat(pairs.sortByKey().keys().collect()).isEqualTo(up);
            assertThat(pairs.sortByKey(false).keys().collect()).isEqualTo(down);
            Comparator<Integer> backwards = Comparator.reverseOrder();
            assertThat(pairs.sortByKey(backwards).keys().collect()).isEqualTo(down);
            assertThat(pairs.sortByKey(backwards, false).keys().collect()).isEqualTo(up);
        }
    }

    @Test
    default void partitionsMayBecomePairsOrNumbers_andKeepTheirPartitioner_whereToldTo() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = byRest(wc).partitionBy(new HashPartitioner(2));
            Optional<Partitioner> spread = Optional.of(new HashPartitioner(2));
            assertThat(pairs.flatMapToPair(x -> List.of(x, x).iterator()).count())
                    .isEqualTo(24);
            assertThat(pairs.mapPartitionsToPair(each -> each).partitioner()).isEmpty();
            assertThat(pairs.mapPartitionsToPair(each -> each, true).partitioner())
                    .isEqualTo(spread);
            assertThat(pairs.mapPartitionsToPair(each -> each, true).collect()).isEqualTo(pairs.collect());
            assertThat(pairs.mapPartitions(each -> each, true).partitioner()).isEqualTo(spread);
            assertThat(pairs.mapPartitions(each -> each, false).partitioner()).isEmpty();
            DoubleRDD sizes = pairs.mapPartitionsToDouble(
                    each -> {
                        double size = 0;
                        for (; each.hasNext(); each.next()) {
                            size++;
                        }
                        return List.of(size).iterator();
                    },
                    true);
            assertThat(sizes.collect()).containsExactly(6.0, 6.0);
            assertThat(sizes.partitioner()).isEqualTo(spread);
        }
    }

    @Test
    default void whatAnRddCan_pairsAndNumbersCan() {
        try (WaterclockContext wc = open(2)) {
            List<Integer> some = List.of(5, 1, 5, 3);
            RDD<Integer> rdd = wc.parallelize(some, 2);
            PairRDD<Integer, Integer> pairs = rdd.keyBy(x -> x);
            DoubleRDD numbers = rdd.mapToDouble(x -> x);

            assertThat(pairs.first()).isEqualTo(pair(5, 5));
            assertThat(rdd.coalesce(3, true).getNumPartitions()).isEqualTo(3);
            assertThat(pairs.coalesce(3, true).keys().collect()).containsExactlyInAnyOrder(5, 1, 5, 3);
            assertThat(numbers.coalesce(3, true).collect()).containsExactlyInAnyOrder(5.0, 1.0, 5.0, 3.0);
            assertThat(pairs.repartition(4).glom().map(List::size).collect()).hasSize(4);
            assertThat(pairs.sample(false, 1.0).collect()).isEqualTo(pairs.collect());
            assertThat(numbers.sample(false, 0.0).count()).isZero();
            assertThat(pairs.distinct().keys().collect()).containsExactlyInAnyOrder(5, 1, 3);
            assertThat(numbers.distinct(3).getNumPartitions()).isEqualTo(3);
            assertThat(numbers.distinct(3).collect()).containsExactlyInAnyOrder(5.0, 1.0, 3.0);

            PairRDD<Integer, Integer> five = wc.parallelizePairs(List.of(pair(5, 5), pair(1, 2)), 1);
            assertThat(pairs.subtract(five, 3).keys().collect()).containsExactlyInAnyOrder(1, 3);
            DoubleRDD fiveAlone = wc.parallelizeDoubles(List.of(5.0), 1);
            assertThat(numbers.subtract(fiveAlone, 3).getNumPartitions()).isEqualTo(3);
            assertThat(numbers.subtract(fiveAlone, new HashPartitioner(4)).collect())
                    .containsExactlyInAnyOrder(1.0, 3.0);
        }
    }

    @Test
    default void anyKindOfRdd_isKept_named_andLetGo() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 4), 2).map(probe::saw);
            for (AbstractRDD<?, ?> kind : List.of(rdd.map(x -> x), rdd.keyBy(x -> x), rdd.mapToDouble(x -> x))) {
                probe.forget();
                AbstractRDD<?, ?> kept = asKind(kind, StorageLevel.MEMORY_AND_DISK_SER);
                assertThat(kept).isSameAs(kind);
                assertThat(kept.name()).isEqualTo("mine");
                assertThat(kept.toString()).startsWith("mine ").contains("[" + kept.id() + "]");
                assertThat(kept.toDebugString()).startsWith("(2) mine ");
                assertThat(kept.context()).isSameAs(wc.parallelize(List.of(1)).context());
                assertThat(wc.getPersistentRDDs()).containsOnlyKeys(kept.id());
                assertThat(kept.count() + kept.count()).isEqualTo(8);
                assertThat(probe.hits()).as("computed once").isEqualTo(4);
                letGo(kept);
                assertThat(wc.getPersistentRDDs()).isEmpty();
                assertThat(kept.count()).isEqualTo(4);
                assertThat(probe.hits()).as("computed again").isEqualTo(8);
            }
        }
    }

    /** By the methods as each kind has them. */
    private static AbstractRDD<?, ?> asKind(AbstractRDD<?, ?> rdd, StorageLevel level) {
        if (rdd instanceof RDD<?> plain) {
            return plain.setName("mine").persist(level);
        } else if (rdd instanceof PairRDD<?, ?> pairs) {
            return pairs.setName("mine").persist(level);
        }
        return ((DoubleRDD) rdd).setName("mine").persist(level);
    }

    private static void letGo(AbstractRDD<?, ?> rdd) {
        if (rdd instanceof RDD<?> plain) {
            plain.unpersist();
            plain.unpersist(true);
        } else if (rdd instanceof PairRDD<?, ?> pairs) {
            pairs.unpersist();
            pairs.unpersist(true);
        } else {
            ((DoubleRDD) rdd).unpersist();
            ((DoubleRDD) rdd).unpersist(true);
        }
    }

    @Test
    default void kindsAreWrappedAndUnwrapped_withoutChange() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = byRest(wc).partitionBy(new HashPartitioner(2));
            RDD<Tuple2<Integer, Integer>> tuples = pairs.rdd();
            DoubleRDD numbers = wc.parallelizeDoubles(List.of(1.0, 2.0), 2);
            assertThat(PairRDD.toRDD(pairs).collect()).isEqualTo(tuples.collect());
            assertThat(PairRDD.fromRDD(tuples).partitioner()).isEqualTo(pairs.partitioner());
            assertThat(pairs.wrapRDD(tuples).collect()).isEqualTo(pairs.collect());
            assertThat(DoubleRDD.fromRDD(numbers.rdd()).sum()).isEqualTo(3.0);
            assertThat(numbers.wrapRDD(DoubleRDD.toRDD(numbers)).collect()).isEqualTo(numbers.collect());
            assertThat(numbers.srdd().collect()).isEqualTo(numbers.collect());
            assertThat(RDD.toRDD(RDD.fromRDD(tuples)).wrapRDD(tuples.rdd())).isSameAs(tuples);
        }
    }

    @Test
    default void approximateCounts_withoutAConfidence_areExactWhenAllIsDone() {
        try (WaterclockContext wc = open(2)) {
            long enough = 20_000;
            PairRDD<Integer, Integer> pairs = byRest(wc);
            assertThat(pairs.countByKeyApprox(enough, 0.9).getFinalValue())
                    .hasSize(4)
                    .allSatisfy((key, count) -> assertThat(count.mean()).isEqualTo(3));
            assertThat(pairs.keys().countByValueApprox(enough).getFinalValue())
                    .hasSize(4)
                    .allSatisfy((key, count) -> assertThat(count.high()).isEqualTo(3));
        }
    }
}

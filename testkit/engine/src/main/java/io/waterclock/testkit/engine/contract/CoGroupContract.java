// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** {@link Lineage.CoGroup}, and the joins that are made of it. */
@NullUnmarked
interface CoGroupContract extends EngineContract {

    @Test
    default void cogroup_givesForEachKeyTheListsOfAllParents() {
        try (WaterclockContext wc = open(2)) {
            Lineage a = source(List.of(pair("x", 1), pair("y", 2), pair("x", 3), pair(null, 4)), 2);
            Lineage b = source(List.of(pair("x", 10), pair("z", null), pair(null, 20)), 3);
            Lineage c = source(List.of(), 1);
            Lineage grouped = new Lineage.CoGroup(at("cogroup", 7), List.of(a, b, c), new HashPartitioner(2));
            Map<Object, List<Object>> found = new HashMap<>();
            List<List<Object>> parts = partitions(wc, grouped);
            assertThat(parts).hasSize(2);
            for (int i = 0; i < parts.size(); i++) {
                for (Object record : parts.get(i)) {
                    Tuple2<?, ?> group = (Tuple2<?, ?>) record;
                    assertThat(new HashPartitioner(2).getPartition(group._1())).isEqualTo(i);
                    found.put(group._1(), Arrays.asList((Object[]) group._2()));
                }
            }
            assertThat(found).hasSize(4);
            assertThat(found.get("x")).containsExactly(List.of(1, 3), List.of(10), List.of());
            assertThat(found.get("y")).containsExactly(List.of(2), List.of(), List.of());
            assertThat(found.get("z")).containsExactly(List.of(), Arrays.asList((Object) null), List.of());
            assertThat(found.get(null)).containsExactly(List.of(4), List.of(20), List.of());
        }
    }

    @Test
    default void groupsOfACogroup_areFreshAndModifiable() {
        try (WaterclockContext wc = open(2)) {
            Lineage a = source(List.of(pair("x", 1)), 1);
            Lineage grouped = new Lineage.CoGroup(at("cogroup", 7), List.of(a, a), new HashPartitioner(1));
            for (int job = 0; job < 2; job++) {
                Object[] lists = (Object[])
                        ((Tuple2<?, ?>) partitions(wc, grouped).get(0).get(0))._2();
                for (Object list : lists) {
                    assertThat((List<?>) list).hasSize(1);
                    @SuppressWarnings("unchecked")
                    List<Object> mine = (List<Object>) list;
                    mine.add("more");
                }
            }
        }
    }

    @Test
    default void valuesOfAGroup_comeInTheOrderOfTheParentsPartitions() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(range(0, 3000), 6).mapToPair(x -> pair(x % 2, x));
            Map<Integer, Tuple2<Iterable<Integer>, Iterable<Integer>>> groups =
                    pairs.cogroup(pairs.mapValues(x -> -x), 3).collectAsMap();
            groups.forEach((key, both) -> {
                assertThat(both._1())
                        .isEqualTo(range(0, 3000).stream()
                                .filter(x -> x % 2 == key)
                                .toList());
                assertThat(both._2())
                        .isEqualTo(range(0, 3000).stream()
                                .filter(x -> x % 2 == key)
                                .map(x -> -x)
                                .toList());
            });
        }
    }

    @Test
    default void parentsThatAreSpreadAlike_areReadPartitionByPartition_withoutAShuffle() {
        try (WaterclockContext wc = open(2)) {
            Partitioner spread = new HashPartitioner(4);
            Probe left = Probe.create();
            Probe right = Probe.create();
            PairRDD<Integer, Integer> a = wc.parallelize(range(0, 40), 3)
                    .mapToPair(x -> pair(x, x))
                    .partitionBy(spread)
                    .mapValues(left::saw);
            PairRDD<Integer, Integer> b = wc.parallelize(range(0, 40), 2)
                    .mapToPair(x -> pair(x, -x))
                    .reduceByKey(new HashPartitioner(4), Integer::sum)
                    .mapValues(right::saw);
            PairRDD<Integer, Tuple2<Integer, Integer>> joined = a.join(b);
            assertThat(joined.partitioner()).contains(spread);
            // partition 1 of the join needs partition 1 of each side and nothing else
            List<Tuple2<Integer, Tuple2<Integer, Integer>>> one = joined.collectPartitions(new int[] {1})[0];
            assertThat(one).hasSize(10).allMatch(p -> p._1() % 4 == 1 && p._2().equals(pair(p._1(), -p._1())));
            assertThat(left.seen()).hasSize(10).allMatch(x -> (Integer) x % 4 == 1);
            assertThat(right.seen()).hasSize(10).allMatch(x -> -(Integer) x % 4 == 1);
            assertThat(joined.count()).isEqualTo(40);
            assertThat(left.seen()).hasSize(50);
        }
    }

    @Test
    default void oneParentSpreadAlike_andOneNot_joinRightly() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> kept = wc.parallelize(range(0, 100), 3)
                    .mapToPair(x -> pair(x % 10, 1))
                    .reduceByKey(Integer::sum, 4)
                    .cache();
            PairRDD<Integer, String> other = wc.parallelize(range(5, 15), 2).mapToPair(x -> pair(x, "n" + x));
            for (int job = 0; job < 2; job++) {
                assertThat(kept.join(other).collectAsMap())
                        .isEqualTo(Map.of(
                                5,
                                pair(10, "n5"),
                                6,
                                pair(10, "n6"),
                                7,
                                pair(10, "n7"),
                                8,
                                pair(10, "n8"),
                                9,
                                pair(10, "n9")));
            }
        }
    }

    @Test
    default void joins_pairEveryValueWithEveryValue() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> a = wc.parallelizePairs(
                    List.of(pair("both", 1), pair("both", 2), pair("left", 3), pair("leftNull", null)), 3);
            PairRDD<String, String> b =
                    wc.parallelizePairs(List.of(pair("both", "x"), pair("right", "y"), pair("both", "z")), 2);
            assertThat(a.join(b, 2).collect())
                    .containsExactlyInAnyOrder(
                            pair("both", pair(1, "x")),
                            pair("both", pair(1, "z")),
                            pair("both", pair(2, "x")),
                            pair("both", pair(2, "z")));
            assertThat(a.leftOuterJoin(b, 3).filter(p -> !p._1().equals("both")).collect())
                    .containsExactlyInAnyOrder(
                            pair("left", pair(3, Optional.empty())),
                            pair("leftNull", pair((Integer) null, Optional.empty())));
            assertThat(a.rightOuterJoin(b, 1).collect())
                    .hasSize(5)
                    .contains(pair("right", pair(Optional.empty(), "y")))
                    .contains(pair("both", pair(Optional.of(2), "z")));
            assertThat(a.fullOuterJoin(b, 2).collect())
                    .hasSize(7)
                    .contains(
                            pair("right", pair(Optional.empty(), Optional.of("y"))),
                            pair("left", pair(Optional.of(3), Optional.empty())),
                            pair("both", pair(Optional.of(1), Optional.of("x"))));
            PairRDD<String, Integer> none = wc.parallelizePairs(List.of(pair("right", (Integer) null)), 1);
            assertThat(b.leftOuterJoin(none).lookup("right"))
                    .as("a null value is as no partner")
                    .containsExactly(pair("y", Optional.empty()));
        }
    }

    @Test
    default void anRddJoinedWithItself_isReadForEachSide() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> squares = wc.parallelize(range(0, 100), 4).mapToPair(x -> pair(x % 25, x));
            assertThat(squares.join(squares).count()).isEqualTo(25 * 4 * 4);
            PairRDD<Integer, Integer> reduced = squares.reduceByKey(Integer::sum, 3);
            assertThat(reduced.join(reduced).collect())
                    .hasSize(25)
                    .allMatch(p -> p._2()._1().equals(p._2()._2()));
        }
    }
}

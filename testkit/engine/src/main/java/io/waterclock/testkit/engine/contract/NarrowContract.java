// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.narrow;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Sources, {@link Lineage.Narrow} of every kind, {@link Lineage.Union} and {@link Lineage.Coalesce}. */
@NullUnmarked
interface NarrowContract extends EngineContract {

    @Test
    default void everyNarrowKind_makesPartitionIOfPartitionI_inItsOrder() {
        Lineage numbers = source(List.of(1, 2, 3), 2);
        Lineage pairs = source(List.of(pair("a", 1), pair(null, 2), pair("a", null)), 2);
        Map<NarrowKind, BiFunction<Lineage, Lineage, Lineage>> made = new java.util.EnumMap<>(NarrowKind.class);
        Map<NarrowKind, List<List<?>>> expected = new java.util.EnumMap<>(NarrowKind.class);
        java.util.function.BiConsumer<NarrowKind, Object> onNumbers =
                (kind, f) -> made.put(kind, (n, p) -> narrow(n, "op", 1, kind, f));
        java.util.function.BiConsumer<NarrowKind, Object> onPairs =
                (kind, f) -> made.put(kind, (n, p) -> narrow(p, "op", 1, kind, f));

        onNumbers.accept(NarrowKind.MAP, (Function<Integer, Integer>) x -> x * 10);
        expected.put(NarrowKind.MAP, List.of(List.of(10), List.of(20, 30)));
        onNumbers.accept(NarrowKind.FILTER, (Function<Integer, Boolean>) x -> x != 2);
        expected.put(NarrowKind.FILTER, List.of(List.of(1), List.of(3)));
        onNumbers.accept(NarrowKind.FLAT_MAP, (FlatMapFunction<Integer, Integer>)
                x -> Collections.nCopies(x - 1, x).iterator());
        expected.put(NarrowKind.FLAT_MAP, List.of(List.of(), List.of(2, 3, 3)));
        onNumbers.accept(NarrowKind.MAP_TO_PAIR, (PairFunction<Integer, Integer, Integer>) x -> pair(x, -x));
        expected.put(NarrowKind.MAP_TO_PAIR, List.of(List.of(pair(1, -1)), List.of(pair(2, -2), pair(3, -3))));
        onNumbers.accept(NarrowKind.MAP_TO_DOUBLE, (DoubleFunction<Integer>) x -> x / 2.0);
        expected.put(NarrowKind.MAP_TO_DOUBLE, List.of(List.of(0.5), List.of(1.0, 1.5)));
        onNumbers.accept(NarrowKind.KEY_BY, (Function<Integer, String>) x -> "k" + x);
        expected.put(NarrowKind.KEY_BY, List.of(List.of(pair("k1", 1)), List.of(pair("k2", 2), pair("k3", 3))));
        onNumbers.accept(NarrowKind.FLAT_MAP_TO_PAIR, (PairFlatMapFunction<Integer, Integer, Integer>)
                x -> List.of(pair(x, 0), pair(x, 1)).iterator());
        expected.put(
                NarrowKind.FLAT_MAP_TO_PAIR,
                List.of(List.of(pair(1, 0), pair(1, 1)), List.of(pair(2, 0), pair(2, 1), pair(3, 0), pair(3, 1))));
        onPairs.accept(NarrowKind.MAP_VALUES, (Function<Integer, String>) v -> "v" + v);
        expected.put(
                NarrowKind.MAP_VALUES,
                List.of(List.of(pair("a", "v1")), List.of(pair(null, "v2"), pair("a", "vnull"))));
        onPairs.accept(NarrowKind.FLAT_MAP_VALUES, (FlatMapFunction<Integer, Integer>) v ->
                v == null ? Collections.emptyIterator() : Arrays.asList(v, null).iterator());
        expected.put(
                NarrowKind.FLAT_MAP_VALUES,
                List.of(List.of(pair("a", 1), pair("a", null)), List.of(pair(null, 2), pair(null, null))));
        onPairs.accept(NarrowKind.KEYS, NarrowKind.NO_FUNCTION);
        expected.put(NarrowKind.KEYS, List.of(List.of("a"), Arrays.asList(null, "a")));
        onPairs.accept(NarrowKind.VALUES, NarrowKind.NO_FUNCTION);
        expected.put(NarrowKind.VALUES, List.of(List.of(1), Arrays.asList(2, null)));
        onNumbers.accept(NarrowKind.MAP_PARTITIONS, (FlatMapFunction<Iterator<Integer>, Integer>) records -> {
            List<Integer> all = new ArrayList<>();
            records.forEachRemaining(all::add);
            Collections.reverse(all);
            return all.iterator();
        });
        expected.put(NarrowKind.MAP_PARTITIONS, List.of(List.of(1), List.of(3, 2)));
        onNumbers.accept(NarrowKind.MAP_PARTITIONS_WITH_INDEX, (Function2<Integer, Iterator<Integer>, Iterator<String>>)
                (i, records) -> List.of(i + ":" + records.next()).iterator());
        expected.put(NarrowKind.MAP_PARTITIONS_WITH_INDEX, List.of(List.of("0:1"), List.of("1:2")));

        assertThat(made.keySet()).containsExactly(NarrowKind.values());
        try (WaterclockContext wc = open(2)) {
            made.forEach((kind, make) -> assertThat(partitions(wc, make.apply(numbers, pairs)))
                    .as(kind.toString())
                    .isEqualTo(expected.get(kind)));
        }
    }

    @Test
    default void longChains_giveWhatALoopGives() {
        try (WaterclockContext wc = open(2)) {
            for (int depth : List.of(1, 5, 6, 7, 12, 13, 16, 40)) {
                RDD<Integer> rdd = wc.parallelize(range(0, 3000), 3);
                List<Integer> expected = range(0, 3000);
                for (int i = 0; i < depth; i++) {
                    int step = i;
                    rdd = step % 3 == 2
                            ? rdd.filter(x -> (x + step) % 11 != 0)
                            : step % 5 == 3
                                    ? rdd.flatMap(x -> x % 7 == 0
                                            ? List.of(x, -x).iterator()
                                            : List.of(x).iterator())
                                    : rdd.map(x -> x * 3 + step);
                    List<Integer> next = new ArrayList<>();
                    for (int x : expected) {
                        if (step % 3 == 2) {
                            if ((x + step) % 11 != 0) {
                                next.add(x);
                            }
                        } else if (step % 5 == 3) {
                            next.addAll(x % 7 == 0 ? List.of(x, -x) : List.of(x));
                        } else {
                            next.add(x * 3 + step);
                        }
                    }
                    expected = next;
                }
                assertThat(rdd.collect()).as("depth " + depth).isEqualTo(expected);
                assertThat(rdd.count()).as("depth " + depth).isEqualTo(expected.size());
                assertThat(rdd.take(17)).as("depth " + depth).isEqualTo(expected.subList(0, 17));
            }
        }
    }

    @Test
    default void sameOperatorsWithOtherFunctions_areNotMixedUp() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10), 2);
            for (int k = 0; k < 50; k++) {
                int factor = k;
                List<Integer> expected = new ArrayList<>();
                range(0, 10).forEach(x -> expected.add(x * factor + 1));
                assertThat(numbers.map(x -> x * factor).map(x -> x + 1).collect())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    default void bigPartitions_keepTheirOrder() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 50_000), 2)
                    .filter(x -> x % 3 == 0)
                    .flatMap(x -> List.of(x, x + 1).iterator())
                    .map(x -> x * 2);
            List<Integer> expected = new ArrayList<>();
            for (int x = 0; x < 50_000; x += 3) {
                expected.add(2 * x);
                expected.add(2 * x + 2);
            }
            assertThat(rdd.collect()).isEqualTo(expected);
        }
    }

    @Test
    default void chunksOfAnySize_areOneSequence() {
        try (WaterclockContext wc = open(2)) {
            Lineage lineage = Programs.reading("numbers", 1, new Ragged(5000));
            RDD<Integer> rdd = new RDD<>(wc.handle(), lineage);
            assertThat(rdd.collect()).isEqualTo(range(0, 5000));
            assertThat(rdd.map(x -> x).take(37)).isEqualTo(range(0, 37));
            assertThat(rdd.mapPartitions(records -> records).count()).isEqualTo(5000);
        }
    }

    @Test
    default void mapPartitions_seesOnePartition_andItsResultReplacesIt() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> sums = wc.parallelize(range(0, 10), 3)
                    .map(x -> x + 1)
                    .mapPartitions(records -> {
                        int sum = 0;
                        while (records.hasNext()) {
                            sum += records.next();
                        }
                        return List.of(sum).iterator();
                    })
                    .map(x -> -x);
            assertThat(sums.collect()).containsExactly(-6, -15, -34);
        }
    }

    @Test
    default void mapPartitionsWithIndex_seesTheIndexOfItsOwnRdd() {
        try (WaterclockContext wc = open(2)) {
            RDD<String> a = wc.parallelize(range(0, 4), 2)
                    .mapPartitionsWithIndex((i, records) -> List.of("a" + i).iterator(), false);
            RDD<String> both = a.union(a);
            assertThat(both.collect()).containsExactly("a0", "a1", "a0", "a1");
            assertThat(both.mapPartitionsWithIndex(
                                    (i, records) -> List.of(i + records.next()).iterator(), false)
                            .collect())
                    .containsExactly("0a0", "1a1", "2a0", "3a1");
            assertThat(both.coalesce(2)
                            .mapPartitionsWithIndex(
                                    (i, records) -> List.of(i + records.next() + records.next())
                                            .iterator(),
                                    false)
                            .collect())
                    .containsExactly("0a0a1", "1a0a1");
        }
    }

    @Test
    default void union_isAllPartitionsOfTheFirst_thenOfTheSecond() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> a = wc.parallelize(List.of(1, 2), 2);
            RDD<Integer> b = wc.parallelize(List.of(2, 3, 4), 1);
            assertThat(a.union(b).glom().collect()).containsExactly(List.of(1), List.of(2), List.of(2, 3, 4));
            RDD<Integer> three = wc.union(a, b, a.map(x -> x * 10));
            assertThat(three.collect()).containsExactly(1, 2, 2, 3, 4, 10, 20);
            assertThat(a.union(a).collect()).containsExactly(1, 2, 1, 2);
            assertThat(three.filter(x -> x > 3).collect()).containsExactly(4, 10, 20);
        }
    }

    @Test
    default void coalesce_joinsNeighbours_evenly() {
        try (WaterclockContext wc = open(2)) {
            for (int p = 1; p <= 7; p++) {
                RDD<Integer> rdd = wc.parallelize(range(0, 7), p);
                List<List<Integer>> parents = rdd.glom().collect();
                for (int n = 1; n <= 8; n++) {
                    int size = Math.min(n, p);
                    List<List<Integer>> expected = new ArrayList<>();
                    for (int i = 0; i < size; i++) {
                        List<Integer> joined = new ArrayList<>();
                        parents.subList(i * p / size, (i + 1) * p / size).forEach(joined::addAll);
                        expected.add(joined);
                    }
                    assertThat(rdd.coalesce(n).glom().collect())
                            .as(p + " partitions to " + n)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    default void coalesceAndUnion_canBeNested() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> a = wc.parallelize(range(0, 6), 3).map(x -> x + 100);
            RDD<Integer> b = wc.parallelize(range(0, 6), 6).filter(x -> x != 4).coalesce(2);
            RDD<Integer> all = a.union(b).map(x -> -x).coalesce(3).map(x -> x - 1);
            assertThat(all.glom().collect())
                    .containsExactly(List.of(-101, -102), List.of(-103, -104, -105, -106), List.of(-1, -2, -3, -4, -6));
        }
    }

    @Test
    default void repartition_dealsRecordsOutEvenly() {
        try (WaterclockContext wc = open(2)) {
            List<List<Integer>> parts =
                    wc.parallelize(range(0, 1000), 3).repartition(7).glom().collect();
            assertThat(parts).hasSize(7);
            List<Integer> all = new ArrayList<>();
            parts.forEach(part -> {
                assertThat(part.size()).isBetween(140, 146);
                all.addAll(part);
            });
            assertThat(all).containsExactlyInAnyOrderElementsOf(range(0, 1000));
        }
    }

    @Test
    default void pairsOfPairs_goThroughNarrowOperatorsUnharmed() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Tuple2<String, Integer>> nested = wc.parallelize(range(0, 4), 2)
                    .mapToPair(x -> pair(x, pair("k" + x, x)))
                    .mapValues(v -> pair(v._1() + "!", v._2() * 2))
                    .filter(p -> p._1() != 1);
            assertThat(nested.collect())
                    .containsExactly(pair(0, pair("k0!", 0)), pair(2, pair("k2!", 4)), pair(3, pair("k3!", 6)));
            assertThat(nested.values().map(Tuple2::swap).collect())
                    .containsExactly(pair(0, "k0!"), pair(4, "k2!"), pair(6, "k3!"));
        }
    }

    /** Numbers from 0, in chunks of 1, 2, 3 … records, or fewer where fewer are asked for. */
    record Ragged(int size) implements SourcePartition<Integer> {
        @Override
        public ChunkReader open() {
            Object[] all = range(0, size).toArray();
            return new ChunkReader() {
                private int chunk;

                @Override
                public boolean next(int max) {
                    array = all;
                    from = to;
                    chunk = chunk % 300 + 1;
                    to = Math.min(size, from + Math.min(max, chunk));
                    return from < to;
                }
            };
        }
    }
}

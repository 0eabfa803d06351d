// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Records that are spread badly, and records that are large: every operation gives what plain lists give. */
@NullUnmarked
interface SkewContract extends EngineContract {

    /** Each is equal to itself only; a hash table sees them all in one place. */
    record Clash(int id) implements Comparable<Clash>, java.io.Serializable {
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public int compareTo(Clash other) {
            return Integer.compare(id, other.id);
        }
    }

    /** The pair of a number in all these tests: half of them have the key −1. */
    private static Tuple2<Integer, Integer> hot(int i) {
        return pair(i % 2 == 0 ? -1 : i % 300, i);
    }

    /** Partitions of the sizes given, of numbers that go on. */
    private static RDD<Integer> sized(WaterclockContext wc, int... sizes) {
        List<List<Integer>> parts = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            parts.add(range(from, from + size));
            from += size;
        }
        return wc.parallelize(parts, sizes.length).flatMap(List::iterator);
    }

    private static <K extends Comparable<K>> List<Tuple2<K, Integer>> plain(
            int n, IntFunction<Tuple2<K, Integer>> pairOf) {
        return range(0, n).stream().map(pairOf::apply).toList();
    }

    @Test
    default void oneKeyWithHalfOfTheRecords_changesNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(range(0, 2_000), 6).mapToPair(i -> hot(i));
            new EveryOperation<>(pairs, plain(2_000, i -> hot(i)), -1).agrees();
        }
    }

    @Test
    default void onePartitionWithHalfOfTheRecords_changesNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs =
                    sized(wc, 150, 1_000, 150, 150, 150, 150, 150, 100).mapToPair(i -> pair(i % 300, i));
            new EveryOperation<>(pairs, plain(2_000, i -> pair(i % 300, i)), 5).agrees();
        }
    }

    @Test
    default void allRecordsInTheLastPartition_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs =
                    sized(wc, 0, 0, 0, 0, 0, 0, 0, 1_000).mapToPair(i -> pair(i % 300, i));
            new EveryOperation<>(pairs, plain(1_000, i -> pair(i % 300, i)), 5).agrees();
        }
    }

    @Test
    default void allKeysOfOneHashCode_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Clash, Integer> pairs =
                    wc.parallelize(range(0, 600), 4).mapToPair(i -> pair(new Clash(i % 150), i));
            new EveryOperation<>(pairs, plain(600, i -> pair(new Clash(i % 150), i)), new Clash(5)).agrees();
        }
    }

    @Test
    default void threeRecordsInAThousandPartitions_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            int[] sizes = new int[1_000];
            sizes[3] = 1;
            sizes[500] = 1;
            sizes[998] = 1;
            PairRDD<Integer, Integer> pairs = sized(wc, sizes).mapToPair(i -> pair(i % 2, i));
            new EveryOperation<>(pairs, plain(3, i -> pair(i % 2, i)), 0).agrees();
        }
    }

    @Test
    default void valuesOfAMegabyte_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            IntFunction<Tuple2<Integer, String>> wide =
                    i -> pair(i % 3, String.valueOf((char) ('a' + i)).repeat(1 << 20));
            RDD<Integer> numbers = wc.parallelize(range(0, 6), 3);
            PairRDD<Integer, String> pairs = numbers.mapToPair(
                    i -> pair(i % 3, String.valueOf((char) ('a' + i)).repeat(1 << 20)));
            List<Tuple2<Integer, String>> plain =
                    Stream.iterate(0, i -> i + 1).limit(6).map(wide::apply).toList();
            EveryOperation.ofWide(pairs, plain, 1, Comparator.naturalOrder());
        }
    }

    @Test
    default void rowsOfFiveHundredFields_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, List<Integer>> rows =
                    wc.parallelize(range(0, 300), 4).mapToPair(i -> pair(i % 20, range(i, i + 500)));
            List<Tuple2<Integer, List<Integer>>> plain = range(0, 300).stream()
                    .map(i -> pair(i % 20, range(i, i + 500)))
                    .toList();
            EveryOperation.ofWide(rows, plain, 7, (Comparator<List<Integer>> & java.io.Serializable)
                    (a, b) -> Integer.compare(a.get(0), b.get(0)));
        }
    }

    /** Strings of a megabyte as the keys: they are compared, hashed and sent as a whole. */
    @Test
    default void keysOfAMegabyte_changeNothing() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs = wc.parallelize(range(0, 6), 3).mapToPair(i -> pair(wideKey(i), i));
            assertThat(pairs.reduceByKey(Integer::sum, 2).sortByKey(true, 2).collect())
                    .isEqualTo(List.of(pair(wideKey(0), 6), pair(wideKey(1), 9)));
            assertThat(pairs.keys().distinct(2).count()).isEqualTo(2);
            assertThat(pairs.lookup(wideKey(1))).isEqualTo(List.of(1, 3, 5));
        }
    }

    private static String wideKey(int i) {
        return "k".repeat(1 << 20) + i % 2;
    }
}

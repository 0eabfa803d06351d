// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shuffles that don't fit in the engine's memory go through disk, give the same, and leave nothing behind. */
class SpillingTest {
    private static final int N = 60_000;

    @TempDir
    Path dir;

    private WaterclockContext open(String memory) {
        return new WaterclockContext(new WaterclockConf()
                .setMaster("local[2,2]")
                .set("waterclock.embedded.memory.bytes", memory)
                .set("waterclock.local.dir", dir.toString()));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(path -> path.getFileName().toString().startsWith("shuffle-"))
                    .toList();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            assertThat(all).isEmpty();
        }
    }

    private static PairRDD<String, Integer> words(WaterclockContext wc, int keys) {
        return wc.parallelize(IntStream.range(0, N).boxed().toList(), 4)
                .mapToPair(x -> new Tuple2<>("key-" + x % keys, x));
    }

    @Test
    void groups_thatDontFit_areTheSame() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Iterable<Integer>> groups = words(wc, 1_000).groupByKey(3);
            for (int job = 0; job < 2; job++) {
                Map<String, List<Integer>> found = new HashMap<>();
                groups.collect().forEach(group -> found.put(group._1(), listOf(group._2())));
                assertThat(files()).isNotEmpty();
                assertThat(found).hasSize(1_000);
                found.forEach((key, values) -> assertThat(values)
                        .isEqualTo(IntStream.range(0, N)
                                .filter(x -> ("key-" + x % 1_000).equals(key))
                                .boxed()
                                .toList()));
            }
        }
        assertNothingIsLeft();
    }

    private static <T> List<T> listOf(Iterable<T> values) {
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    @Test
    void oneKeyWithHalfOfTheRecords_isReadFromDisk_asOftenAsAsked_untilTheContextStops() throws IOException {
        Iterable<Integer> kept;
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Integer> skewed = wc.parallelize(
                            IntStream.range(0, N).boxed().toList(), 4)
                    .mapToPair(x -> new Tuple2<>(x % 2 == 0 ? "heavy" : "key-" + x, x));
            List<Integer> expected =
                    IntStream.range(0, N / 2).mapToObj(x -> 2 * x).toList();
            Map<String, Iterable<Integer>> groups = skewed.groupByKey(2).collectAsMap();
            assertThat(groups).hasSize(1 + N / 2);
            Iterable<Integer> heavy = groups.get("heavy");
            assertThat(heavy).isInstanceOf(Collection.class).isNotInstanceOf(List.class);
            assertThat((Collection<Integer>) heavy).hasSize(N / 2);
            assertThat(listOf(heavy)).isEqualTo(expected);
            Iterator<Integer> one = heavy.iterator();
            Iterator<Integer> other = heavy.iterator();
            assertThat(one.next()).isEqualTo(0);
            assertThat(one.next()).isEqualTo(2);
            assertThat(other.next()).isEqualTo(0);
            assertThat(one.next()).isEqualTo(4);
            assertThat(groups.get("key-7")).isEqualTo(List.of(7));
            kept = heavy;
        }
        assertNothingIsLeft();
        assertThatThrownBy(() -> listOf(kept)).hasMessageContaining("context");
    }

    @Test
    void sortedPairs_thatDontFit_comeInOrder_equalKeysAsTheyWere() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            List<Tuple2<String, Integer>> sorted =
                    words(wc, 5_000).sortByKey(true, 3).collect();
            assertThat(files()).isNotEmpty();
            List<Tuple2<String, Integer>> expected = new ArrayList<>();
            for (int x = 0; x < N; x++) {
                expected.add(new Tuple2<>("key-" + x % 5_000, x));
            }
            expected.sort((a, b) -> a._1().compareTo(b._1()));
            assertThat(sorted).isEqualTo(expected);
            expected.sort((a, b) -> b._1().compareTo(a._1()));
            assertThat(words(wc, 5_000).sortByKey(false, 2).collect()).isEqualTo(expected);
        }
        assertNothingIsLeft();
    }

    @Test
    void combinedValues_thatDontFit_areTheSame_inTheSecondJobToo() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Integer> sums = words(wc, 20_000).reduceByKey(Integer::sum, 3);
            PairRDD<String, HashSet<Integer>> early = sets(wc, true);
            PairRDD<String, HashSet<Integer>> late = sets(wc, false);
            for (int job = 0; job < 2; job++) {
                assertThat(sums.collectAsMap())
                        .hasSize(20_000)
                        .allSatisfy((key, sum) -> assertThat(sum).isEqualTo(60_000 + 3 * number(key)));
                for (PairRDD<String, HashSet<Integer>> sets : List.of(early, late)) {
                    assertThat(sets.collectAsMap())
                            .hasSize(20_000)
                            .allSatisfy((key, set) -> assertThat(set)
                                    .containsExactlyInAnyOrder(
                                            number(key), number(key) + 20_000, number(key) + 40_000));
                }
            }
            assertThat(files()).isNotEmpty();
        }
        assertNothingIsLeft();
    }

    private static PairRDD<String, HashSet<Integer>> sets(WaterclockContext wc, boolean mapSide) {
        return words(wc, 20_000)
                .combineByKey(
                        x -> new HashSet<>(List.of(x)),
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
    }

    /** A class of the program that has no codec. */
    private static final class Sketch {
        private final List<Integer> seen = new ArrayList<>();

        Sketch with(int x) {
            seen.add(x);
            return this;
        }

        Sketch and(Sketch other) {
            seen.addAll(other.seen);
            return this;
        }
    }

    @Test
    void combinedValues_thatDontFit_andCanNotBeWritten_areTheSame() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Integer> sizes = words(wc, 10)
                    .combineByKey(x -> new Sketch().with(x), Sketch::with, Sketch::and, new HashPartitioner(3), true)
                    .mapValues(sketch -> new HashSet<>(sketch.seen).size());
            for (int job = 0; job < 2; job++) {
                assertThat(sizes.collectAsMap())
                        .hasSize(10)
                        .allSatisfy((key, size) -> assertThat(size).isEqualTo(N / 10));
            }
        }
        assertNothingIsLeft();
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(4));
    }

    @Test
    void distinctRecords_thatDontFit_areTheSame() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            RDD<Long> numbers =
                    wc.parallelize(IntStream.range(0, N).boxed().toList(), 4).map(x -> (long) (x % 30_000));
            assertThat(numbers.distinct(2).collect())
                    .hasSize(30_000)
                    .doesNotHaveDuplicates()
                    .allMatch(x -> x >= 0 && x < 30_000);
            assertThat(files()).isNotEmpty();
        }
        assertNothingIsLeft();
    }

    @Test
    void joins_thatDontFit_areTheSame_aHeavyKeyIncluded() throws IOException {
        try (WaterclockContext wc = open("150k")) {
            PairRDD<String, Integer> left = wc.parallelize(
                            IntStream.range(0, 3_000).boxed().toList(), 3)
                    .mapToPair(x -> new Tuple2<>(x < 3 ? "heavy" : "key-" + x, x));
            PairRDD<String, Integer> right = wc.parallelize(
                            IntStream.range(0, N).boxed().toList(), 3)
                    .mapToPair(x -> new Tuple2<>(x % 2 == 0 ? "heavy" : "key-" + x, x));
            Map<String, List<Tuple2<Integer, Integer>>> found = new HashMap<>();
            left.join(right, 2)
                    .collect()
                    .forEach(pair -> found.computeIfAbsent(pair._1(), k -> new ArrayList<>())
                            .add(pair._2()));
            assertThat(files()).isNotEmpty();
            List<Tuple2<Integer, Integer>> heavy = new ArrayList<>();
            for (int x = 0; x < 3; x++) {
                for (int y = 0; y < N; y += 2) {
                    heavy.add(new Tuple2<>(x, y));
                }
            }
            assertThat(found.remove("heavy")).isEqualTo(heavy);
            assertThat(found)
                    .hasSize(1_499)
                    .allSatisfy(
                            (key, pairs) -> assertThat(pairs).containsExactly(new Tuple2<>(number(key), number(key))));
            assertThat(left.rightOuterJoin(right, 2).count()).isEqualTo(3L * N / 2 + N / 2);
            assertThat(left.fullOuterJoin(right, 2).count()).isEqualTo(3L * N / 2 + N / 2 + 3_000 - 3 - 1_499);
            assertThat(left.leftOuterJoin(right, 2).count()).isEqualTo(3L * N / 2 + 3_000 - 3);
            assertThat(left.cogroup(right, 2)
                            .mapValues(g -> ((Collection<?>) g._2()).size())
                            .collectAsMap())
                    .hasSize(1 + N / 2 + 3_000 - 3 - 1_499)
                    .containsEntry("heavy", N / 2);
        }
        assertNothingIsLeft();
    }

    @Test
    void manyKeysOfOneHashCode_thatDontFit_areTheSame() throws IOException {
        try (WaterclockContext wc = open("150k")) {
            Map<Alike, Integer> sizes = wc.parallelize(
                            IntStream.range(0, 20_000).boxed().toList(), 2)
                    .mapToPair(x -> new Tuple2<>(new Alike(x % 300), "value " + x))
                    .groupByKey(2)
                    .mapValues(values -> listOf(values).size())
                    .collectAsMap();
            assertThat(sizes).hasSize(300).allSatisfy((key, n) -> assertThat(n).isBetween(66, 67));
        }
        assertNothingIsLeft();
    }

    record Alike(int id) implements Comparable<Alike> {
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public int compareTo(Alike other) {
            return Integer.compare(id, other.id);
        }
    }

    @Test
    void failedTasks_leaveNoFileOfTheirs_whatTheLineageKeepsStays() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Iterable<Integer>> groups = words(wc, 1_000).groupByKey(2);
            RDD<Tuple2<String, Integer>> failing = groups.map(group -> {
                if (group._1().equals("key-999")) {
                    throw new IllegalStateException("on purpose");
                }
                return new Tuple2<>(group._1(), 1);
            });
            assertThat(groups.count()).isEqualTo(1_000);
            List<Path> before = files();
            assertThatThrownBy(failing::count).isInstanceOf(WaterclockException.class);
            assertThat(before).containsAll(files());
        }
        assertNothingIsLeft();
    }

    @Test
    void failedMapStages_leaveNoFile() throws IOException {
        try (WaterclockContext wc = open("200k")) {
            PairRDD<String, Integer> neverWritten = words(wc, 1_000).mapValues(x -> {
                if (x == N - 1) {
                    throw new IllegalStateException("on purpose");
                }
                return x;
            });
            assertThatThrownBy(() -> neverWritten.groupByKey(2).count()).isInstanceOf(WaterclockException.class);
            assertThatThrownBy(() -> neverWritten.reduceByKey(Integer::sum, 2).count())
                    .isInstanceOf(WaterclockException.class);
            assertThat(files()).isEmpty();
        }
        assertNothingIsLeft();
    }
}

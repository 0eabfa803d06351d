// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Random parts of an RDD: as large as asked for, the same for the same seed, and nothing that isn't in it. */
@NullUnmarked
interface SamplingContract extends EngineContract {

    @Test
    default void sample_takesEachWithItsChance_inOrder_theSameForTheSameSeed() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 20_000), 4);
            List<Integer> sample = numbers.sample(false, 0.25, 7).collect();
            assertThat(sample.size()).isBetween(4_600, 5_400); // 6.5 deviations
            assertThat(sample).isSorted().doesNotHaveDuplicates();
            assertThat(numbers.sample(false, 0.25, 7).collect()).isEqualTo(sample);
            assertThat(numbers.sample(false, 0.25, 8).collect()).isNotEqualTo(sample);
            assertThat(numbers.sample(false, 0.25).collect())
                    .isNotEqualTo(numbers.sample(false, 0.25).collect());
            assertThat(numbers.sample(false, 0).count()).isZero();
            assertThat(numbers.sample(false, 1).count()).isEqualTo(20_000);
        }
    }

    @Test
    default void sample_withReplacement_repeatsRecordsByAPoissonNumber() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10_000), 3);
            List<Integer> sample = numbers.sample(true, 2.5, 11).collect();
            assertThat(sample.size()).isBetween(24_000, 26_000);
            assertThat(sample).isSorted();
            int missing = 10_000 - new HashSet<>(sample).size();
            assertThat(missing).isBetween(640, 1_000); // e^-2.5 of them
            assertThat(numbers.sample(true, 2.5, 11).collect()).isEqualTo(sample);
            assertThat(numbers.sample(true, 100, 1).count()).isBetween(993_000L, 1_007_000L);
            PairRDD<Integer, Integer> pairs = numbers.mapToPair(x -> pair(x, x));
            assertThat(pairs.sample(false, 0.5, 1).collectAsMap()).hasSizeBetween(4_600, 5_400);
        }
    }

    @Test
    default void fractions_thatAreNone_areRefused() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10), 2);
            assertThatThrownBy(() -> numbers.sample(false, -0.1))
                    .hasMessage("sample: a fraction must be from 0 to 1 when nothing is put back, not -0.1");
            assertThatThrownBy(() -> numbers.sample(false, 1.5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> numbers.sample(true, Double.NaN))
                    .hasMessage("sample: a fraction must be a number of at least 0, not NaN");
            assertThatThrownBy(() -> numbers.sample(true, Double.POSITIVE_INFINITY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> numbers.randomSplit(new double[] {1, -1})).hasMessageContaining("not -1.0");
            assertThatThrownBy(() -> numbers.randomSplit(new double[0])).hasMessageContaining("not 0.0");
            assertThatThrownBy(() -> numbers.takeSample(false, -1)).hasMessage("takeSample: can't take -1 records");
        }
    }

    @Test
    default void randomSplit_putsEachRecordIntoOnePart() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10_000), 3);
            RDD<Integer>[] parts = numbers.randomSplit(new double[] {2, 0, 6, 2}, 3);
            List<Integer> all = new ArrayList<>();
            List<Long> sizes = new ArrayList<>();
            for (RDD<Integer> part : parts) {
                all.addAll(part.collect());
                sizes.add(part.count());
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(range(0, 10_000));
            assertThat(sizes.get(0)).isBetween(1_750L, 2_250L);
            assertThat(sizes.get(1)).isZero();
            assertThat(sizes.get(2)).isBetween(5_700L, 6_300L);
        }
    }

    @Test
    default void takeSample_givesSoMany_eachAsLikely_inRandomOrder() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 100), 3);
            int[] counts = new int[100];
            int[] first = new int[100];
            for (int seed = 0; seed < 300; seed++) {
                List<Integer> sample = numbers.takeSample(false, 10, seed);
                assertThat(sample).hasSize(10).doesNotHaveDuplicates();
                sample.forEach(x -> counts[x]++);
                first[sample.get(0)]++;
            }
            assertThat(Arrays.stream(counts).min().getAsInt()).isGreaterThan(8); // 30 expected
            assertThat(Arrays.stream(counts).max().getAsInt()).isLessThan(62);
            assertThat(Arrays.stream(first, 0, 50).sum()).isBetween(90, 210); // 150 expected
            assertThat(numbers.takeSample(false, 10, 5)).isEqualTo(numbers.takeSample(false, 10, 5));
            assertThat(numbers.takeSample(false, 200, 1)).containsExactlyInAnyOrderElementsOf(range(0, 100));
            assertThat(numbers.takeSample(false, 0)).isEmpty();
            assertThat(wc.<Integer>emptyRDD().takeSample(true, 5)).isEmpty();
            List<Integer> free = numbers.takeSample(false, 3);
            free.add(1); // the caller's own
        }
    }

    @Test
    default void takeSample_withReplacement_drawsAnewEachTime() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(Arrays.asList(0, 1, 2, null), 3);
            List<Integer> sample = numbers.takeSample(true, 8_000, 17);
            assertThat(sample).hasSize(8_000);
            Map<Integer, Integer> counts = new HashMap<>();
            sample.forEach(x -> counts.merge(x, 1, Integer::sum));
            assertThat(counts).hasSize(4);
            assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(1_750, 2_250));
            assertThat(sample.subList(0, 100)).contains(0, 1, 2, null); // not by place
            assertThat(numbers.takeSample(true, 50, 17)).isEqualTo(numbers.takeSample(true, 50, 17));
        }
    }

    @Test
    default void sampleByKey_hasAFractionForEachKey() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs = wc.parallelize(range(0, 12_000), 4)
                    .mapToPair(x -> pair(x % 3 == 0 ? "a" : x % 3 == 1 ? "b" : null, x));
            Map<String, Double> fractions = new HashMap<>(Map.of("a", 0.5, "b", 0.0));
            fractions.put(null, 1.0);
            Map<String, Long> counts = pairs.sampleByKey(false, fractions, 3).countByKey();
            assertThat(counts.get("a")).isBetween(1_800L, 2_200L);
            assertThat(counts).doesNotContainKey("b");
            assertThat(counts.get(null)).isEqualTo(4_000);
            assertThat(pairs.sampleByKey(false, fractions).count()).isBetween(5_700L, 6_300L);
            fractions.put("a", 3.0);
            assertThat(pairs.sampleByKey(true, fractions, 3).countByKey().get("a"))
                    .isBetween(11_400L, 12_600L);
            assertThatThrownBy(() -> pairs.sampleByKey(false, fractions)).hasMessageContaining("not 3.0");
            fractions.remove("b");
            assertThat(failureOf(() -> pairs.sampleByKey(true, fractions, 3).count())
                            .getMessage())
                    .contains("sampleByKey at ", "there is no fraction for the key b");
        }
    }

    @Test
    default void sampleByKeyExact_givesExactlySoManyOfEachKey() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(range(0, 3_000), 4).mapToPair(x -> pair(x % 7 % 3, x));
            Map<Integer, Long> all = pairs.countByKey();
            for (boolean withReplacement : new boolean[] {false, true}) {
                Map<Integer, Double> fractions =
                        new HashMap<>(Map.of(0, 0.1, 1, 0.333, 2, withReplacement ? 2.5 : 1.0));
                for (long seed = 0; seed < 5; seed++) {
                    PairRDD<Integer, Integer> sample = pairs.sampleByKeyExact(withReplacement, fractions, seed);
                    Map<Integer, Long> expected = new HashMap<>();
                    all.forEach((key, n) -> expected.put(key, (long) Math.ceil(fractions.get(key) * n)));
                    assertThat(sample.countByKey()).isEqualTo(expected);
                    assertThat(sample.collect()).isEqualTo(sample.collect());
                    if (!withReplacement) {
                        assertThat(sample.values().collect()).doesNotHaveDuplicates();
                    }
                }
            }
            assertThat(pairs.sampleByKeyExact(false, Map.of(0, 0.0, 1, 0.0, 2, 0.0))
                            .count())
                    .isZero();
        }
    }

    @Test
    default void sampleByKeyExact_takesEachPairAsLikely_inAnyPartition() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs = wc.parallelize(range(0, 60), 3).mapToPair(x -> pair("k", x));
            for (boolean withReplacement : new boolean[] {false, true}) {
                int[] counts = new int[60];
                for (long seed = 0; seed < 400; seed++) {
                    pairs.sampleByKeyExact(withReplacement, Map.of("k", 0.2), seed)
                            .values()
                            .collect()
                            .forEach(x -> counts[x]++);
                }
                assertThat(Arrays.stream(counts).sum()).isEqualTo(400 * 12);
                assertThat(Arrays.stream(counts).min().getAsInt()).isGreaterThan(38); // 80 expected, 9 a deviation
                assertThat(Arrays.stream(counts).max().getAsInt()).isLessThan(125);
            }
        }
    }
}

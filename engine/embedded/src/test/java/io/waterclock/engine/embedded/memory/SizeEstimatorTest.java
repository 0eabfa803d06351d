// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SizeEstimatorTest {
    private static final int TRIES = 5;

    private final SizeEstimator estimator = new SizeEstimator();

    record Point(int x, long y, String name) {}

    static class Linked {
        Linked next;
        final int value = 3;
    }

    @Test
    void whatIsKnownExactly_isExact() {
        assertThat(estimator.sizeOf(null)).isZero();
        assertThat(estimator.sizeOf(1)).isEqualTo(16);
        assertThat(estimator.sizeOf(1L)).isEqualTo(24);
        assertThat(estimator.sizeOf("")).isEqualTo(24 + 16);
        assertThat(estimator.sizeOf("12345678")).isEqualTo(24 + 24);
        assertThat(estimator.sizeOf("\u0130\u0130\u0130\u0130\u0130")).isEqualTo(24 + 32);
        assertThat(estimator.sizeOf(new byte[1000])).isEqualTo(1016);
        assertThat(estimator.sizeOf(new double[3])).isEqualTo(40);
        assertThat(estimator.sizeOf(new Tuple2<>(1, 2L))).isEqualTo(24 + 16 + 24);
        assertThat(estimator.sizeOf(new Point(1, 2, "abc"))).isEqualTo(32 + 24 + 24);
        assertThat(estimator.sizeOf(Thread.State.NEW)).isZero();
        assertThat(estimator.sizeOf(new Object[] {1, 2, null})).isEqualTo(32 + 32);
        assertThat(SizeEstimator.arrayOf(1000)).isEqualTo(4016);
    }

    @Test
    void sharedAndCircularReferences_countOnce_andDeepOnesEnd() {
        Linked one = new Linked();
        one.next = one;
        assertThat(estimator.sizeOf(one)).isEqualTo(24);
        Linked chain = null;
        for (int i = 0; i < 100_000; i++) {
            Linked next = new Linked();
            next.next = chain;
            chain = next;
        }
        assertThat(estimator.sizeOf(chain)).isBetween(24 * 100L, 24 * 1000L);
        assertThat(estimator.sizeOf(Thread.currentThread())).isLessThan(10_000);
    }

    /** A collection that another thread changes throws when it is gone through; what stands for records elsewhere leads into the engine. */
    @Test
    void whatCanNotBeLookedAt_isEstimatedAllTheSame() {
        List<Object> changing = new ArrayList<>(List.of("a", "b", "c"));
        List<Object> part = changing.subList(0, 2);
        changing.add("d");
        assertThat(estimator.sizeOf(new Object[] {part})).isLessThan(1_000);
        Elsewhere elsewhere = new Elsewhere() {
            @SuppressWarnings("unused")
            private final byte[] engine = new byte[100_000];
        };
        assertThat(estimator.sizeOf(new Tuple2<>(1, elsewhere))).isLessThan(100);
    }

    @Test
    void largeCollections_areJudgedByAFewOfTheirElements() {
        List<Long> longs = IntStream.range(0, 100_000).mapToObj(Long::valueOf).collect(Collectors.toList());
        assertThat(estimator.sizeOf(longs)).isCloseTo(100_000 * 28L, Percentage.withPercentage(5));
        assertThat(estimator.sizeOf(longs.toArray())).isCloseTo(100_000 * 28L, Percentage.withPercentage(5));
        Map<String, Long> map = new HashMap<>();
        longs.forEach(x -> map.put("key " + x, x));
        assertThat(estimator.sizeOf(map)).isCloseTo(100_000 * (32 + 6 + 48 + 24L), Percentage.withPercentage(10));
        assertThat(estimator.sizeOf(Collections.emptyList())).isLessThan(50);
    }

    /**
     * What the heap grows by when many are made, against the estimate. What else this JVM lets go of or takes meanwhile is in that
     * number too, so where one is off, the one in the middle of several counts.
     */
    @Test
    void estimates_areNearWhatTheHeapGrowsBy() {
        Map<String, IntFunction<Object>> makers = Map.of(
                "uuid", i -> new UUID(i, i),
                "instant", i -> Instant.ofEpochSecond(i, 7),
                "decimal", i -> BigDecimal.valueOf(i, 2),
                "tuple", i -> new Tuple2<>("word number " + i, i + 1000),
                "list", i -> new ArrayList<>(Arrays.asList("a" + i, "b" + i, "c" + i)),
                "arrays", i -> new int[][] {{i}, {i, i}, {1, 2, 3}});
        makers.forEach((name, maker) -> {
            List<Double> shares = new ArrayList<>();
            shares.add(estimateOfGrowth(maker));
            if (offAtTheMiddle(shares) > 0.25) {
                while (shares.size() < TRIES) {
                    shares.add(estimateOfGrowth(maker));
                }
            }
            assertThat(offAtTheMiddle(shares))
                    .as("%s: estimates as shares %s", name, shares)
                    .isLessThan(0.25);
        });
    }

    private static double offAtTheMiddle(List<Double> shares) {
        List<Double> sorted = shares.stream().sorted().toList();
        return Math.abs(sorted.get(sorted.size() / 2) - 1);
    }

    /** The estimate of many that are made, as a share of what the heap has grown by. */
    private double estimateOfGrowth(IntFunction<Object> maker) {
        int n = 200_000;
        SizeSampler sampler = new SizeSampler(estimator);
        Object[] made = new Object[n];
        long before = live();
        for (int i = 0; i < n; i++) {
            made[i] = maker.apply(i);
        }
        long grown = live() - before;
        sampler.saw(made, 0, n);
        return (double) (sampler.bytes() - SizeEstimator.arrayOf(n)) / grown;
    }

    private static long live() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    void samplesGrowRarer_andFollowATrend() {
        SizeSampler sampler = new SizeSampler(estimator);
        for (int i = 0; i < 100_000; i++) {
            sampler.saw(new byte[i < 10_000 ? 84 : 984]);
        }
        assertThat(sampler.count()).isEqualTo(100_000);
        assertThat(sampler.mean()).isBetween(800.0, 1000.0);
        SizeSampler byChunks = new SizeSampler(estimator);
        Object[] chunk = new Object[1024];
        Arrays.fill(chunk, "12345678");
        for (int i = 0; i < 100; i++) {
            byChunks.saw(chunk, 0, 1000);
        }
        assertThat(byChunks.count()).isEqualTo(100_000);
        assertThat(byChunks.bytes()).isEqualTo(100_000 * 48L + SizeEstimator.arrayOf(100_000));
    }
}

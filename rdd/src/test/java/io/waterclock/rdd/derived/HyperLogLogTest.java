// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.function.Copies;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HyperLogLogTest {

    private static HyperLogLog of(double error) {
        return HyperLogLog.ofError(error, "count");
    }

    @Test
    void estimates_areOffByTheErrorAskedFor_overAllSizes() {
        for (double error : new double[] {0.26, 0.1, 0.03}) {
            double squares = 0;
            int trials = 0;
            for (int size : new int[] {10, 100, 1_000, 30_000}) {
                for (int trial = 0; trial < 25; trial++) {
                    HyperLogLog counter = of(error);
                    SplittableRandom random = new SplittableRandom(31L * size + trial);
                    for (int i = 0; i < size; i++) {
                        counter.add(random.nextLong());
                    }
                    double off = (counter.estimate() - size) / (double) size;
                    squares += off * off;
                    trials++;
                }
            }
            assertThat(Math.sqrt(squares / trials))
                    .as("error asked for: %f", error)
                    .isLessThan((error > 0.2 ? 1.4 : 1.25) * error);
        }
    }

    @Test
    void pairs_areToldApart_howeverAlikeTheirHashCodesAre() {
        HyperLogLog tuples = of(0.01);
        HyperLogLog nested = of(0.01);
        for (int i = 0; i < 1_000; i++) {
            for (int j = 0; j < 1_000; j++) {
                tuples.add(new Tuple2<>(i, j));
                nested.add(List.of(Map.entry(i, Optional.of(j))));
            }
        }
        assertThat(tuples.estimate()).isBetween(950_000L, 1_050_000L);
        assertThat(nested.estimate()).isBetween(950_000L, 1_050_000L);
    }

    @Test
    void equalValuesOfDifferentClasses_areOne() {
        HyperLogLog counter = of(0.05).add(List.of(1, 2))
                .add(Arrays.asList(1, 2))
                .add(Map.entry("a", 1))
                .add(new AbstractMap.SimpleEntry<>("a", 1));
        assertThat(counter.estimate()).isEqualTo(2);
    }

    @Test
    void fewValues_areCountedExactly_repeatedOrNot() {
        HyperLogLog counter = of(0.05);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 60; i++) {
                counter.add("key-" + i);
            }
        }
        assertThat(counter.estimate()).isEqualTo(60);
        assertThat(counter.add(null).add(null).estimate()).isEqualTo(61);
        assertThat(counter).hasToString("about 61");
    }

    @Test
    void merged_isAsIfAllHadComeToOne_inAnyOrderAndForm() {
        for (int size : new int[] {0, 3, 40, 5_000}) {
            for (int other : new int[] {0, 3, 40, 5_000}) {
                HyperLogLog a = of(0.05).add(null);
                HyperLogLog b = of(0.05);
                HyperLogLog both = of(0.05).add(null);
                for (int i = 0; i < size; i++) {
                    a.add(i);
                    both.add(i);
                }
                for (int i = 2; i < other; i++) {
                    b.add(i);
                    both.add(i);
                }
                long before = b.estimate();
                assertThat(a.merge(b).estimate()).isEqualTo(both.estimate());
                assertThat(b.estimate()).isEqualTo(before);
                assertThat(b.merge(both).estimate()).isEqualTo(both.estimate());
            }
        }
    }

    @Test
    void values_areTheSameByEquals_andSmallDifferencesCount() {
        HyperLogLog counter = of(0.002);
        for (int i = 0; i < 1_000; i++) {
            counter.add((double) i)
                    .add((long) i)
                    .add(i)
                    .add(Integer.toString(i))
                    .add(java.util.List.of(i));
        }
        assertThat(counter.estimate()).isEqualTo(5_000);
        assertThatThrownBy(() -> counter.add(new int[0])).hasMessageStartingWith("An array can't be a key (int[])");
    }

    @Test
    void copies_areIndependent_andAnEmptyOneIsSmall() throws Exception {
        HyperLogLog counter = of(0.01).add("a");
        HyperLogLog copy = (HyperLogLog) Copies.deserialize(Copies.serialize(counter), counter);
        copy.add("b");
        assertThat(counter.estimate()).isEqualTo(1);
        assertThat(copy.estimate()).isEqualTo(2);
        assertThat(counter.empty().estimate()).isZero();
        assertThat(Copies.serialize(of(0.01))).hasSizeLessThan(400);
    }

    @Test
    void errorsThatCantBeReached_areRefused() {
        for (double error : new double[] {0, -1, 1e-6, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> of(error))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count: the relative standard deviation must be from " + HyperLogLog.SMALLEST_ERROR
                            + " to 1, not " + error);
        }
        assertThat(of(HyperLogLog.SMALLEST_ERROR).add(1).estimate()).isEqualTo(1);
        assertThat(of(1).add(1).estimate()).isEqualTo(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class DrawsTest {
    private static final int TRIALS = 40_000;

    private static void assertMoments(double mean, double variance, ToDoubleFunction<SplittableRandom> draw) {
        SplittableRandom random = Draws.of(42, 1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < TRIALS; i++) {
            double x = draw.applyAsDouble(random);
            sum += x;
            squares += (x - mean) * (x - mean);
        }
        assertThat(sum / TRIALS).isEqualTo(mean, within(5 * Math.sqrt(variance / TRIALS) + 1e-12));
        assertThat(squares / TRIALS).isEqualTo(variance, within(0.06 * variance + 1e-12));
    }

    @Test
    void poisson_hasItsMeanAndVariance() {
        for (double mean : new double[] {0, 0.01, 0.7, 5, 30, 31, 400}) {
            assertMoments(mean, mean, random -> Draws.poisson(random, mean));
        }
    }

    @Test
    void binomial_hasItsMeanAndVariance_andStaysWithin() {
        for (long trials : new long[] {0, 1, 7, 500}) {
            for (double chance : new double[] {0, 0.01, 0.3, 0.5, 0.85, 1}) {
                assertMoments(trials * chance, trials * chance * (1 - chance), random -> {
                    long hits = Draws.binomial(random, trials, chance);
                    assertThat(hits).isBetween(0L, trials);
                    return hits;
                });
            }
        }
    }

    @Test
    void partitionsAndSeeds_haveRandomnessOfTheirOwn() {
        assertThat(Draws.of(1, 2).nextLong()).isEqualTo(Draws.of(1, 2).nextLong());
        assertThat(Draws.of(1, 2).nextLong())
                .isNotEqualTo(Draws.of(1, 3).nextLong())
                .isNotEqualTo(Draws.of(2, 2).nextLong())
                .isNotEqualTo(Draws.of(2, 1).nextLong());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import java.util.SplittableRandom;

/** Random draws that are the same for the same seed and partition. */
public final class Draws {
    private static final double MOST_AT_ONCE = 30;

    private Draws() {}

    /** The source of a partition's randomness. */
    public static SplittableRandom of(long seed, int partition) {
        return new SplittableRandom(mixed(seed + 0x9E3779B97F4A7C15L * (partition + 1L)));
    }

    /** Every bit of the argument has an influence on every bit of the result (Stafford's variant 13 of MurmurHash3's finalizer). */
    public static long mixed(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * From the Poisson distribution: the first index at which a product of uniform numbers falls below e^-mean (Knuth). A sum
     * of Poisson numbers is one, so that a large mean is drawn in parts.
     */
    public static int poisson(SplittableRandom random, double mean) {
        int drawn = 0;
        double left = mean;
        while (left > 0) {
            double part = Math.min(left, MOST_AT_ONCE);
            left -= part;
            double floor = Math.exp(-part);
            for (double product = random.nextDouble(); product > floor; product *= random.nextDouble()) {
                drawn++;
            }
        }
        return drawn;
    }

    /** How many of {@code trials} succeed, each by the same chance: by the waiting times between successes. */
    public static long binomial(SplittableRandom random, long trials, double chance) {
        if (chance >= 1) {
            return trials;
        }
        if (chance <= 0) {
            return 0;
        }
        if (chance > 0.5) {
            return trials - binomial(random, trials, 1 - chance);
        }
        double scale = 1 / Math.log1p(-chance);
        long hits = 0;
        double at = 0;
        while (true) {
            at += Math.floor(Math.log(1 - random.nextDouble()) * scale) + 1;
            if (at > trials) {
                return hits;
            }
            hits++;
        }
    }
}

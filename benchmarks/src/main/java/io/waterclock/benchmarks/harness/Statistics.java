// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.Arrays;

/** Order statistics of samples. */
public final class Statistics {
    private Statistics() {}

    /** The middle sample, or the mean of the two in the middle. */
    public static double median(double... samples) {
        double[] sorted = sorted(samples);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The smallest sample that at least the given share of all samples doesn't exceed (nearest rank).
     *
     * @param share over 0, at most 1; 0.99 for the 99th percentile
     */
    public static double quantile(double share, double... samples) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("A share of samples is over 0 and at most 1, not " + share);
        }
        double[] sorted = sorted(samples);
        // Without the last digits, in which 0.07 × 100 is more than 7.
        long rank = (long) Math.ceil(share * sorted.length - 1e-9);
        return sorted[(int) Math.max(1, rank) - 1];
    }

    public static double min(double... samples) {
        return sorted(samples)[0];
    }

    public static double max(double... samples) {
        return sorted(samples)[samples.length - 1];
    }

    private static double[] sorted(double[] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("There are no samples");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}

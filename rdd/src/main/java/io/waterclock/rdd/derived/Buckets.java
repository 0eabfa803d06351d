// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.function.Function2;
import java.util.Arrays;

/** Counts numbers between bounds: bucket i has those from bound i up to bound i + 1, the last one its upper bound too. */
public final class Buckets {
    private Buckets() {}

    /**
     * Equal widths from {@code min} to {@code max}; one bucket where the two are the same.
     *
     * @param n at least 1
     */
    public static double[] even(double min, double max, int n) {
        if (min == max) {
            return new double[] {min, max};
        }
        double[] bounds = new double[n + 1];
        boolean far = Double.isInfinite((max - min) * n);
        for (int i = 0; i < n; i++) {
            bounds[i] = far ? min + i * (max / n - min / n) : min + (max - min) * i / n;
        }
        bounds[n] = max;
        return bounds;
    }

    /** @throws IllegalArgumentException when there are less than two, or they are not in order */
    public static void check(double[] bounds) {
        if (bounds.length < 2) {
            throw new IllegalArgumentException(
                    "histogram: at least two bounds are needed, not " + Arrays.toString(bounds));
        }
        for (int i = 0; i < bounds.length; i++) {
            if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i] < bounds[i - 1])) {
                throw new IllegalArgumentException("histogram: the bounds must be numbers in ascending order; bound "
                        + i + " is " + bounds[i] + (i > 0 ? " after " + bounds[i - 1] : ""));
            }
        }
    }

    /**
     * Counts a number into the array that it is given; one outside of the bounds, or NaN, is not counted.
     *
     * @param even whether all buckets are as wide, so that the bucket can be computed
     */
    public static Function2<long[], Double, long[]> counting(double[] bounds, boolean even) {
        int n = bounds.length - 1;
        double scale = n / (bounds[n] - bounds[0]);
        boolean computed = even && scale > 0 && scale < Double.POSITIVE_INFINITY;
        return (counts, number) -> {
            double x = number;
            if (x >= bounds[0] && x <= bounds[n]) {
                counts[computed ? near(bounds, x, (int) ((x - bounds[0]) * scale)) : search(bounds, x)]++;
            }
            return counts;
        };
    }

    /** The bucket, from a guess that rounding may have put beside it. */
    private static int near(double[] bounds, double x, int guess) {
        int at = Math.min(guess, bounds.length - 2);
        while (x < bounds[at]) {
            at--;
        }
        while (at < bounds.length - 2 && x >= bounds[at + 1]) {
            at++;
        }
        return at;
    }

    /** The last bucket that begins at or below x. */
    private static int search(double[] bounds, double x) {
        int low = 0;
        int high = bounds.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (bounds[middle] <= x) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}

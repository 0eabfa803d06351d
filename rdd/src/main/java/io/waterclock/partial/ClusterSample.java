// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

import java.util.Arrays;

/**
 * Estimates over all partitions from those that are done, which are taken for a simple random sample of clusters, without
 * replacement: W. G. Cochran, Sampling Techniques, 3rd edition (1977), §2.5–2.6 for totals and §6.4, §9A.1 for means; the bounds
 * are Student's, with one degree of freedom less than there are partitions done.
 *
 * <p>What differs from partition to partition decides how far the bounds are apart: records within one are alike more often
 * than not, so that counting records as independent (as a Poisson model would) promises too much. One partition
 * tells nothing about how they differ; its bounds are infinite.
 */
public final class ClusterSample {
    private final int partitions;
    private final double confidence;
    private double[] sums = new double[8];
    private double[] counts = new double[8];
    private int size;

    /**
     * @param partitions how many there are in all
     * @param confidence from 0 to 1
     */
    public ClusterSample(int partitions, double confidence) {
        this.partitions = partitions;
        this.confidence = confidence;
    }

    /** Takes in one partition: the sum of its values, and how many they are. */
    public void add(double sum, double count) {
        if (size == sums.length) {
            sums = Arrays.copyOf(sums, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        sums[size] = sum;
        counts[size++] = count;
    }

    /** The sum of the sums. */
    public BoundedDouble sum() {
        double seen = total(sums);
        double deviations = 0;
        double mean = seen / size;
        for (int i = 0; i < size; i++) {
            deviations += (sums[i] - mean) * (sums[i] - mean);
        }
        return total(partitions, size, confidence, seen, deviations, Double.NEGATIVE_INFINITY);
    }

    /** The number of values. */
    public BoundedDouble count() {
        double seen = total(counts);
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += counts[i] * counts[i];
        }
        return count(partitions, size, confidence, seen, squares);
    }

    /**
     * A number of records. A variance less than that of a Poisson number is taken for chance.
     *
     * @param seen how many there are in the {@code done} partitions
     * @param squares the sum of the squares of how many there are in each
     */
    static BoundedDouble count(int partitions, int done, double confidence, double seen, double squares) {
        double deviations = Math.max(squares - seen * seen / done, (done - 1) * seen / done);
        return total(partitions, done, confidence, seen, deviations, seen);
    }

    /** The mean of all values: a ratio of two sums. NaN where there is no value at all. */
    public BoundedDouble mean() {
        double n = total(counts);
        double ratio = total(sums) / n;
        if (size == partitions) {
            return BoundedDouble.exact(ratio);
        }
        if (n == 0 || size < 2) {
            return new BoundedDouble(
                    n == 0 ? 0 : ratio, size == 0 ? 0 : confidence, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double deviations = 0;
        for (int i = 0; i < size; i++) {
            double off = sums[i] - ratio * counts[i];
            deviations += off * off;
        }
        double error = Math.sqrt(unseen() * deviations / (size - 1) / size) * size / n;
        double half = halfWidth(confidence, size, error);
        return new BoundedDouble(ratio, confidence, ratio - half, ratio + half);
    }

    private double unseen() {
        return 1 - (double) size / partitions;
    }

    private double total(double[] values) {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += values[i];
        }
        return total;
    }

    /**
     * @param deviations the sum of the squared deviations from the mean
     * @param least what the total can't be less than
     */
    private static BoundedDouble total(
            int partitions, int done, double confidence, double seen, double deviations, double least) {
        if (done == partitions) {
            return BoundedDouble.exact(seen);
        }
        if (done == 0) {
            return new BoundedDouble(0, 0, Math.max(least, Double.NEGATIVE_INFINITY), Double.POSITIVE_INFINITY);
        }
        double estimate = seen * partitions / done;
        if (done == 1) {
            return new BoundedDouble(estimate, confidence, least, Double.POSITIVE_INFINITY);
        }
        double unseen = 1 - (double) done / partitions;
        double error = partitions * Math.sqrt(unseen * deviations / (done - 1) / done);
        double half = halfWidth(confidence, done, error);
        return new BoundedDouble(estimate, confidence, Math.max(least, estimate - half), estimate + half);
    }

    /** Partitions that don't differ have no width, even where the confidence asks for an infinite quantile. */
    private static double halfWidth(double confidence, int done, double error) {
        return error == 0 ? 0 : StudentT.twoSided(confidence, done - 1) * error;
    }
}

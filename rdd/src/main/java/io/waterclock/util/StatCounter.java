// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import java.io.Serializable;

/**
 * Count, mean, variance, sum and extremes of numbers in one pass, without keeping them. Two counters can be merged.
 *
 * <p>Not safe for several threads. Of no numbers, means and variances are NaN, the minimum is positive infinity and the
 * maximum negative infinity.
 */
public final class StatCounter implements Serializable {
    /*
     * Welford's update and the pairwise merge of Chan, Golub and LeVeque ("Updating formulae and a pairwise algorithm for
     * computing sample variances", 1979): the mean and the sum of squared distances from it are carried, so that nothing is
     * lost where the mean is large beside the spread.
     */
    private static final long serialVersionUID = 1L;

    private long count;
    private double mean;
    private double squares;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Of no numbers yet. */
    public StatCounter() {}

    public StatCounter(Iterable<Double> values) {
        merge(values);
    }

    /** Takes in a number. */
    public StatCounter merge(double value) {
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        return this;
    }

    /** Takes in numbers. */
    public StatCounter merge(Iterable<Double> values) {
        for (double value : values) {
            merge(value);
        }
        return this;
    }

    /** Takes in all that another counter has seen; the other stays as it is, and may be this one. */
    public StatCounter merge(StatCounter other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            mean = other.mean;
            squares = other.squares;
        } else {
            double total = (double) count + other.count;
            double delta = other.mean - mean;
            squares += other.squares + delta * delta * (count / total) * other.count;
            mean = Math.abs(delta) <= Double.MAX_VALUE
                    ? mean + delta * (other.count / total)
                    : mean * (count / total) + other.mean * (other.count / total); // infinite, or too far apart
        }
        count += other.count;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        return this;
    }

    public StatCounter copy() {
        return new StatCounter().merge(this);
    }

    public long count() {
        return count;
    }

    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    public double sum() {
        return sum;
    }

    public double min() {
        return min;
    }

    public double max() {
        return max;
    }

    /** Of the population: the mean squared distance from the mean. */
    public double variance() {
        return popVariance();
    }

    public double popVariance() {
        return count == 0 ? Double.NaN : squares / count;
    }

    /** An estimate for what the numbers are a sample of: divided by one less. NaN for fewer than two numbers. */
    public double sampleVariance() {
        return count <= 1 ? Double.NaN : squares / (count - 1);
    }

    /** {@link #popStdev()}. */
    public double stdev() {
        return popStdev();
    }

    public double popStdev() {
        return Math.sqrt(popVariance());
    }

    public double sampleStdev() {
        return Math.sqrt(sampleVariance());
    }

    @Override
    public String toString() {
        return "(count: " + count + ", mean: " + mean() + ", stdev: " + stdev() + ", max: " + max + ", min: " + min
                + ")";
    }
}

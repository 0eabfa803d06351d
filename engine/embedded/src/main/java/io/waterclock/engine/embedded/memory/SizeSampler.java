// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/**
 * How many bytes the records take that have gone by, by a sample that grows rarer: the first few of them, then one as the count grows by a
 * tenth. Later ones weigh more, so a trend is followed. For one thread.
 */
public final class SizeSampler {
    private static final int FIRST = 4;
    private static final double GROWTH = 1.1;

    /** How much the mean moves towards a new sample, at least. */
    private static final double WEIGHT = 0.1;

    private final SizeEstimator estimator;
    private long count;
    private long next = 1;
    private long samples;
    private double mean;

    public SizeSampler(SizeEstimator estimator) {
        this.estimator = estimator;
    }

    /** Sees the records {@code [from..to)} of an array. */
    public void saw(Object[] records, int from, int to) {
        long end = count + (to - from);
        while (next <= end) {
            sample(records[from + (int) (next - 1 - count)]);
            next = next < FIRST ? next + 1 : (long) Math.ceil(next * GROWTH);
        }
        count = end;
    }

    /** Sees one record. */
    public void saw(Object record) {
        if (++count == next) {
            sample(record);
            next = next < FIRST ? next + 1 : (long) Math.ceil(next * GROWTH);
        }
    }

    private void sample(Object record) {
        samples++;
        mean += (estimator.sizeOf(record) - mean) * Math.max(1.0 / samples, WEIGHT);
    }

    public long count() {
        return count;
    }

    /** Of a record, in bytes, without the reference to it. */
    public double mean() {
        return mean;
    }

    /** Of all records, in bytes, with an array of references to them. */
    public long bytes() {
        return (long) (mean * count) + SizeEstimator.arrayOf(count);
    }
}

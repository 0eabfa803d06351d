// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.util.Given.given;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.derived.Buckets;
import io.waterclock.util.StatCounter;

/** Numbers, spread over partitions, with their statistics. */
public class DoubleRDD extends AbstractRDD<Double, DoubleRDD> {

    /** For contexts, connectors and the streaming half: the RDD that a lineage of {@link Double}s describes. */
    public DoubleRDD(RDDContext context, Lineage lineage) {
        super(context, lineage);
    }

    /** The numbers of an RDD, as they are. */
    public static DoubleRDD fromRDD(RDD<Double> rdd) {
        return new DoubleRDD(given(rdd, "fromRDD", "RDD").handle(), rdd.lineage());
    }

    public static RDD<Double> toRDD(DoubleRDD rdd) {
        return given(rdd, "toRDD", "RDD").rdd();
    }

    /** {@link #fromRDD}. */
    public DoubleRDD wrapRDD(RDD<Double> rdd) {
        return fromRDD(rdd);
    }

    /** Itself as an RDD; where other APIs unwrap. */
    public RDD<Double> rdd() {
        return plain(lineage());
    }

    /** {@link #rdd()}. */
    public RDD<Double> srdd() {
        return rdd();
    }

    // ---- statistics

    /** 0 where there is no number. */
    public double sum() {
        return stats("sum").sum();
    }

    /** @throws UnsupportedOperationException when there is no number */
    public Double min() {
        return min(NaturalOrder.of());
    }

    /** @throws UnsupportedOperationException when there is no number */
    public Double max() {
        return max(NaturalOrder.of());
    }

    /** NaN where there is no number, as for all that follow. */
    public double mean() {
        return stats("mean").mean();
    }

    /** Of the population: the mean squared distance from the mean. */
    public double variance() {
        return stats("variance").variance();
    }

    /** {@link #variance()}. */
    public double popVariance() {
        return stats("popVariance").popVariance();
    }

    /** The square root of {@link #variance()}. */
    public double stdev() {
        return stats("stdev").stdev();
    }

    /** {@link #stdev()}. */
    public double popStdev() {
        return stats("popStdev").popStdev();
    }

    /** An estimate of the variance of what the numbers are a sample of; NaN for fewer than two. */
    public double sampleVariance() {
        return stats("sampleVariance").sampleVariance();
    }

    /** The square root of {@link #sampleVariance()}. */
    public double sampleStdev() {
        return stats("sampleStdev").sampleStdev();
    }

    /** Count, mean, variances, sum and extremes in one pass. */
    public StatCounter stats() {
        return stats("stats");
    }

    private StatCounter stats(String action) {
        Function2<StatCounter, Double, StatCounter> take = StatCounter::merge;
        Action<Object> counting = new Action.Aggregate(ZeroValue.of(new StatCounter(), action), take);
        StatCounter all = new StatCounter();
        for (Object part : handle().runJob(lineage(), all(), counting, action)) {
            all.merge((StatCounter) part);
        }
        return all;
    }

    // ---- approximate actions

    /** {@link #meanApprox(long, Double)} with confidence 0.95. */
    public PartialResult<BoundedDouble> meanApprox(long timeoutMs) {
        return meanApprox(timeoutMs, ApproximateActions.DEFAULT_CONFIDENCE);
    }

    /** {@link #mean} as {@link #countApprox(long, double)}. */
    public PartialResult<BoundedDouble> meanApprox(long timeoutMs, Double confidence) {
        return new ApproximateActions(handle(), lineage())
                .mean(timeoutMs, given(confidence, "meanApprox", "confidence"));
    }

    /** {@link #sumApprox(long, Double)} with confidence 0.95. */
    public PartialResult<BoundedDouble> sumApprox(long timeoutMs) {
        return sumApprox(timeoutMs, ApproximateActions.DEFAULT_CONFIDENCE);
    }

    /** {@link #sum} as {@link #countApprox(long, double)}. */
    public PartialResult<BoundedDouble> sumApprox(long timeoutMs, Double confidence) {
        return new ApproximateActions(handle(), lineage()).sum(timeoutMs, given(confidence, "sumApprox", "confidence"));
    }

    // ---- histograms

    /**
     * How many numbers there are in each of {@code buckets} buckets of the same width, from the smallest number to the largest; the
     * last bucket has both its ends. One bucket where all numbers are the same. Two jobs.
     *
     * @return the bounds, one more than buckets, and the counts
     * @throws UnsupportedOperationException when there is no number, or one that is infinite or NaN
     */
    public Tuple2<double[], long[]> histogram(int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("histogram: the number of buckets must be at least 1, not " + buckets);
        }
        StatCounter stats = stats("histogram");
        if (!isFinite(stats)) {
            throw new UnsupportedOperationException("histogram: "
                    + (stats.count() == 0 ? "there is no number" : "there are numbers that are infinite or NaN"));
        }
        double[] bounds = Buckets.even(stats.min(), stats.max(), buckets);
        return new Tuple2<>(bounds, counted(bounds, true));
    }

    private static boolean isFinite(StatCounter stats) {
        return Double.isFinite(stats.min()) && Double.isFinite(stats.max());
    }

    /** {@link #histogram(Double[], boolean)} with buckets of any width. */
    public long[] histogram(double[] bounds) {
        Buckets.check(given(bounds, "histogram", "array of bounds"));
        return counted(bounds.clone(), false);
    }

    /**
     * How many numbers there are from each bound up to the next; the last bucket has both its ends. Numbers outside, and NaN, are
     * not counted.
     *
     * @param bounds in ascending order, at least two
     * @param evenBuckets whether all buckets have the same width, so that a number's bucket is computed and not searched
     */
    public long[] histogram(Double[] bounds, boolean evenBuckets) {
        double[] own = new double[given(bounds, "histogram", "array of bounds").length];
        for (int i = 0; i < own.length; i++) {
            own[i] = given(bounds[i], "histogram", "bound at index " + i);
        }
        Buckets.check(own);
        return counted(own, evenBuckets);
    }

    private long[] counted(double[] bounds, boolean even) {
        long[] counts = new long[bounds.length - 1];
        Action<Object> counting =
                new Action.Aggregate(ZeroValue.of(counts.clone(), "histogram"), Buckets.counting(bounds, even));
        for (Object part : handle().runJob(lineage(), all(), counting, "histogram")) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += ((long[]) part)[i];
            }
        }
        return counts;
    }

    // ---- inside

    @Override
    DoubleRDD self() {
        return this;
    }

    @Override
    DoubleRDD same(Lineage other) {
        return doubles(other);
    }
}

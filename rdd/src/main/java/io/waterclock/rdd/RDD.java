// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.util.Given.given;

import io.waterclock.function.Function;
import io.waterclock.rdd.derived.Sampling;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Records of any type, spread over partitions; described now, computed when an action asks.
 *
 * <p>Open for connectors, which add what they know of the input (offset ranges); not for changing what operators mean.
 */
public class RDD<T> extends AbstractRDD<T, RDD<T>> {

    /** For contexts, connectors and the streaming half: the RDD that a lineage describes. */
    public RDD(RDDContext context, Lineage lineage) {
        super(context, lineage);
    }

    /** Itself; where other APIs wrap. */
    public static <T> RDD<T> fromRDD(RDD<T> rdd) {
        return given(rdd, "fromRDD", "RDD");
    }

    /** Itself; where other APIs unwrap. */
    public static <T> RDD<T> toRDD(RDD<T> rdd) {
        return given(rdd, "toRDD", "RDD");
    }

    /** Itself; where other APIs unwrap. */
    public RDD<T> rdd() {
        return this;
    }

    /** The argument; where other APIs wrap. */
    public RDD<T> wrapRDD(RDD<T> rdd) {
        return given(rdd, "wrapRDD", "RDD");
    }

    /** {@link #randomSplit(double[], long)} with a seed that is another one each time. */
    public RDD<T>[] randomSplit(double[] weights) {
        return randomSplit(weights, ThreadLocalRandom.current().nextLong());
    }

    /**
     * Parts that together are all records, each record in one of them at random, by the weights' shares. The parts meet exactly
     * only if this RDD gives the same records in the same order each time it is computed; if not, cache it first.
     *
     * @param weights not negative, and not all 0; they need not add up to 1
     */
    @SuppressWarnings("unchecked")
    public RDD<T>[] randomSplit(double[] weights, long seed) {
        double sum = 0;
        for (double weight : given(weights, "randomSplit", "array of weights")) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException(
                        "randomSplit: a weight must be a number of at least 0, not " + weight);
            }
            sum += weight;
        }
        if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "randomSplit: the sum of the weights must be a number above 0, not " + sum);
        }
        RDD<T>[] parts = (RDD<T>[]) new RDD<?>[weights.length];
        double from = 0;
        double passed = 0;
        for (int i = 0; i < weights.length; i++) {
            passed += weights[i];
            double to = i == weights.length - 1 ? 1 : passed / sum;
            parts[i] = sampled("randomSplit", Sampling.cell(from, to, seed));
            from = to;
        }
        return parts;
    }

    /**
     * All records in the order of their keys, over {@code n} partitions: those of partition i come before those of
     * partition i + 1. Finding the ranges reads a sample at the call.
     */
    public <S extends Comparable<S>> RDD<T> sortBy(Function<T, S> key, boolean ascending, int n) {
        PairRDD<S, T> keyed = pairs(narrow("sortBy", NarrowKind.KEY_BY, key, false));
        PairRDD<S, T> sorted = keyed.sorted("sortBy", NaturalOrder.of(), ascending, n);
        return plain(sorted.narrow("sortBy", NarrowKind.VALUES, NarrowKind.NO_FUNCTION, false));
    }

    @Override
    RDD<T> self() {
        return this;
    }

    @Override
    RDD<T> same(Lineage other) {
        return plain(other);
    }
}

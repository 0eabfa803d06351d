// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.Function;

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

    /** Itself; where other APIs unwrap. */
    public RDD<T> rdd() {
        return this;
    }

    /**
     * All records in the order of their keys, over {@code n} partitions: those of partition i come before those of
     * partition i + 1. Finding the ranges reads a sample at the call.
     */
    public <S extends Comparable<S>> RDD<T> sortBy(Function<T, S> key, boolean ascending, int n) {
        return keyBy(key).sortByKey(ascending, n).values();
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

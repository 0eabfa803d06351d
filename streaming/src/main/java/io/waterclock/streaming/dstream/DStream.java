// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.window.WindowSpan;
import java.util.List;

/**
 * A stream of records: one {@link RDD} for each batch.
 *
 * @param <T> the type of its records
 */
public abstract class DStream<T> extends AbstractDStream<T, RDD<T>, DStream<T>> {

    DStream(DStreamGraph graph, Operator operator, long slideMs) {
        super(graph, operator, slideMs);
    }

    /** Itself; where other APIs wrap. */
    public static <T> DStream<T> fromDStream(DStream<T> stream) {
        return stream;
    }

    /** Itself; where other APIs unwrap. */
    public DStream<T> dstream() {
        return this;
    }

    @Override
    final DStream<T> self() {
        return this;
    }

    @Override
    final RDD<T> facade(Lineage lineage) {
        return new RDD<>(graph().rdds(), lineage);
    }

    @Override
    final DStream<T> derived(Operator operator, List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<RDD<T>> rule) {
        return new Derived.Plain<>(graph(), operator, slideMs(), Derived.From.batches(parents, rule));
    }

    @Override
    final DStream<T> windowed(Operator operator, WindowSpan span, BatchRules.Rule<RDD<T>> rule) {
        return new Derived.Plain<>(graph(), operator, span.slideMs(), Derived.From.records(this, span, rule));
    }
}

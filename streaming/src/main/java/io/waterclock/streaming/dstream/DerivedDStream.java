// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that an operator makes of others. */
final class DerivedDStream<T> extends DStream<T> {
    private final List<AbstractDStream<?, ?, ?>> parents;
    private final BatchRule<RDD<T>> rule;

    DerivedDStream(
            DStreamGraph graph,
            Operator operator,
            List<AbstractDStream<?, ?, ?>> parents,
            long slideMs,
            BatchRule<RDD<T>> rule) {
        super(graph, operator, slideMs);
        this.parents = List.copyOf(parents);
        this.rule = rule;
    }

    @Override
    final List<AbstractDStream<?, ?, ?>> parents() {
        return parents;
    }

    @Override
    public @Nullable RDD<T> compute(Time validTime) {
        return rule.at(validTime);
    }
}

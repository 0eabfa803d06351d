// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import org.jspecify.annotations.Nullable;

/** A stream that an operator makes of others. */
final class DerivedDStream<T> extends DStream<T> {
    private final BatchRule<RDD<T>> rule;

    DerivedDStream(DStreamGraph graph, Operator operator, long slideMs, BatchRule<RDD<T>> rule) {
        super(graph, operator, slideMs);
        this.rule = rule;
    }

    @Override
    public @Nullable RDD<T> compute(Time validTime) {
        return rule.at(validTime);
    }
}

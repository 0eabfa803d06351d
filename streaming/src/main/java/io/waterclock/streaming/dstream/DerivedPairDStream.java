// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.streaming.Time;
import org.jspecify.annotations.Nullable;

/** A stream of pairs that an operator makes of others. */
final class DerivedPairDStream<K, V> extends PairDStream<K, V> {
    private final BatchRule<PairRDD<K, V>> rule;

    DerivedPairDStream(DStreamGraph graph, Operator operator, long slideMs, BatchRule<PairRDD<K, V>> rule) {
        super(graph, operator, slideMs);
        this.rule = rule;
    }

    @Override
    public @Nullable PairRDD<K, V> compute(Time validTime) {
        return rule.at(validTime);
    }
}

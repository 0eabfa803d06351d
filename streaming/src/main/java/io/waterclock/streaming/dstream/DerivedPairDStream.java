// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.streaming.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of pairs that an operator makes of others. */
final class DerivedPairDStream<K, V> extends PairDStream<K, V> {
    private final List<AbstractDStream<?, ?, ?>> parents;
    private final BatchRule<PairRDD<K, V>> rule;

    DerivedPairDStream(
            DStreamGraph graph,
            Operator operator,
            List<AbstractDStream<?, ?, ?>> parents,
            long slideMs,
            BatchRule<PairRDD<K, V>> rule) {
        super(graph, operator, slideMs);
        this.parents = List.copyOf(parents);
        this.rule = rule;
    }

    @Override
    final List<AbstractDStream<?, ?, ?>> parents() {
        return parents;
    }

    @Override
    public @Nullable PairRDD<K, V> compute(Time validTime) {
        return rule.at(validTime);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.window.WindowSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams that operators make of others. */
final class Derived {
    private Derived() {}

    /** A stream that an operator makes of others. */
    static final class Plain<T> extends DStream<T> {
        private final List<AbstractDStream<?, ?, ?>> parents;
        private final long reachBackMs;
        private @Nullable AbstractDStream<?, ?, ?> keptBy;
        private final BatchRules.Rule<RDD<T>> rule;

        Plain(
                DStreamGraph graph,
                Operator operator,
                List<AbstractDStream<?, ?, ?>> parents,
                long slideMs,
                BatchRules.Rule<RDD<T>> rule) {
            this(graph, operator, parents, slideMs, 0, rule);
        }

        /** @param reachBackMs for how long before a batch the rule reads batches of the parents */
        Plain(
                DStreamGraph graph,
                Operator operator,
                List<AbstractDStream<?, ?, ?>> parents,
                long slideMs,
                long reachBackMs,
                BatchRules.Rule<RDD<T>> rule) {
            super(graph, operator, slideMs);
            this.reachBackMs = reachBackMs;
            this.parents = List.copyOf(parents);
            this.rule = rule;
        }

        /** Over windows of a parent, whose batches are kept for it. */
        static <T> DStream<T> window(
                DStream<T> parent, Operator operator, WindowSpan span, BatchRules.Rule<RDD<T>> rule) {
            Plain<T> windows =
                    new Plain<>(parent.graph(), operator, List.of(parent), span.slideMs(), span.windowMs(), rule);
            windows.keptBy = parent;
            return windows;
        }

        @Override
        AbstractDStream<?, ?, ?> keptBy() {
            return keptBy != null ? keptBy : this;
        }

        @Override
        final List<AbstractDStream<?, ?, ?>> parents() {
            return parents;
        }

        @Override
        final long reachBackMs() {
            return reachBackMs;
        }

        @Override
        public @Nullable RDD<T> compute(Time validTime) {
            return rule.at(validTime);
        }
    }

    /** A stream of pairs that an operator makes of others. */
    static final class Pairs<K, V> extends PairDStream<K, V> {
        private final List<AbstractDStream<?, ?, ?>> parents;
        private final long reachBackMs;
        private @Nullable AbstractDStream<?, ?, ?> keptBy;
        private boolean holdsItsRecords;
        private final BatchRules.Rule<PairRDD<K, V>> rule;

        Pairs(
                DStreamGraph graph,
                Operator operator,
                List<AbstractDStream<?, ?, ?>> parents,
                long slideMs,
                BatchRules.Rule<PairRDD<K, V>> rule) {
            this(graph, operator, parents, slideMs, 0, rule);
        }

        /** @param reachBackMs for how long before a batch the rule reads batches of the parents */
        Pairs(
                DStreamGraph graph,
                Operator operator,
                List<AbstractDStream<?, ?, ?>> parents,
                long slideMs,
                long reachBackMs,
                BatchRules.Rule<PairRDD<K, V>> rule) {
            super(graph, operator, slideMs);
            this.reachBackMs = reachBackMs;
            this.parents = List.copyOf(parents);
            this.rule = rule;
        }

        /** Of what a parent keeps anyway: there is no need to keep it once more. */
        static <K, V> Pairs<K, V> held(
                DStreamGraph graph,
                Operator operator,
                AbstractDStream<?, ?, ?> parent,
                long slideMs,
                BatchRules.Rule<PairRDD<K, V>> rule) {
            Pairs<K, V> pairs = new Pairs<>(graph, operator, List.of(parent), slideMs, rule);
            pairs.holdsItsRecords = true;
            return pairs;
        }

        @Override
        boolean holdsItsRecords() {
            return holdsItsRecords;
        }

        /** Over windows of a parent, whose batches are kept for it. */
        static <K, V> PairDStream<K, V> window(
                PairDStream<K, V> parent, Operator operator, WindowSpan span, BatchRules.Rule<PairRDD<K, V>> rule) {
            Pairs<K, V> windows =
                    new Pairs<>(parent.graph(), operator, List.of(parent), span.slideMs(), span.windowMs(), rule);
            windows.keptBy = parent;
            return windows;
        }

        @Override
        AbstractDStream<?, ?, ?> keptBy() {
            return keptBy != null ? keptBy : this;
        }

        @Override
        final List<AbstractDStream<?, ?, ?>> parents() {
            return parents;
        }

        @Override
        final long reachBackMs() {
            return reachBackMs;
        }

        @Override
        public @Nullable PairRDD<K, V> compute(Time validTime) {
            return rule.at(validTime);
        }
    }
}

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

    /**
     * Of what a stream is made, and how.
     *
     * @param reachBackMs for how long before a batch the rule reads batches of the parents
     * @param keptBy whose records are kept when the stream's are to be; null for its own
     * @param isHeld whether a parent keeps its records anyway, so that there is no need to keep them once more
     */
    record From<R>(
            List<AbstractDStream<?, ?, ?>> parents,
            long reachBackMs,
            @Nullable AbstractDStream<?, ?, ?> keptBy,
            boolean isHeld,
            BatchRules.Rule<R> rule) {

        /** A batch of each parent. */
        static <R> From<R> batches(List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<R> rule) {
            return new From<>(List.copyOf(parents), 0, null, false, rule);
        }

        /** What a state holds. */
        static <R> From<R> state(StatefulDStream<?> state, BatchRules.Rule<R> rule) {
            return new From<>(List.of(state), 0, null, true, rule);
        }

        /** What a rule makes of the batches in a window. */
        static <R> From<R> window(AbstractDStream<?, ?, ?> parent, WindowSpan span, BatchRules.Rule<R> rule) {
            return new From<>(List.of(parent), span.windowMs(), null, false, rule);
        }

        /** The records of a window as they are: the parent keeps its batches for it. */
        static <R> From<R> records(AbstractDStream<?, ?, ?> parent, WindowSpan span, BatchRules.Rule<R> rule) {
            return new From<>(List.of(parent), span.windowMs(), parent, false, rule);
        }
    }

    /** A stream that an operator makes of others. */
    static final class Plain<T> extends DStream<T> {
        private final From<RDD<T>> from;

        Plain(DStreamGraph graph, Operator operator, long slideMs, From<RDD<T>> from) {
            super(graph, operator, slideMs);
            this.from = from;
        }

        @Override
        AbstractDStream<?, ?, ?> keptBy() {
            AbstractDStream<?, ?, ?> other = from.keptBy;
            return other != null ? other : this;
        }

        @Override
        boolean holdsItsRecords() {
            return from.isHeld;
        }

        @Override
        List<AbstractDStream<?, ?, ?>> parents() {
            return from.parents;
        }

        @Override
        long reachBackMs() {
            return from.reachBackMs;
        }

        @Override
        public @Nullable RDD<T> compute(Time validTime) {
            return from.rule.at(validTime);
        }
    }

    /** A stream of pairs that an operator makes of others. */
    static final class Pairs<K, V> extends PairDStream<K, V> {
        private final From<PairRDD<K, V>> from;

        Pairs(DStreamGraph graph, Operator operator, long slideMs, From<PairRDD<K, V>> from) {
            super(graph, operator, slideMs);
            this.from = from;
        }

        @Override
        AbstractDStream<?, ?, ?> keptBy() {
            AbstractDStream<?, ?, ?> other = from.keptBy;
            return other != null ? other : this;
        }

        @Override
        boolean holdsItsRecords() {
            return from.isHeld;
        }

        @Override
        List<AbstractDStream<?, ?, ?>> parents() {
            return from.parents;
        }

        @Override
        long reachBackMs() {
            return from.reachBackMs;
        }

        @Override
        public @Nullable PairRDD<K, V> compute(Time validTime) {
            return from.rule.at(validTime);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Function4;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.lineage.BatchSteps;
import io.waterclock.streaming.state.UpdateByIterator;
import io.waterclock.streaming.state.UpdateByKey;
import io.waterclock.streaming.window.WindowSpan;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of pairs: one {@link PairRDD} for each batch.
 *
 * <p>Operations by key work within a batch. Where no number of partitions or partitioner is given, keys are hashed over
 * as many partitions as the context's default parallelism says.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public abstract class PairDStream<K, V> extends AbstractDStream<Tuple2<K, V>, PairRDD<K, V>, PairDStream<K, V>> {

    PairDStream(DStreamGraph graph, Operator operator, long slideMs) {
        super(graph, operator, slideMs);
    }

    /** Itself; where other APIs wrap. */
    public static <K, V> PairDStream<K, V> fromPairDStream(PairDStream<K, V> stream) {
        return stream;
    }

    /** The pairs of a stream of tuples, as they are. */
    public static <K, V> PairDStream<K, V> fromDStream(DStream<Tuple2<K, V>> stream) {
        return stream.pairs(stream.define("fromDStream"), parent -> parent);
    }

    /** Itself as a stream of tuples. */
    public DStream<Tuple2<K, V>> toDStream() {
        return plain(define("toDStream"), parent -> parent);
    }

    /** {@link #toDStream()}; where other APIs unwrap. */
    public DStream<Tuple2<K, V>> dstream() {
        return plain(define("dstream"), parent -> parent);
    }

    // ---- values

    /** Other values under the same keys. */
    public <U> PairDStream<K, U> mapValues(Function<V, U> f) {
        return pairs("mapValues", NarrowKind.MAP_VALUES, f, true);
    }

    public <U> PairDStream<K, U> flatMapValues(FlatMapFunction<V, U> f) {
        return pairs("flatMapValues", NarrowKind.FLAT_MAP_VALUES, f, true);
    }

    // ---- by key

    /** All values of each key of a batch, in memory. To sum or count them, {@link #reduceByKey} is far cheaper. */
    public PairDStream<K, Iterable<V>> groupByKey() {
        Operator made = define("groupByKey");
        return shuffled(made, graph().defaultPartitioner(), Combiner.Group.INSTANCE);
    }

    public PairDStream<K, Iterable<V>> groupByKey(int n) {
        Operator made = define("groupByKey");
        return shuffled(made, hash(made, n), Combiner.Group.INSTANCE);
    }

    public PairDStream<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        Operator made = define("groupByKey", partitioner);
        return shuffled(made, partitioner, Combiner.Group.INSTANCE);
    }

    /** One value a key, by an associative and commutative function; combining starts before the shuffle. */
    public PairDStream<K, V> reduceByKey(Function2<V, V, V> f) {
        Operator made = define("reduceByKey", f);
        return shuffled(made, graph().defaultPartitioner(), new Combiner.Reduce(graph().combining(made, f)));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> f, int n) {
        Operator made = define("reduceByKey", f);
        return shuffled(made, hash(made, n), new Combiner.Reduce(graph().combining(made, f)));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> f, Partitioner partitioner) {
        Operator made = define("reduceByKey", f, partitioner);
        return shuffled(made, partitioner, new Combiner.Reduce(graph().combining(made, f)));
    }

    public <C> PairDStream<K, C> combineByKey(
            Function<V, C> createCombiner,
            Function2<C, V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, partitioner, true);
    }

    /**
     * A combined value a key.
     *
     * @param createCombiner from the first value of a key in a partition
     * @param mergeValue takes in a further value; may change and return its first argument
     * @param mergeCombiners joins two; may change and return its first argument
     * @param mapSideCombine whether combining starts before the shuffle
     */
    public <C> PairDStream<K, C> combineByKey(
            Function<V, C> createCombiner,
            Function2<C, V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner,
            boolean mapSideCombine) {
        Operator made = define("combineByKey", createCombiner, mergeValue, mergeCombiners, partitioner);
        Combiner combiner = new Combiner.Aggregate(createCombiner, mergeValue, mergeCombiners, mapSideCombine);
        return shuffled(made, partitioner, combiner);
    }

    // ---- joining, batch with batch

    /** For each key of either stream in a batch, all values of both. */
    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other) {
        Operator made = define("cogroup", other);
        return cogroup(made, other, graph().defaultPartitioner());
    }

    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other, int n) {
        Operator made = define("cogroup", other);
        return cogroup(made, other, hash(made, n));
    }

    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
            PairDStream<K, W> other, Partitioner partitioner) {
        return cogroup(define("cogroup", other, partitioner), other, partitioner);
    }

    private <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
            Operator made, PairDStream<K, W> other, Partitioner partitioner) {
        Function<Object[], Tuple2<Iterable<V>, Iterable<W>>> pairing = Functions.twoGroups();
        return grouped(made, other, partitioner, NarrowKind.MAP_VALUES, pairing);
    }

    /** Each pairing of a value here with a value there, for the keys that both have in a batch. */
    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other) {
        Operator made = define("join", other);
        return join(made, other, graph().defaultPartitioner());
    }

    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other, int n) {
        Operator made = define("join", other);
        return join(made, other, hash(made, n));
    }

    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other, Partitioner partitioner) {
        return join(define("join", other, partitioner), other, partitioner);
    }

    private <W> PairDStream<K, Tuple2<V, W>> join(Operator made, PairDStream<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, W>> pairing = Functions.inner();
        return grouped(made, other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value here without a partner once, with an empty Optional. */
    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other) {
        Operator made = define("leftOuterJoin", other);
        return leftOuterJoin(made, other, graph().defaultPartitioner());
    }

    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, int n) {
        Operator made = define("leftOuterJoin", other);
        return leftOuterJoin(made, other, hash(made, n));
    }

    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        return leftOuterJoin(define("leftOuterJoin", other, partitioner), other, partitioner);
    }

    private <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(
            Operator made, PairDStream<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, Optional<W>>> pairing = Functions.leftOuter();
        return grouped(made, other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value there without a partner once, with an empty Optional. */
    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other) {
        Operator made = define("rightOuterJoin", other);
        return rightOuterJoin(made, other, graph().defaultPartitioner());
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, int n) {
        Operator made = define("rightOuterJoin", other);
        return rightOuterJoin(made, other, hash(made, n));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        return rightOuterJoin(define("rightOuterJoin", other, partitioner), other, partitioner);
    }

    private <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(
            Operator made, PairDStream<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, W>> pairing = Functions.rightOuter();
        return grouped(made, other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value of either side without a partner once. */
    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other) {
        Operator made = define("fullOuterJoin", other);
        return fullOuterJoin(made, other, graph().defaultPartitioner());
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other, int n) {
        Operator made = define("fullOuterJoin", other);
        return fullOuterJoin(made, other, hash(made, n));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            PairDStream<K, W> other, Partitioner partitioner) {
        return fullOuterJoin(define("fullOuterJoin", other, partitioner), other, partitioner);
    }

    private <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            Operator made, PairDStream<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, Optional<W>>> pairing = Functions.fullOuter();
        return grouped(made, other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    // ---- windows

    /** {@link #groupByKeyAndWindow(Duration, Duration)} at every batch of this stream. */
    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration windowDuration) {
        Operator made = define("groupByKeyAndWindow", windowDuration);
        return Windows.grouped(made, this, span(made, windowDuration, null), graph().defaultPartitioner());
    }

    /**
     * All values of each key in a window, in the order of their batches. Each batch is shuffled once and kept until it leaves.
     *
     * @see #window(Duration, Duration)
     */
    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration windowDuration, Duration slideDuration) {
        Operator made = define("groupByKeyAndWindow", windowDuration, slideDuration);
        return Windows.grouped(made, this, span(made, windowDuration, slideDuration), graph().defaultPartitioner());
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(
            Duration windowDuration, Duration slideDuration, int numPartitions) {
        Operator made = define("groupByKeyAndWindow", windowDuration, slideDuration);
        return Windows.grouped(made, this, span(made, windowDuration, slideDuration), hash(made, numPartitions));
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(
            Duration windowDuration, Duration slideDuration, Partitioner partitioner) {
        Operator made = define("groupByKeyAndWindow", windowDuration, slideDuration, partitioner);
        return Windows.grouped(made, this, span(made, windowDuration, slideDuration), partitioner);
    }

    /** {@link #reduceByKeyAndWindow(Function2, Duration, Duration)} at every batch of this stream. */
    public PairDStream<K, V> reduceByKeyAndWindow(Function2<V, V, V> reduceFunc, Duration windowDuration) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, windowDuration);
        WindowSpan span = span(made, windowDuration, null);
        return Windows.reduced(made, this, span, reduceFunc, null, graph().defaultPartitioner(), null);
    }

    /**
     * One value a key in each window, by an associative and commutative function. A batch is combined once, in its own batch; a slide costs as much
     * as a batch or two and the keys of the window, however long the window is. A key leaves with the last of its batches. Windows over
     * one stream with the same function object and partitioner share the work on the batches. The function must not change its arguments.
     *
     * @see #window(Duration, Duration)
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc, Duration windowDuration, Duration slideDuration) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, null, graph().defaultPartitioner(), null);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc, Duration windowDuration, Duration slideDuration, int numPartitions) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, null, hash(made, numPartitions), null);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc, Duration windowDuration, Duration slideDuration, Partitioner partitioner) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, windowDuration, slideDuration, partitioner);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, null, partitioner, null);
    }

    /**
     * As {@link #reduceByKeyAndWindow(Function2, Duration, Duration)}, for a function with an inverse: values that leave are taken out of the
     * running one, where they are exact (whole numbers, BigDecimal, and what is made of them). Others, above all floating point, would
     * drift: there the inverse is not used. It needs no checkpoint directory.
     *
     * @param invReduceFunc takes its second argument out of its first
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc,
            Function2<V, V, V> invReduceFunc,
            Duration windowDuration,
            Duration slideDuration) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, invReduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, invReduceFunc, graph().defaultPartitioner(), null);
    }

    /** @param filterFunc which pairs are records; null for all */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc,
            Function2<V, V, V> invReduceFunc,
            Duration windowDuration,
            Duration slideDuration,
            int numPartitions,
            @Nullable Function<Tuple2<K, V>, Boolean> filterFunc) {
        Operator made = define("reduceByKeyAndWindow", reduceFunc, invReduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, invReduceFunc, hash(made, numPartitions), filterFunc);
    }

    /** @param filterFunc which pairs are records; null for all */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> reduceFunc,
            Function2<V, V, V> invReduceFunc,
            Duration windowDuration,
            Duration slideDuration,
            Partitioner partitioner,
            @Nullable Function<Tuple2<K, V>, Boolean> filterFunc) {
        Operator made =
                define("reduceByKeyAndWindow", reduceFunc, invReduceFunc, windowDuration, slideDuration, partitioner);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, invReduceFunc, partitioner, filterFunc);
    }

    // ---- by event time

    /**
     * These pairs with the times at which they happened, for windows of that time.
     *
     * @param timestampMs when a pair happened, in milliseconds since the epoch
     * @param allowedLateness for how long after the latest event records of earlier times are waited for; may be zero
     */
    public EventTimeDStream<K, V> withEventTime(Function<Tuple2<K, V>, Long> timestampMs, Duration allowedLateness) {
        Operator made = define("withEventTime", timestampMs, allowedLateness);
        long latenessMs =
                allowedLateness.isZero() ? 0 : Durations.toWholeMs(made + ": the allowed lateness", allowedLateness);
        return new EventTimeDStream<>(List.of(new EventTimeDStream.Input<K, V, V>(
                this, timestampMs, value -> value, latenessMs, EventTimeDStream.IDLE_AFTER_BATCHES)));
    }

    // ---- states

    /**
     * A state for each key. In every batch the function is called for every key that has a state or a value: with the key's values in this batch
     * (none for most), and the state before. An empty result ends the state. A batch costs as much as there are keys; {@link #mapWithState}
     * touches only those that came.
     */
    public <S> PairDStream<K, S> updateStateByKey(Function2<List<V>, Optional<S>, Optional<S>> updateFunc) {
        Operator made = define("updateStateByKey", updateFunc);
        return updated(made, updateFunc, graph().defaultPartitioner(), null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> updateFunc, int numPartitions) {
        Operator made = define("updateStateByKey", updateFunc);
        return updated(made, updateFunc, hash(made, numPartitions), null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> updateFunc, Partitioner partitioner) {
        Operator made = define("updateStateByKey", updateFunc, partitioner);
        return updated(made, updateFunc, partitioner, null);
    }

    /** @param initialRDD the states to begin with; the function is called for them in the first batch too */
    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> updateFunc,
            Partitioner partitioner,
            PairRDD<K, S> initialRDD) {
        Operator made = define("updateStateByKey", updateFunc, partitioner, initialRDD);
        return updated(made, updateFunc, partitioner, initialRDD);
    }

    /** As {@link #updateStateByKey(Function2)}; the function sees the time of the batch and the key, too. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function4<Time, K, List<V>, Optional<S>, Optional<S>> updateFunc,
            Partitioner partitioner,
            boolean rememberPartitioner) {
        Operator made = define("updateStateByKey", updateFunc, partitioner);
        return KeyStates.of(made, this, partitioner, new UpdateByKey<>(updateFunc), null, rememberPartitioner);
    }

    /** As {@link #updateStateByKey(Function4, Partitioner, boolean)}, with states to begin with. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function4<Time, K, List<V>, Optional<S>, Optional<S>> updateFunc,
            Partitioner partitioner,
            boolean rememberPartitioner,
            PairRDD<K, S> initialRDD) {
        Operator made = define("updateStateByKey", updateFunc, partitioner, initialRDD);
        BatchRules.requireOwn(made, graph(), initialRDD);
        return KeyStates.of(made, this, partitioner, new UpdateByKey<>(updateFunc), initialRDD, rememberPartitioner);
    }

    /**
     * As {@link #updateStateByKey(Function2)}, a partition at a time: of each key that has a state or a value the function gets both, and the
     * pairs that it gives are the states from then on. It can end and begin states, but each key must belong to the partition.
     *
     * @param rememberPartitioner whether the result is taken to be spread by the partitioner
     */
    public <S> PairDStream<K, S> updateStateByKey(
            Function<Iterator<Tuple3<K, List<V>, Optional<S>>>, Iterator<Tuple2<K, S>>> updateFunc,
            Partitioner partitioner,
            boolean rememberPartitioner) {
        Operator made = define("updateStateByKey", updateFunc, partitioner);
        StatefulFunction step = new UpdateByIterator<>(updateFunc, partitioner);
        return KeyStates.of(made, this, partitioner, step, null, rememberPartitioner);
    }

    /** As {@link #updateStateByKey(Function, Partitioner, boolean)}, with states to begin with. */
    public <S> PairDStream<K, S> updateStateByKey(
            Function<Iterator<Tuple3<K, List<V>, Optional<S>>>, Iterator<Tuple2<K, S>>> updateFunc,
            Partitioner partitioner,
            boolean rememberPartitioner,
            PairRDD<K, S> initialRDD) {
        Operator made = define("updateStateByKey", updateFunc, partitioner, initialRDD);
        BatchRules.requireOwn(made, graph(), initialRDD);
        StatefulFunction step = new UpdateByIterator<>(updateFunc, partitioner);
        return KeyStates.of(made, this, partitioner, step, initialRDD, rememberPartitioner);
    }

    private <S> PairDStream<K, S> updated(
            Operator made,
            Function2<List<V>, Optional<S>, Optional<S>> updateFunc,
            Partitioner partitioner,
            @Nullable PairRDD<K, S> initialRDD) {
        BatchRules.requireOwn(made, graph(), initialRDD);
        return KeyStates.of(made, this, partitioner, UpdateByKey.of(updateFunc), initialRDD, true);
    }

    /** What a function makes of each record and the state of its key; see {@link StateSpec}. */
    public <S, M> MapWithStateDStream<K, V, S, M> mapWithState(StateSpec<K, V, S, M> spec) {
        return MapWithStateDStream.of(this, spec);
    }

    // ---- inside

    private <C> PairDStream<K, C> shuffled(Operator made, Partitioner partitioner, Combiner combiner) {
        PartitionCount.requireFew(made, partitioner.numPartitions());
        return pairs(made, BatchSteps.shuffled(made, partitioner, combiner));
    }

    private <U> PairDStream<K, U> grouped(
            Operator made, PairDStream<K, ?> other, Partitioner partitioner, NarrowKind kind, Object function) {
        graph().requireCompatible(made, this, other);
        PartitionCount.requireFew(made, partitioner.numPartitions());
        return pairsBy(made, List.of(this, other), time -> {
            List<Lineage> parents =
                    List.of(BatchRules.lineageOf(made, this, time), BatchRules.lineageOf(made, other, time));
            Lineage groups = new Lineage.CoGroup(made, parents, partitioner);
            return new PairRDD<>(graph().rdds(), new Lineage.Narrow(made, groups, kind, function, true));
        });
    }

    @Override
    final PairDStream<K, V> self() {
        return this;
    }

    @Override
    final PairRDD<K, V> facade(Lineage lineage) {
        return new PairRDD<>(graph().rdds(), lineage);
    }

    @Override
    final PairDStream<K, V> derived(
            Operator operator, List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<PairRDD<K, V>> rule) {
        return new Derived.Pairs<>(graph(), operator, slideMs(), Derived.From.batches(parents, rule));
    }

    @Override
    final PairDStream<K, V> windowed(Operator operator, WindowSpan span, BatchRules.Rule<PairRDD<K, V>> rule) {
        return new Derived.Pairs<>(graph(), operator, span.slideMs(), Derived.From.records(this, span, rule));
    }
}

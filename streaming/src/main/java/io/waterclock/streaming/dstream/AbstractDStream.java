// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Function3;
import io.waterclock.function.OutsideTasks;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.function.VoidFunction;
import io.waterclock.function.VoidFunction2;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.Interval;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.lineage.BatchSteps;
import io.waterclock.streaming.lineage.Step;
import io.waterclock.streaming.program.Arguments;
import io.waterclock.streaming.sink.Sink;
import io.waterclock.streaming.sink.SinkWriter;
import io.waterclock.streaming.window.WindowSpan;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DStream} and {@link PairDStream} share: one RDD for each batch, made by the same operators each time.
 *
 * <p>A stream is described before its context starts; operators and outputs return at once and run nothing. Where they
 * are called is kept, for errors. Functions run when batches run, under the context class loader of the thread that
 * starts the context.
 *
 * <p>Inside: an operator captures its call site and its function once, as a {@link Step}, and each batch only puts new lineage nodes round the same
 * objects, so that an engine can recognise the plan. The RDD of a batch is made once, however many outputs read it, and remembered until no batch can need it.
 *
 * @param <T> the type of its records
 * @param <R> the kind of RDD of a batch
 * @param <S> the concrete kind of stream
 */
public abstract class AbstractDStream<T, R extends AbstractRDD<T, R>, S extends AbstractDStream<T, R, S>>
        implements OutsideTasks {
    private static final int PRINTED = 10;

    private final DStreamGraph graph;
    private final Operator operator;
    private final long slideMs;
    private final BatchMemory<T, R> memory;
    private volatile @Nullable String name;
    private volatile StorageLevel level = StorageLevel.NONE;

    AbstractDStream(DStreamGraph graph, Operator operator, long slideMs) {
        this.graph = graph;
        this.operator = operator;
        this.slideMs = slideMs;
        this.memory = new BatchMemory<>(slideMs);
        graph.add(this);
    }

    // ---- what it is

    /** The context that it belongs to. */
    public final StreamingContext context() {
        return (StreamingContext) graph.handle().owner();
    }

    /** For the streaming half and connectors: all streams of the context. */
    public final DStreamGraph graph() {
        return graph;
    }

    /** The method that made it, and where the program called it. */
    public final Operator operator() {
        return operator;
    }

    /** How often it has an RDD: the batch interval, or a multiple of it. */
    public final Duration slideDuration() {
        return Duration.ofMillis(slideMs);
    }

    final long slideMs() {
        return slideMs;
    }

    /** What it is made of. */
    List<AbstractDStream<?, ?, ?>> parents() {
        return List.of();
    }

    /** For how long before a batch it reads its parents' batches. */
    long reachBackMs() {
        return 0;
    }

    final BatchMemory<T, R> memory() {
        return memory;
    }

    /**
     * Names the stream, for people and recovery.
     *
     * @throws IllegalArgumentException when another stream of the program has this name
     * @throws IllegalStateException after the context was started
     */
    public S named(String newName) {
        graph.claimName("stream", newName, operator.toString());
        this.name = newName;
        return self();
    }

    /** What {@link #named} said, else null. */
    public final @Nullable String name() {
        return name;
    }

    @Override
    public String toString() {
        return name == null ? operator.toString() : "\"" + name + "\" (" + operator + ")";
    }

    /**
     * The RDD of a batch, made anew; null if there is none in this batch. Called once for each batch, when the batch is
     * made; a program has no need to.
     */
    public abstract @Nullable R compute(Time validTime);

    /** The RDD of a batch: the one made before, else a new one. */
    final @Nullable R getOrCompute(Time time) {
        long ms = time.milliseconds();
        if (memory.knows(ms) || !graph.times().isValid(ms, slideMs)) {
            return memory.get(ms);
        }
        R rdd = compute(time);
        if (rdd != null && level.isValid() && !rdd.getStorageLevel().isValid()) {
            rdd.persist(level);
        }
        memory.put(ms, rdd);
        return rdd;
    }

    // ---- keeping

    /** Keeps each batch's records as objects in memory, once computed, for as long as the stream remembers them. */
    public S cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /** {@link #cache()}. */
    public S persist() {
        return cache();
    }

    /** @throws UnsupportedOperationException after the context was started */
    public S persist(StorageLevel newLevel) {
        if (!graph.life().isBeingBuilt()) {
            throw new UnsupportedOperationException(Operator.here("persist") + ": the storage level of " + this
                    + " can't be changed after its context was started; call it before start()");
        }
        if (newLevel == null) {
            throw new IllegalArgumentException(
                    Operator.here("persist") + ": the storage level of " + this + " is null");
        }
        keptBy().level = newLevel;
        return self();
    }

    /** Whose records are kept when this stream's are to be: its own, or for a window those of the batches in it. */
    AbstractDStream<?, ?, ?> keptBy() {
        return this;
    }

    /** Keeps its records, unless the program has said how. */
    final void keepAtLeast(StorageLevel least) {
        if (!keptBy().level.isValid()) {
            keptBy().level = least;
        }
    }

    /**
     * Prints how the stream is made: what it is made of, how its windows are computed, how its states are called and kept.
     *
     * @return what was printed
     */
    public String explain() {
        Explanation text = new Explanation();
        text.add(this);
        System.out.print(text);
        System.out.flush();
        return text.toString();
    }

    /** How its batches come about, for people, where that is more than its operator; else empty. */
    String explanation() {
        return "";
    }

    /** Whether the records of its RDDs are in memory anyway, for as long as the batch is remembered. */
    boolean holdsItsRecords() {
        return false;
    }

    // ---- element by element

    public S filter(Function<T, Boolean> f) {
        return same("filter", NarrowKind.FILTER, f, true);
    }

    public <U> DStream<U> map(Function<T, U> f) {
        return plain("map", NarrowKind.MAP, f, false);
    }

    public <U> DStream<U> flatMap(FlatMapFunction<T, U> f) {
        return plain("flatMap", NarrowKind.FLAT_MAP, f, false);
    }

    public <K2, V2> PairDStream<K2, V2> mapToPair(PairFunction<T, K2, V2> f) {
        return pairs("mapToPair", NarrowKind.MAP_TO_PAIR, f, false);
    }

    public <K2, V2> PairDStream<K2, V2> flatMapToPair(PairFlatMapFunction<T, K2, V2> f) {
        return pairs("flatMapToPair", NarrowKind.FLAT_MAP_TO_PAIR, f, false);
    }

    public <U> DStream<U> mapPartitions(FlatMapFunction<Iterator<T>, U> f) {
        return mapPartitions(f, false);
    }

    public <U> DStream<U> mapPartitions(FlatMapFunction<Iterator<T>, U> f, boolean preservesPartitioning) {
        return plain("mapPartitions", NarrowKind.MAP_PARTITIONS, f, preservesPartitioning);
    }

    public <K2, V2> PairDStream<K2, V2> mapPartitionsToPair(FlatMapFunction<Iterator<T>, Tuple2<K2, V2>> f) {
        return mapPartitionsToPair(f, false);
    }

    public <K2, V2> PairDStream<K2, V2> mapPartitionsToPair(
            FlatMapFunction<Iterator<T>, Tuple2<K2, V2>> f, boolean preservesPartitioning) {
        return pairs("mapPartitionsToPair", NarrowKind.MAP_PARTITIONS, f, preservesPartitioning);
    }

    /** Each partition as one list. */
    public DStream<List<T>> glom() {
        FlatMapFunction<Iterator<T>, List<T>> toList = Functions.glom();
        return plain("glom", NarrowKind.MAP_PARTITIONS, toList, true);
    }

    // ---- whole batches

    /** How many records each batch has: exactly one number, 0 for an empty batch. */
    public DStream<Long> count() {
        Operator made = define("count");
        return plain(made, BatchSteps.count(made));
    }

    /** How often each record occurs in a batch. */
    public PairDStream<T, Long> countByValue() {
        Operator made = define("countByValue");
        return pairs(made, BatchSteps.countByValue(made, graph.defaultPartitioner()));
    }

    /** How often each record occurs in a batch, over {@code n} partitions. */
    public PairDStream<T, Long> countByValue(int n) {
        Operator made = define("countByValue");
        return pairs(made, BatchSteps.countByValue(made, hash(made, n)));
    }

    /** One record out of all of a batch, by an associative and commutative function; none for an empty batch. */
    public DStream<T> reduce(Function2<T, T, T> f) {
        Operator made = define("reduce", f);
        return plain(made, BatchSteps.reduce(made, graph.combining(made, f)));
    }

    /** {@code n} partitions; records are dealt out evenly. */
    public S repartition(int n) {
        Operator made = define("repartition");
        return same(made, BatchSteps.repartition(made, hash(made, n)));
    }

    /** All records of this, then all of the other; duplicates stay. */
    public S union(S other) {
        Operator made = define("union", other);
        graph.requireCompatible(made, this, other);
        return derived(made, List.of(this, other), time -> {
            Lineage mine = BatchRules.lineageOf(made, this, time);
            Lineage theirs = BatchRules.lineageOf(made, other, time);
            return facade(new Lineage.Union(made, List.of(mine, theirs)));
        });
    }

    // ---- windows

    /** {@link #window(Duration, Duration)} at every batch of this stream. */
    public S window(Duration windowDuration) {
        Operator made = define("window", windowDuration);
        return window(made, span(made, windowDuration, null));
    }

    /**
     * All records of the batches in a window, at every slide: at {@code t} those after {@code t − windowDuration} up to {@code t}; fewer at the
     * start. The batches are kept as objects in memory until they leave, unless {@link #persist(StorageLevel)} says otherwise.
     *
     * @param windowDuration a multiple of this stream's slide
     * @param slideDuration a multiple too; if it is longer than the window, the batches between are in none
     */
    public S window(Duration windowDuration, Duration slideDuration) {
        Operator made = define("window", windowDuration, slideDuration);
        return window(made, span(made, windowDuration, slideDuration));
    }

    private S window(Operator made, WindowSpan span) {
        Windows.keep(this);
        return windowed(made, span, time -> facade(new Lineage.Union(made, Windows.batches(this, span, time))));
    }

    /**
     * One record out of all in a window, by an associative and commutative function; none for an empty window. A slide costs as much as a
     * batch or two, however long the window is. The function must not change its arguments.
     */
    public DStream<T> reduceByWindow(Function2<T, T, T> reduceFunc, Duration windowDuration, Duration slideDuration) {
        Operator made = define("reduceByWindow", reduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, null);
    }

    /** As {@link #reduceByWindow(Function2, Duration, Duration)}; {@code invReduceFunc} takes its second argument out of its first. */
    public DStream<T> reduceByWindow(
            Function2<T, T, T> reduceFunc,
            Function2<T, T, T> invReduceFunc,
            Duration windowDuration,
            Duration slideDuration) {
        Operator made = define("reduceByWindow", reduceFunc, invReduceFunc, windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.reduced(made, this, span, reduceFunc, invReduceFunc);
    }

    /** How many records a window has: exactly one number each slide, 0 for an empty window. */
    public DStream<Long> countByWindow(Duration windowDuration, Duration slideDuration) {
        Operator made = define("countByWindow", windowDuration, slideDuration);
        return Windows.counted(made, this, span(made, windowDuration, slideDuration));
    }

    /** How often each record occurs in a window; those that don't are left out. */
    public PairDStream<T, Long> countByValueAndWindow(Duration windowDuration, Duration slideDuration) {
        Operator made = define("countByValueAndWindow", windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.countedByValue(made, this, span, graph.defaultPartitioner());
    }

    /** {@link #countByValueAndWindow(Duration, Duration)} over so many partitions. */
    public PairDStream<T, Long> countByValueAndWindow(
            Duration windowDuration, Duration slideDuration, int numPartitions) {
        Operator made = define("countByValueAndWindow", windowDuration, slideDuration);
        WindowSpan span = span(made, windowDuration, slideDuration);
        return Windows.countedByValue(made, this, span, hash(made, numPartitions));
    }

    // ---- any operation of the batch half

    /**
     * What a function makes of each batch's RDD. The function runs when the batch is made, on the driver; what its RDD
     * needs runs with the outputs. It must not return null; an empty RDD is {@code context().emptyRDD()}.
     */
    public <U> DStream<U> transform(Function<R, RDD<U>> f) {
        Operator made = define("transform", f);
        return plainBy(made, List.of(this), BatchRules.by(made, this, (rdd, time) -> f.call(rdd)));
    }

    /** As {@link #transform(Function)}, with the time of the batch. */
    public <U> DStream<U> transform(Function2<R, Time, RDD<U>> f) {
        Operator made = define("transform", f);
        return plainBy(made, List.of(this), BatchRules.by(made, this, f));
    }

    /** As {@link #transform(Function)}, to pairs. */
    public <K2, V2> PairDStream<K2, V2> transformToPair(Function<R, PairRDD<K2, V2>> f) {
        Operator made = define("transformToPair", f);
        return pairsBy(made, List.of(this), BatchRules.by(made, this, (rdd, time) -> f.call(rdd)));
    }

    /** As {@link #transform(Function)}, to pairs, with the time of the batch. */
    public <K2, V2> PairDStream<K2, V2> transformToPair(Function2<R, Time, PairRDD<K2, V2>> f) {
        Operator made = define("transformToPair", f);
        return pairsBy(made, List.of(this), BatchRules.by(made, this, f));
    }

    /** What a function makes of the RDDs of two streams; as {@link #transform(Function)}. */
    public <U, W> DStream<W> transformWith(DStream<U> other, Function3<R, RDD<U>, Time, RDD<W>> f) {
        Operator made = with("transformWith", other, f);
        return plainBy(made, List.of(this, other), BatchRules.by(made, this, other, f));
    }

    /** What a function makes of the RDDs of two streams; as {@link #transform(Function)}. */
    public <K2, V2, W> DStream<W> transformWith(
            PairDStream<K2, V2> other, Function3<R, PairRDD<K2, V2>, Time, RDD<W>> f) {
        Operator made = with("transformWith", other, f);
        return plainBy(made, List.of(this, other), BatchRules.by(made, this, other, f));
    }

    /** What a function makes of the RDDs of two streams; as {@link #transform(Function)}. */
    public <U, K2, V2> PairDStream<K2, V2> transformWithToPair(
            DStream<U> other, Function3<R, RDD<U>, Time, PairRDD<K2, V2>> f) {
        Operator made = with("transformWithToPair", other, f);
        return pairsBy(made, List.of(this, other), BatchRules.by(made, this, other, f));
    }

    /** What a function makes of the RDDs of two streams; as {@link #transform(Function)}. */
    public <K2, V2, K3, V3> PairDStream<K3, V3> transformWithToPair(
            PairDStream<K2, V2> other, Function3<R, PairRDD<K2, V2>, Time, PairRDD<K3, V3>> f) {
        Operator made = with("transformWithToPair", other, f);
        return pairsBy(made, List.of(this, other), BatchRules.by(made, this, other, f));
    }

    /**
     * The RDDs from one batch to another, both included, as far as they have been made and are still remembered. Times
     * between batches stand for the batch before. What receivers stored is let go when its batch is done, unless
     * {@code context().remember} asked for longer; computing from it fails then.
     *
     * @throws IllegalStateException before the context was started, and when no output reads this stream
     */
    public List<R> slice(Time fromTime, Time toTime) {
        graph.life().requireStarted("slice", this);
        graph.run().requireNeeded("slice", this);
        long from = graph.times().floor(fromTime.milliseconds(), slideMs);
        long to = graph.times().floor(toTime.milliseconds(), slideMs);
        return memory.between(from, to);
    }

    /** {@link #slice(Time, Time)} over an interval. */
    public List<R> slice(Interval interval) {
        return slice(interval.beginTime(), interval.endTime());
    }

    // ---- outputs

    /** {@link #print(int)} with 10. */
    public OutputOperation print() {
        return print(PRINTED);
    }

    /** Prints the time and the first records of each batch to {@code System.out}; reads no more than it needs. */
    public OutputOperation print(int num) {
        Operator made = define("print");
        if (num < 0) {
            throw new IllegalArgumentException(
                    made + ": can't print " + num + " records; the number must be at least 0");
        }
        return output(made, (rdd, time) -> OutputOperation.print(rdd, time, num));
    }

    /** Calls a function with each batch's RDD. It runs on the driver; actions that it calls run on the engine. */
    public OutputOperation foreachRDD(VoidFunction<R> f) {
        Operator made = define("foreachRDD", f);
        return output(made, (rdd, time) -> f.call(rdd));
    }

    /** As {@link #foreachRDD(VoidFunction)}, with the time of the batch. */
    public OutputOperation foreachRDD(VoidFunction2<R, Time> f) {
        Operator made = define("foreachRDD", f);
        return output(made, f);
    }

    /** {@link #saveAsTextFiles(String, String)} without a suffix. */
    public OutputOperation saveAsTextFiles(String prefix) {
        return saveAsTextFiles(prefix, "");
    }

    /** Writes each batch as a text file directory {@code prefix-<ms>.suffix}; either part may be empty. */
    public OutputOperation saveAsTextFiles(@Nullable String prefix, @Nullable String suffix) {
        Operator made = define("saveAsTextFiles");
        return output(made, (rdd, time) -> rdd.saveAsTextFile(OutputOperation.fileName(prefix, suffix, time)));
    }

    /** {@link #saveAsObjectFiles(String, String)} without a suffix. */
    public OutputOperation saveAsObjectFiles(String prefix) {
        return saveAsObjectFiles(prefix, "");
    }

    /** Writes each batch as an object file directory {@code prefix-<ms>.suffix}; either part may be empty. */
    public OutputOperation saveAsObjectFiles(@Nullable String prefix, @Nullable String suffix) {
        Operator made = define("saveAsObjectFiles");
        return output(made, (rdd, time) -> rdd.saveAsObjectFile(OutputOperation.fileName(prefix, suffix, time)));
    }

    /**
     * Writes each batch to a sink, which has it once, whatever is repeated. The sink knows the output by the name that {@code named} gives it, else by one made of where the
     * program calls this.
     *
     * @param sink of this output alone
     */
    public OutputOperation writeTo(Sink<T> sink) {
        Operator made = define("writeTo", sink);
        SinkWriter<T> writer = new SinkWriter<>(made, sink);
        return graph.addOutput(
                made,
                this,
                time -> {
                    R rdd = getOrCompute(time);
                    return rdd == null ? null : () -> writer.write(time, new RDD<>(graph.rdds(), rdd.lineage()));
                },
                writer);
    }

    private OutputOperation output(Operator made, VoidFunction2<R, Time> body) {
        return graph.addOutput(
                made,
                this,
                time -> {
                    R rdd = getOrCompute(time);
                    return rdd == null ? null : () -> body.call(rdd, time);
                },
                null);
    }

    /** Itself; where other APIs wrap. */
    public R wrapRDD(R rdd) {
        return rdd;
    }

    // ---- for the subclasses

    abstract S self();

    /** An RDD of this kind over a lineage. */
    abstract R facade(Lineage lineage);

    /** A stream of this kind. */
    abstract S derived(Operator operator, List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<R> rule);

    /** A stream of this kind over windows of this one. */
    abstract S windowed(Operator operator, WindowSpan span, BatchRules.Rule<R> rule);

    /** The operator that is being called, if streams may still be added. */
    final Operator define(String method) {
        return graph.define(method);
    }

    /** The same; none of the arguments may be null. */
    final Operator define(String method, @Nullable Object... arguments) {
        return Arguments.withoutNull(graph.define(method), arguments);
    }

    final WindowSpan span(Operator made, Duration window, @Nullable Duration slide) {
        return WindowSpan.of(made, this, slideMs, window, slide);
    }

    private Operator with(String method, AbstractDStream<?, ?, ?> other, Object function) {
        Operator made = define(method, other, function);
        graph.requireCompatible(made, this, other);
        return made;
    }

    static Partitioner hash(Operator made, int n) {
        return new HashPartitioner(PartitionCount.require(made.toString(), n));
    }

    final S same(Operator made, Step step) {
        return derived(made, List.of(this), time -> {
            R parent = getOrCompute(time);
            return parent == null ? null : facade(step.on(parent.lineage()));
        });
    }

    private S same(String method, NarrowKind kind, Object function, boolean preserves) {
        Operator made = define(method, function);
        return same(made, parent -> new Lineage.Narrow(made, parent, kind, function, preserves));
    }

    final <U> DStream<U> plainBy(Operator made, List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<RDD<U>> rule) {
        return new Derived.Plain<>(graph, made, slideMs, Derived.From.batches(parents, rule));
    }

    final <U> DStream<U> plain(Operator made, Step step) {
        return plainBy(made, List.of(this), time -> {
            R parent = getOrCompute(time);
            return parent == null ? null : new RDD<>(graph.rdds(), step.on(parent.lineage()));
        });
    }

    private <U> DStream<U> plain(String method, NarrowKind kind, Object function, boolean preserves) {
        Operator made = define(method, function);
        return plain(made, parent -> new Lineage.Narrow(made, parent, kind, function, preserves));
    }

    final <K2, V2> PairDStream<K2, V2> pairsBy(
            Operator made, List<AbstractDStream<?, ?, ?>> parents, BatchRules.Rule<PairRDD<K2, V2>> rule) {
        return new Derived.Pairs<>(graph, made, slideMs, Derived.From.batches(parents, rule));
    }

    final <K2, V2> PairDStream<K2, V2> pairs(Operator made, Step step) {
        return pairsBy(made, List.of(this), time -> {
            R parent = getOrCompute(time);
            return parent == null ? null : new PairRDD<>(graph.rdds(), step.on(parent.lineage()));
        });
    }

    final <K2, V2> PairDStream<K2, V2> pairs(String method, NarrowKind kind, Object function, boolean preserves) {
        Operator made = define(method, function);
        return pairs(made, parent -> new Lineage.Narrow(made, parent, kind, function, preserves));
    }
}

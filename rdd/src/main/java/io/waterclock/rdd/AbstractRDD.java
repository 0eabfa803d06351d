// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.FutureAction;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.function.Sneaky;
import io.waterclock.function.VoidFunction;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.text.TextOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RDD} and {@link PairRDD} share: a description of records, computed when an action asks.
 *
 * <p>Immutable but for its {@linkplain #setName name} and storage level; safe for any thread. Transformations return at
 * once; actions run a job and return when it has ended, throwing {@link io.waterclock.WaterclockException} with what
 * failed. Neither may be called inside a function of an operator.
 *
 * @param <T> the type of its records
 * @param <R> the concrete façade
 */
public abstract class AbstractRDD<T, R extends AbstractRDD<T, R>> {
    private static final List<Integer> FIRST = List.of(0);

    private final RDDContext context;
    private volatile Lineage lineage;
    private final int id;
    private volatile @Nullable String name;

    AbstractRDD(RDDContext context, Lineage lineage) {
        this.context = context;
        this.lineage = lineage;
        this.id = context.nextRddId();
    }

    // ---- what it is

    /** For engines and the streaming half: what this describes. */
    public final Lineage lineage() {
        return lineage;
    }

    /** For the streaming half: what it asks of its context. */
    public final RDDContext handle() {
        return context;
    }

    /** The context it was made in. */
    public final WaterclockContext context() {
        return (WaterclockContext) context.owner();
    }

    /** Unique in its context. */
    public final int id() {
        return id;
    }

    public final @Nullable String name() {
        return name;
    }

    /** A name for people; changes nothing else. */
    public R setName(String newName) {
        this.name = newName;
        return self();
    }

    public final int getNumPartitions() {
        return lineage.numPartitions();
    }

    /** How keys are spread over the partitions, if that is known. */
    public final Optional<Partitioner> partitioner() {
        return Optional.ofNullable(lineage.partitioner());
    }

    public final StorageLevel getStorageLevel() {
        return context.storageLevel(lineage);
    }

    @Override
    public String toString() {
        return (name == null ? "" : name + " ") + getClass().getSimpleName() + "[" + id + "] " + lineage;
    }

    // ---- keeping

    /** Keeps partitions as objects in memory once they have been computed. */
    public R cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /** {@link #cache()}. */
    public R persist() {
        return cache();
    }

    /**
     * Keeps partitions once they have been computed.
     *
     * @throws UnsupportedOperationException when another level was set before; unpersist first
     */
    public R persist(StorageLevel level) {
        if (level == null) {
            throw new IllegalArgumentException("persist of " + this + ": the storage level is null");
        }
        context.persist(lineage, level, this);
        return self();
    }

    /** Lets kept partitions go and waits for it. */
    public R unpersist() {
        return unpersist(true);
    }

    public R unpersist(boolean blocking) {
        context.unpersist(lineage, blocking);
        return self();
    }

    // ---- cut off from where it comes from

    /**
     * Writes the records to the checkpoint directory after the next action that reads them, in a job of its own, and from then on
     * reads them from there: what they were computed from is let go. So cache it first, or it is computed twice. Records of
     * types without a codec can be read back by this context only ({@link #getCheckpointFile}).
     *
     * @throws io.waterclock.WaterclockException with code CHECKPOINT_DIRECTORY_MISSING when none was set
     */
    public void checkpoint() {
        lineage = context.checkpoint(lineage, id, false);
    }

    /**
     * As {@link #checkpoint}, but the engine keeps the partitions, in memory and on its disk: quicker, and gone with the engine,
     * or once unpersisted; then the records can't be had any more.
     */
    public R localCheckpoint() {
        lineage = context.checkpoint(lineage, id, true);
        return self();
    }

    /** Whether a checkpoint asked for has been made. */
    public boolean isCheckpointed() {
        return context.isCheckpointed(lineage);
    }

    /** The directory with its records, which {@code WaterclockContext.checkpointFile} reads; none for a local checkpoint, or before it is made. */
    public Optional<String> getCheckpointFile() {
        return Optional.ofNullable(context.checkpointFile(lineage));
    }

    // ---- narrow transformations

    public R filter(Function<T, Boolean> f) {
        return same(narrow("filter", NarrowKind.FILTER, f, true));
    }

    public <U> RDD<U> map(Function<T, U> f) {
        return plain(narrow("map", NarrowKind.MAP, f, false));
    }

    public <U> RDD<U> flatMap(FlatMapFunction<T, U> f) {
        return plain(narrow("flatMap", NarrowKind.FLAT_MAP, f, false));
    }

    public <K2, V2> PairRDD<K2, V2> mapToPair(PairFunction<T, K2, V2> f) {
        return pairs(narrow("mapToPair", NarrowKind.MAP_TO_PAIR, f, false));
    }

    public <K2, V2> PairRDD<K2, V2> flatMapToPair(PairFlatMapFunction<T, K2, V2> f) {
        return pairs(narrow("flatMapToPair", NarrowKind.FLAT_MAP_TO_PAIR, f, false));
    }

    public <U> RDD<U> mapPartitions(FlatMapFunction<Iterator<T>, U> f) {
        return mapPartitions(f, false);
    }

    public <U> RDD<U> mapPartitions(FlatMapFunction<Iterator<T>, U> f, boolean preservesPartitioning) {
        return plain(narrow("mapPartitions", NarrowKind.MAP_PARTITIONS, f, preservesPartitioning));
    }

    public <K2, V2> PairRDD<K2, V2> mapPartitionsToPair(FlatMapFunction<Iterator<T>, Tuple2<K2, V2>> f) {
        return mapPartitionsToPair(f, false);
    }

    public <K2, V2> PairRDD<K2, V2> mapPartitionsToPair(
            FlatMapFunction<Iterator<T>, Tuple2<K2, V2>> f, boolean preservesPartitioning) {
        return pairs(narrow("mapPartitionsToPair", NarrowKind.MAP_PARTITIONS, f, preservesPartitioning));
    }

    /** The function sees the index of the partition and its records. */
    public <U> RDD<U> mapPartitionsWithIndex(
            Function2<Integer, Iterator<T>, Iterator<U>> f, boolean preservesPartitioning) {
        return plain(narrow("mapPartitionsWithIndex", NarrowKind.MAP_PARTITIONS_WITH_INDEX, f, preservesPartitioning));
    }

    /** Each partition as one list. */
    public RDD<List<T>> glom() {
        FlatMapFunction<Iterator<T>, List<T>> toList = Functions.glom();
        return plain(narrow("glom", NarrowKind.MAP_PARTITIONS, toList, true));
    }

    /** Pairs of what the function makes of a record, and the record. */
    public <K2> PairRDD<K2, T> keyBy(Function<T, K2> f) {
        PairFunction<T, K2, T> keyed = record -> new Tuple2<>(f.call(record), record);
        return pairs(narrow("keyBy", NarrowKind.MAP_TO_PAIR, keyed, false));
    }

    // ---- several parents, other partitions

    /** All records of this, then all of the other; duplicates stay. */
    public R union(R other) {
        requireSameContext("union", other);
        return same(new Lineage.Union(Operator.here("union"), List.of(lineage, other.lineage())));
    }

    /** {@code n} partitions; records are dealt out evenly, through a shuffle. */
    public R repartition(int n) {
        return coalesce(n, true);
    }

    /** At most {@code n} partitions, by joining neighbours; no shuffle. */
    public R coalesce(int n) {
        return coalesce(n, false);
    }

    public R coalesce(int n, boolean shuffle) {
        requirePositive("coalesce", n);
        Operator operator = Operator.here(shuffle ? "repartition" : "coalesce");
        if (!shuffle) {
            return same(new Lineage.Coalesce(operator, lineage, n));
        }
        Function2<Integer, Iterator<Object>, Iterator<Tuple2<Integer, Object>>> dealt = Functions.deal(n);
        Lineage numbered = new Lineage.Narrow(operator, lineage, NarrowKind.MAP_PARTITIONS_WITH_INDEX, dealt, false);
        Lineage sent = new Lineage.Shuffle(operator, numbered, new HashPartitioner(n), Combiner.None.INSTANCE, null);
        return same(new Lineage.Narrow(operator, sent, NarrowKind.VALUES, NarrowKind.NO_FUNCTION, false));
    }

    /** Each record once, by equals. */
    public R distinct() {
        return distinct(defaultPartitions(lineage));
    }

    public R distinct(int n) {
        requirePositive("distinct", n);
        Operator operator = Operator.here("distinct");
        Lineage keyed = new Lineage.Narrow(operator, lineage, NarrowKind.MAP_TO_PAIR, Functions.keyOnly(), false);
        Lineage reduced = new Lineage.Shuffle(
                operator, keyed, new HashPartitioner(n), new Combiner.Reduce(Functions.keepFirst()), null);
        return same(new Lineage.Narrow(operator, reduced, NarrowKind.KEYS, NarrowKind.NO_FUNCTION, false));
    }

    // ---- actions

    public long count() {
        long sum = 0;
        for (long part : context.runJob(lineage, all(), new Action.Count(), "count")) {
            sum += part;
        }
        return sum;
    }

    /** All records in the order of the partitions, in a fresh list that the caller may change. */
    @SuppressWarnings("unchecked")
    public List<T> collect() {
        return (List<T>) concat(context.runJob(lineage, all(), new Action.Collect(), "collect"), Integer.MAX_VALUE);
    }

    /** The records of some partitions, each in a list. */
    @SuppressWarnings("unchecked")
    public List<T>[] collectPartitions(int[] partitions) {
        List<Integer> wanted = new ArrayList<>();
        for (int partition : partitions) {
            if (partition < 0 || partition >= getNumPartitions()) {
                throw new IllegalArgumentException("collectPartitions: there is no partition " + partition
                        + "; this RDD has " + getNumPartitions());
            }
            wanted.add(partition);
        }
        List<T>[] result = (List<T>[]) new List<?>[wanted.size()];
        int at = 0;
        for (Object[] part : context.runJob(lineage, wanted, new Action.Collect(), "collectPartitions")) {
            result[at++] = (List<T>) new ArrayList<>(Arrays.asList(part));
        }
        return result;
    }

    /** The first {@code k} records; reads one partition, then four times as many at each further try. */
    @SuppressWarnings("unchecked")
    public List<T> take(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("take: can't take " + k + " records");
        }
        List<Object> taken = new ArrayList<>();
        int partitions = k == 0 ? 0 : getNumPartitions();
        int width = 1;
        for (int from = 0; from < partitions && taken.size() < k; width *= 4) {
            int to = (int) Math.min(partitions, (long) from + width);
            List<Integer> wanted = from == 0 && to == 1 ? FIRST : range(from, to);
            int missing = k - taken.size();
            taken.addAll(concat(context.runJob(lineage, wanted, new Action.Take(missing), "take"), missing));
            from = to;
        }
        return (List<T>) taken;
    }

    /** @throws UnsupportedOperationException when there is no record */
    public T first() {
        List<T> taken = take(1);
        if (taken.isEmpty()) {
            throw new UnsupportedOperationException("first: empty collection");
        }
        return taken.get(0);
    }

    public boolean isEmpty() {
        return take(1).isEmpty();
    }

    /**
     * One record out of all, by an associative and commutative function.
     *
     * @throws UnsupportedOperationException when there is no record
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // a record may be null
    public T reduce(Function2<T, T, T> f) {
        List<Object[]> parts = context.runJob(lineage, all(), new Action.Reduce(f), "reduce");
        Object result = null;
        boolean some = false;
        for (Object[] part : parts) {
            if (part.length > 0) {
                result = some ? onDriver("reduce", f, (T) result, (T) part[0]) : part[0];
                some = true;
            }
        }
        if (!some) {
            throw new UnsupportedOperationException("reduce: empty collection");
        }
        return (T) result;
    }

    /** As {@link #reduce}, starting each partition and the whole from a copy of {@code zero}. */
    @SuppressWarnings("unchecked")
    public T fold(T zero, Function2<T, T, T> f) {
        ZeroValue<T> copies = ZeroValue.of(zero, Operator.here("fold").toString());
        T result = copies.copy();
        for (Object part : context.runJob(lineage, all(), new Action.Aggregate(copies, f), "fold")) {
            result = onDriver("fold", f, result, (T) part);
        }
        return result;
    }

    /**
     * A result of another type: {@code seqOp} takes records in, starting each partition from a copy of {@code zero};
     * {@code combOp} joins the partitions' results. Both may change and return their first argument.
     */
    @SuppressWarnings("unchecked")
    public <U> U aggregate(U zero, Function2<U, T, U> seqOp, Function2<U, U, U> combOp) {
        ZeroValue<U> copies = ZeroValue.of(zero, Operator.here("aggregate").toString());
        U result = copies.copy();
        for (Object part : context.runJob(lineage, all(), new Action.Aggregate(copies, seqOp), "aggregate")) {
            result = onDriver("aggregate", combOp, result, (U) part);
        }
        return result;
    }

    /** Calls the function for each record, on the workers. */
    public void foreach(VoidFunction<T> f) {
        context.runJob(lineage, all(), new Action.Foreach(f), "foreach");
    }

    /** Calls the function for each partition, on the workers. */
    public void foreachPartition(VoidFunction<Iterator<T>> f) {
        Function2<Integer, Iterator<T>, Boolean> each = (partition, records) -> {
            f.call(records);
            return Boolean.TRUE;
        };
        context.runJob(lineage, all(), new Action.Process<>(each), "foreachPartition");
    }

    /** How often each record occurs. */
    public Map<T, Long> countByValue() {
        Map<T, Long> counts = new HashMap<>();
        Function2<Integer, Iterator<T>, Map<T, Long>> local = Functions.countByValue();
        for (Map<T, Long> part : context.runJob(lineage, all(), new Action.Process<>(local), "countByValue")) {
            part.forEach((record, n) -> counts.merge(record, n, Long::sum));
        }
        return counts;
    }

    // ---- actions on another thread

    /** {@link #count} on another thread. */
    public FutureAction<Long> countAsync() {
        return async("countAsync", RDD::count);
    }

    /** {@link #collect} on another thread. */
    public FutureAction<List<T>> collectAsync() {
        return async("collectAsync", RDD::collect);
    }

    /** {@link #take} on another thread. */
    public FutureAction<List<T>> takeAsync(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("takeAsync: can't take " + k + " records");
        }
        return async("takeAsync", rdd -> rdd.take(k));
    }

    /** {@link #foreach} on another thread. */
    @SuppressWarnings("NullAway") // there is no Void but null
    public FutureAction<Void> foreachAsync(VoidFunction<T> f) {
        return async("foreachAsync", rdd -> {
            rdd.foreach(f);
            return null;
        });
    }

    /** {@link #foreachPartition} on another thread. */
    @SuppressWarnings("NullAway") // there is no Void but null
    public FutureAction<Void> foreachPartitionAsync(VoidFunction<Iterator<T>> f) {
        return async("foreachPartitionAsync", rdd -> {
            rdd.foreachPartition(f);
            return null;
        });
    }

    private <A> FutureAction<A> async(String action, Function<RDD<T>, A> body) {
        Lineage described = lineage;
        return context.submit(action, own -> body.call(new RDD<>(own, described)));
    }

    // ---- approximate actions

    /** {@link #countApprox(long, double)} with confidence 0.95. */
    public PartialResult<BoundedDouble> countApprox(long timeoutMs) {
        return countApprox(timeoutMs, ApproximateActions.DEFAULT_CONFIDENCE);
    }

    /**
     * {@link #count} on another thread; returns when it is done, or at the time-out with an estimate from the partitions that are.
     *
     * @param confidence with which the true count is to lie within the bounds, from 0 to 1; a {@linkplain
     *     io.waterclock.partial.ClusterSample sample of partitions} tells them
     */
    public PartialResult<BoundedDouble> countApprox(long timeoutMs, double confidence) {
        return new ApproximateActions(context, lineage).count(timeoutMs, confidence);
    }

    /** {@link #countByValueApprox(long, double)} with confidence 0.95. */
    public PartialResult<Map<T, BoundedDouble>> countByValueApprox(long timeoutMs) {
        return countByValueApprox(timeoutMs, ApproximateActions.DEFAULT_CONFIDENCE);
    }

    /** {@link #countByValue} as {@link #countApprox(long, double)}; the confidence is of each value's count by itself. */
    public PartialResult<Map<T, BoundedDouble>> countByValueApprox(long timeoutMs, double confidence) {
        return new ApproximateActions(context, lineage).countByValue(timeoutMs, confidence);
    }

    // ---- saving

    /**
     * Writes each record's {@code toString} as a line of {@code path/part-nnnnn}, UTF-8, a file a partition, and an empty
     * {@code _SUCCESS} when all are there. A file appears only when it is whole.
     *
     * <p>When the job fails, the directory is removed, so that it can be tried again.
     *
     * @param path a local path or {@code file:} URI of a directory that doesn't exist; those above it are made
     * @throws io.waterclock.WaterclockException with code OUTPUT_EXISTS when the directory exists
     */
    public void saveAsTextFile(String path) {
        List<Integer> partitions = all();
        TextOutput output = TextOutput.create(path);
        try {
            Function2<Integer, Iterator<T>, Long> write = output::writePart;
            context.runJob(lineage, partitions, new Action.Process<>(write), "saveAsTextFile");
            output.commit();
        } catch (Throwable failure) {
            try {
                output.abort();
            } catch (RuntimeException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    // ---- for the subclasses

    abstract R self();

    /** A façade of the concrete kind over another lineage. */
    abstract R same(Lineage other);

    final Lineage narrow(String operator, NarrowKind kind, Object function, boolean preservesPartitioning) {
        return new Lineage.Narrow(Operator.here(operator), lineage, kind, function, preservesPartitioning);
    }

    final <U> RDD<U> plain(Lineage other) {
        return new RDD<>(context, other);
    }

    final <K2, V2> PairRDD<K2, V2> pairs(Lineage other) {
        return new PairRDD<>(context, other);
    }

    final List<Integer> all() {
        return range(0, getNumPartitions());
    }

    /** As many partitions as a by-key operation gets when the program doesn't say. */
    final int defaultPartitions(Lineage... parents) {
        int most = 1;
        for (Lineage parent : parents) {
            most = Math.max(most, parent.numPartitions());
        }
        return context.byKeyPartitions(most);
    }

    final void requireSameContext(String operator, AbstractRDD<?, ?> other) {
        if (other.context.owner() != context.owner()) {
            throw new IllegalArgumentException(
                    operator + ": the two RDDs belong to different contexts; make both from one");
        }
    }

    static void requirePositive(String operator, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(operator + ": the number of partitions must be at least 1, not " + n);
        }
    }

    static List<Integer> range(int from, int to) {
        return new IntRange(from, to);
    }

    private static <A, B, C> C onDriver(String action, Function2<A, B, C> f, A a, B b) {
        try {
            return f.call(a, b);
        } catch (Exception e) {
            throw new io.waterclock.WaterclockException(
                    io.waterclock.ErrorCode.FUNCTION_FAILED,
                    "The function of " + Operator.here(action) + " failed while joining the results of the partitions: "
                            + e,
                    e);
        }
    }

    private static List<Object> concat(List<Object[]> parts, int atMost) {
        long size = 0;
        for (Object[] part : parts) {
            size += part.length;
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw Sneaky.unchecked(new OutOfMemoryError("collect: " + size + " records don't fit into one list"));
        }
        List<Object> all = new ArrayList<>((int) Math.min(size, atMost));
        for (Object[] part : parts) {
            for (int i = 0; i < part.length && all.size() < atMost; i++) {
                all.add(part[i]);
            }
        }
        return all;
    }

    /** A list of consecutive integers that isn't stored. */
    private static final class IntRange extends java.util.AbstractList<Integer> implements java.util.RandomAccess {
        private final int from;
        private final int size;

        IntRange(int from, int to) {
            this.from = from;
            this.size = to - from;
        }

        @Override
        public Integer get(int index) {
            java.util.Objects.checkIndex(index, size);
            return from + index;
        }

        @Override
        public int size() {
            return size;
        }
    }
}

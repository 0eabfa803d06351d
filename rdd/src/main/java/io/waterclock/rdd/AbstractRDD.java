// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.util.Given.given;

import io.waterclock.Tuple2;
import io.waterclock.function.DoubleFlatMapFunction;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.FlatMapFunction2;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.Groups;
import io.waterclock.rdd.derived.Pairings;
import io.waterclock.rdd.derived.Sampling;
import io.waterclock.source.PartitionCount;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RDD}, {@link PairRDD} and {@link DoubleRDD} share: a description of records, computed when an action asks.
 *
 * <p>Immutable but for its {@linkplain #setName name} and storage level; safe for any thread. Transformations return at
 * once; actions run a job and return when it has ended, throwing {@link io.waterclock.WaterclockException} with what
 * failed. Neither may be called inside a function of an operator.
 *
 * @param <T> the type of its records
 * @param <R> the concrete façade
 */
public abstract class AbstractRDD<T, R extends AbstractRDD<T, R>> extends RDDActions<T> {
    private final RDDContext context;
    private final int id;
    private volatile @Nullable String name;

    AbstractRDD(RDDContext context, Lineage lineage) {
        super(context, lineage);
        this.context = context;
        this.id = context.nextRddId();
    }

    // ---- what it is

    /** Unique in its context. */
    public final int id() {
        return id;
    }

    public final @Nullable String name() {
        return name;
    }

    /** A name for people; changes nothing else. */
    public R setName(@Nullable String newName) {
        this.name = newName;
        return self();
    }

    /** How keys are spread over the partitions, if that is known. */
    public final Optional<Partitioner> partitioner() {
        return Optional.ofNullable(lineage().partitioner());
    }

    public final StorageLevel getStorageLevel() {
        return context.storageLevel(lineage());
    }

    /**
     * The lineage as text, for people: a line an operator, the last one first, with the number of partitions where a stage begins
     * and the storage level of what is kept. What lies before a shuffle is indented.
     */
    public String toDebugString() {
        return LineageText.of(this);
    }

    @Override
    public String toString() {
        return (name == null ? "" : name + " ") + getClass().getSimpleName() + "[" + id + "] " + lineage();
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
        context.persist(lineage(), given(level, "persist", "storage level"), this);
        return self();
    }

    /** Lets kept partitions go and waits for it. */
    public R unpersist() {
        return unpersist(true);
    }

    public R unpersist(boolean blocking) {
        context.unpersist(lineage(), blocking);
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
        become(context.checkpoint(lineage(), id, false));
    }

    /**
     * As {@link #checkpoint}, but the engine keeps the partitions, in memory and on its disk: quicker, and gone with the engine,
     * or once unpersisted; then the records can't be had any more. Until then nothing else takes their room. When not all
     * partitions can be kept the checkpoint isn't made, which is logged: the RDD is computed as before.
     */
    public R localCheckpoint() {
        become(context.checkpoint(lineage(), id, true));
        return self();
    }

    /** Whether a checkpoint asked for has been made. */
    public boolean isCheckpointed() {
        return context.isCheckpointed(lineage());
    }

    /** The directory with its records, which {@code WaterclockContext.checkpointFile} reads; none for a local checkpoint, or before it is made. */
    public Optional<String> getCheckpointFile() {
        return Optional.ofNullable(context.checkpointFile(lineage()));
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

    public DoubleRDD mapToDouble(DoubleFunction<T> f) {
        return doubles(narrow("mapToDouble", NarrowKind.MAP_TO_DOUBLE, f, false));
    }

    public DoubleRDD flatMapToDouble(DoubleFlatMapFunction<T> f) {
        return doubles(narrow("flatMapToDouble", NarrowKind.FLAT_MAP, f, false));
    }

    public DoubleRDD mapPartitionsToDouble(DoubleFlatMapFunction<Iterator<T>> f) {
        return mapPartitionsToDouble(f, false);
    }

    public DoubleRDD mapPartitionsToDouble(DoubleFlatMapFunction<Iterator<T>> f, boolean preservesPartitioning) {
        return doubles(narrow("mapPartitionsToDouble", NarrowKind.MAP_PARTITIONS, f, preservesPartitioning));
    }

    /** The function sees the index of the partition and its records. */
    public <U> RDD<U> mapPartitionsWithIndex(Function2<Integer, Iterator<T>, Iterator<U>> f) {
        return mapPartitionsWithIndex(f, false);
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
        return pairs(narrow("keyBy", NarrowKind.KEY_BY, f, false));
    }

    // ---- samples

    /** {@link #sample(boolean, double, long)} with a seed that is another one each time. */
    public R sample(boolean withReplacement, double fraction) {
        return sample(withReplacement, fraction, ThreadLocalRandom.current().nextLong());
    }

    /**
     * Some of the records, in their order: each with the chance {@code fraction}, or, with replacement, as often as a Poisson number
     * with this mean says. How many there are is not fixed. The same seed takes the same from partitions that are the same.
     */
    public R sample(boolean withReplacement, double fraction, long seed) {
        requireFraction("sample", withReplacement, fraction);
        return sampled("sample", Sampling.sample(withReplacement, fraction, seed));
    }

    final R sampled(String operator, Function2<Integer, Iterator<T>, Iterator<T>> f) {
        return same(narrow(operator, NarrowKind.MAP_PARTITIONS_WITH_INDEX, f, true));
    }

    static void requireFraction(String operator, boolean withReplacement, double fraction) {
        if (!(fraction >= 0) || fraction > (withReplacement ? Double.MAX_VALUE : 1)) {
            throw new IllegalArgumentException(operator + ": a fraction must be "
                    + (withReplacement ? "a number of at least 0" : "from 0 to 1 when nothing is put back") + ", not "
                    + fraction);
        }
    }

    // ---- through a program

    /** {@link #pipe(List)}, of the words of {@code command}: cut at white space, without quoting. */
    public RDD<String> pipe(String command) {
        List<String> words = new ArrayList<>();
        new StringTokenizer(given(command, "pipe", "command"))
                .asIterator()
                .forEachRemaining(word -> words.add((String) word));
        return pipe(words);
    }

    public RDD<String> pipe(List<String> command) {
        return pipe(command, Map.of());
    }

    public RDD<String> pipe(List<String> command, Map<String, String> env) {
        return pipe(command, env, false, 8192);
    }

    public RDD<String> pipe(List<String> command, Map<String, String> env, boolean separateWorkingDir, int bufferSize) {
        return pipe(
                command,
                env,
                separateWorkingDir,
                bufferSize,
                Charset.defaultCharset().name());
    }

    /**
     * The lines that a program prints, which gets each record's {@code toString} as a line: a process a partition, also for an empty
     * one. The process ends with the task. An exit code other than 0 is an error; what it prints to its standard error goes to
     * that of this JVM, and its end into the text of the error.
     *
     * @param env variables added to those of this JVM
     * @param separateWorkingDir whether each process runs in a fresh directory, with links to what is in the current one; it is
     *     removed at the end
     * @param bufferSize bytes gathered before they are written to the process
     * @param encoding the name of a charset, for both directions
     */
    public RDD<String> pipe(
            List<String> command,
            Map<String, String> env,
            boolean separateWorkingDir,
            int bufferSize,
            String encoding) {
        if (given(command, "pipe", "command").isEmpty()) {
            throw new IllegalArgumentException("pipe: the command has no words");
        }
        if (bufferSize < 1) {
            throw new IllegalArgumentException("pipe: the buffer size must be at least 1, not " + bufferSize);
        }
        FlatMapFunction<Iterator<T>, String> piping = context.pipe(
                List.copyOf(command),
                Map.copyOf(given(env, "pipe", "map of variables")),
                separateWorkingDir,
                bufferSize,
                Charset.forName(given(encoding, "pipe", "encoding")));
        return plain(narrow("pipe", NarrowKind.MAP_PARTITIONS, piping, false));
    }

    // ---- several parents

    /** All records of this, then all of the other; duplicates stay. */
    public R union(R other) {
        requireSameContext("union", other);
        return same(new Lineage.Union(Operator.here("union"), List.of(lineage(), other.lineage())));
    }

    /**
     * Pairs of the first record here with the first there, and so on. Both have the same number of partitions, and each partition as
     * many records as its counterpart; if not, the first action fails, and names them. Reads no further than it is read.
     */
    public <U> PairRDD<T, U> zip(AbstractRDD<U, ?> other) {
        requireSameContext("zip", other);
        return pairs(zipped(
                "zip", other, Pairings.zip(lineage().toString(), other.lineage().toString())));
    }

    /** What the function makes of partition i here and partition i there; both have the same number of partitions. */
    public <U, V> RDD<V> zipPartitions(AbstractRDD<U, ?> other, FlatMapFunction2<Iterator<T>, Iterator<U>, V> f) {
        return plain(zipped("zipPartitions", other, Pairings.partitions(given(f, "zipPartitions", "function"))));
    }

    private Lineage zipped(
            String operator, AbstractRDD<?, ?> other, FlatMapFunction<List<Iterable<Object>>, Object> f) {
        requireSameContext(operator, other);
        return new Lineage.Zip(
                Operator.here(operator), List.of(lineage(), other.lineage()), Lineage.Zip.Pairing.SAME, f, false);
    }

    /** Pairs of each record here with each there. Partition {@code i·m + j} has those of partition i here and j of m there. */
    public <U> PairRDD<T, U> cartesian(AbstractRDD<U, ?> other) {
        requireSameContext("cartesian", other);
        return pairs(new Lineage.Zip(
                Operator.here("cartesian"),
                List.of(lineage(), other.lineage()),
                Lineage.Zip.Pairing.CROSS,
                Pairings.cartesian(),
                false));
    }

    /**
     * Each record with its place among all, from 0. Where there is more than one partition, a job counts all but the last
     * at the call.
     */
    public PairRDD<T, Long> zipWithIndex() {
        int partitions = getNumPartitions();
        long[] firsts = new long[Math.max(1, partitions)];
        if (partitions > 1) {
            List<Long> counts = context.runJob(lineage(), range(0, partitions - 1), new Action.Count(), "zipWithIndex");
            for (int p = 1; p < partitions; p++) {
                firsts[p] = firsts[p - 1] + counts.get(p - 1);
            }
        }
        Function2<Integer, Iterator<T>, Iterator<Tuple2<T, Long>>> numbering = Pairings.withIndex(firsts);
        return pairs(narrow("zipWithIndex", NarrowKind.MAP_PARTITIONS_WITH_INDEX, numbering, false));
    }

    /** Each record with a number of its own: record k of partition p of n gets {@code k·n + p}. Runs no job. */
    public PairRDD<T, Long> zipWithUniqueId() {
        Function2<Integer, Iterator<T>, Iterator<Tuple2<T, Long>>> numbering =
                Pairings.withUniqueId(getNumPartitions());
        return pairs(narrow("zipWithUniqueId", NarrowKind.MAP_PARTITIONS_WITH_INDEX, numbering, false));
    }

    // ---- by equals

    /** All records under what the function makes of them. To count or sum, {@link PairRDD#reduceByKey} is far cheaper. */
    public <K2> PairRDD<K2, Iterable<T>> groupBy(Function<T, K2> f) {
        return groupBy(f, defaultPartitions(lineage()));
    }

    public <K2> PairRDD<K2, Iterable<T>> groupBy(Function<T, K2> f, int n) {
        given(f, "groupBy", "function");
        PartitionCount.require("groupBy", n);
        Operator operator = Operator.here("groupBy");
        Lineage keyed = new Lineage.Narrow(operator, lineage(), NarrowKind.KEY_BY, f, false);
        return pairs(new Lineage.Shuffle(operator, keyed, new HashPartitioner(n), Combiner.Group.INSTANCE, null));
    }

    /** Each record that both have, once. */
    public R intersection(R other) {
        requireSameContext("intersection", other);
        Operator operator = Operator.here("intersection");
        Partitioner partitioner = new HashPartitioner(defaultPartitions(lineage(), other.lineage()));
        Lineage both = new Lineage.CoGroup(
                operator,
                List.of(
                        ByKey.once(operator, keyed(operator, lineage()), partitioner),
                        ByKey.once(operator, keyed(operator, other.lineage()), partitioner)),
                partitioner);
        return same(ByKey.keys(
                operator, new Lineage.Narrow(operator, both, NarrowKind.FLAT_MAP_VALUES, Groups.inBoth(), true)));
    }

    /** The records that the other doesn't have; duplicates stay. As many partitions as here. */
    public R subtract(R other) {
        return subtract(other, Math.max(1, getNumPartitions()));
    }

    public R subtract(R other, int n) {
        PartitionCount.require("subtract", n);
        return subtracted(other, new HashPartitioner(n));
    }

    /** @param partitioner of records; of the keys, where records are pairs */
    public R subtract(R other, Partitioner partitioner) {
        return subtracted(other, ofRecords(given(partitioner, "subtract", "partitioner")));
    }

    private R subtracted(R other, Partitioner partitioner) {
        requireSameContext("subtract", other);
        Operator operator = Operator.here("subtract");
        return same(ByKey.keys(
                operator,
                ByKey.without(operator, keyed(operator, lineage()), keyed(operator, other.lineage()), partitioner)));
    }

    /** A partitioner that the program gave, for whole records. */
    Partitioner ofRecords(Partitioner partitioner) {
        return partitioner;
    }

    private static Lineage keyed(Operator operator, Lineage records) {
        return new Lineage.Narrow(operator, records, NarrowKind.MAP_TO_PAIR, Functions.keyOnly(), false);
    }

    // ---- other partitions

    /** {@code n} partitions; records are dealt out evenly, through a shuffle. */
    public R repartition(int n) {
        return dealtOut("repartition", n);
    }

    /** At most {@code n} partitions, by joining neighbours; no shuffle. They stay as they are where there are no more than that. */
    public R coalesce(int n) {
        PartitionCount.requireSome("coalesce", n);
        return same(new Lineage.Coalesce(Operator.here("coalesce"), lineage(), n));
    }

    /** {@link #repartition} or {@link #coalesce(int)}. */
    public R coalesce(int n, boolean shuffle) {
        return shuffle ? dealtOut("coalesce", n) : coalesce(n);
    }

    private R dealtOut(String name, int n) {
        PartitionCount.require(name, n);
        Operator operator = Operator.here(name);
        Function2<Integer, Iterator<Object>, Iterator<Tuple2<Integer, Object>>> dealt = Functions.deal(n);
        Lineage numbered = new Lineage.Narrow(operator, lineage(), NarrowKind.MAP_PARTITIONS_WITH_INDEX, dealt, false);
        Lineage sent = new Lineage.Shuffle(operator, numbered, new HashPartitioner(n), Combiner.None.INSTANCE, null);
        return same(new Lineage.Narrow(operator, sent, NarrowKind.VALUES, NarrowKind.NO_FUNCTION, false));
    }

    /** Each record once, by equals. */
    public R distinct() {
        return distinct(defaultPartitions(lineage()));
    }

    public R distinct(int n) {
        PartitionCount.require("distinct", n);
        Operator operator = Operator.here("distinct");
        return same(ByKey.keys(operator, ByKey.once(operator, keyed(operator, lineage()), new HashPartitioner(n))));
    }

    // ---- for the subclasses

    abstract R self();

    /** A façade of the concrete kind over another lineage. */
    abstract R same(Lineage other);

    final Lineage narrow(String operator, NarrowKind kind, Object function, boolean preservesPartitioning) {
        given(function, operator, "function");
        Operator named = Operator.here(operator, lineage().operator(), function);
        return new Lineage.Narrow(named, lineage(), kind, function, preservesPartitioning);
    }

    final <U> RDD<U> plain(Lineage other) {
        return new RDD<>(context, other);
    }

    final DoubleRDD doubles(Lineage other) {
        return new DoubleRDD(context, other);
    }

    final <K2, V2> PairRDD<K2, V2> pairs(Lineage other) {
        return new PairRDD<>(context, other);
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
        if (given(other, operator, "other RDD").handle().owner() != context.owner()) {
            throw new IllegalArgumentException(
                    operator + ": the two RDDs belong to different contexts; make both from one");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.util.Given.given;

import io.waterclock.ErrorCode;
import io.waterclock.FutureAction;
import io.waterclock.Partition;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.compress.CompressionCodec;
import io.waterclock.compress.CompressionCodecs;
import io.waterclock.function.Function;
import io.waterclock.function.Function0;
import io.waterclock.function.Function2;
import io.waterclock.function.OutsideTasks;
import io.waterclock.function.Sneaky;
import io.waterclock.function.VoidFunction;
import io.waterclock.input.ObjectFormat;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.derived.Draws;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.HyperLogLog;
import io.waterclock.rdd.derived.Sampling;
import io.waterclock.rdd.derived.Smallest;
import io.waterclock.source.LocalListSource;
import io.waterclock.text.TextFormat;
import io.waterclock.util.Interruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The actions of every RDD: each runs a job, or some one after the other, and returns when it has ended, throwing
 * {@link io.waterclock.WaterclockException} with what failed. None may be called inside a function of an operator.
 *
 * @param <T> the type of its records
 */
public abstract class RDDActions<T> implements OutsideTasks {
    private static final List<Integer> FIRST = List.of(0);
    private static final String WHILE_JOINING = "while joining the results of the partitions";

    private final RDDContext context;
    private volatile Lineage lineage;

    RDDActions(RDDContext context, Lineage lineage) {
        this.context = context;
        this.lineage = lineage;
    }

    // ---- what it is

    /** For engines and the streaming half: what this describes. */
    public final Lineage lineage() {
        return lineage;
    }

    /** Is described by another lineage from now on, of the same records. */
    final void become(Lineage sameRecords) {
        lineage = sameRecords;
    }

    /** For the streaming half: what it asks of its context. */
    public final RDDContext handle() {
        return context;
    }

    /** The context it was made in. */
    public final WaterclockContext context() {
        return (WaterclockContext) context.owner();
    }

    public final int getNumPartitions() {
        return lineage.numPartitions();
    }

    /** Its partitions, in order. */
    public List<Partition> partitions() {
        List<Partition> all = new ArrayList<>();
        for (int index : all()) {
            all.add(new Numbered(index));
        }
        return all;
    }

    private record Numbered(int index) implements Partition {}

    // ---- all of it, or how much there is

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
        for (int partition : given(partitions, "collectPartitions", "array of partitions")) {
            requirePartition("collectPartitions", partition);
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
        requireCount("take", k);
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
    public T reduce(Function2<T, T, T> f) {
        return reduced("reduce", f, 1);
    }

    /** As {@link #reduce}, starting each partition and the whole from a copy of {@code zero}. */
    @SuppressWarnings("unchecked")
    public T fold(T zero, Function2<T, T, T> f) {
        given(f, "fold", "function");
        ZeroValue<T> copies = ZeroValue.of(zero, Operator.here("fold").toString());
        T result = copies.copy();
        for (Object part : context.runJob(lineage, all(), new Action.Aggregate(copies, f), "fold")) {
            result = joining("fold", f, result, (T) part);
        }
        return result;
    }

    /**
     * A result of another type: {@code seqOp} takes records in, starting each partition from a copy of {@code zero};
     * {@code combOp} joins the partitions' results. Both may change and return their first argument.
     */
    @SuppressWarnings("unchecked")
    public <U> U aggregate(U zero, Function2<U, T, U> seqOp, Function2<U, U, U> combOp) {
        given(seqOp, "aggregate", "function seqOp");
        given(combOp, "aggregate", "function combOp");
        ZeroValue<U> copies = ZeroValue.of(zero, Operator.here("aggregate").toString());
        U result = copies.copy();
        for (Object part : context.runJob(lineage, all(), new Action.Aggregate(copies, seqOp), "aggregate")) {
            result = joining("aggregate", combOp, result, (U) part);
        }
        return result;
    }

    /** Calls the function for each record, on the workers. */
    public void foreach(VoidFunction<T> f) {
        context.runJob(lineage, all(), new Action.Foreach(given(f, "foreach", "function")), "foreach");
    }

    /** Calls the function for each partition, on the workers. */
    public void foreachPartition(VoidFunction<Iterator<T>> f) {
        given(f, "foreachPartition", "function");
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

    // ---- in parts

    /**
     * The records one by one, in the order of the partitions. Each partition is computed by a job of its own when its first
     * record is asked for, and no more than one is held at a time.
     */
    public Iterator<T> toLocalIterator() {
        int partitions = getNumPartitions();
        return new Iterator<>() {
            private Object[] part = new Object[0];
            private int at;
            private int next;

            @Override
            public boolean hasNext() {
                while (at == part.length) {
                    if (next == partitions) {
                        return false;
                    }
                    part = new Object[0]; // so that only one is held
                    at = 0;
                    part = collected(next++, "toLocalIterator");
                }
                return true;
            }

            @Override
            @SuppressWarnings("unchecked")
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return (T) part[at++];
            }
        };
    }

    /**
     * The records of one partition, computed by a job at the call.
     *
     * @param task is not looked at: a task that wants the records of another RDD can't have them, here as everywhere
     */
    @SuppressWarnings("unchecked")
    public Iterator<T> iterator(Partition partition, @Nullable TaskContext task) {
        int index = given(partition, "iterator", "partition").index();
        requirePartition("iterator", index);
        return (Iterator<T>) Arrays.asList(collected(index, "iterator")).iterator();
    }

    private Object[] collected(int partition, String action) {
        return context.runJob(lineage, List.of(partition), new Action.Collect(), action)
                .get(0);
    }

    private void requirePartition(String action, int partition) {
        if (partition < 0 || partition >= getNumPartitions()) {
            throw new IllegalArgumentException(
                    action + ": there is no partition " + partition + "; this RDD has " + getNumPartitions());
        }
    }

    // ---- the smallest, the largest, any

    /** The {@code k} smallest by natural order, in order. */
    public List<T> takeOrdered(int k) {
        return takeOrdered(k, NaturalOrder.of());
    }

    /** The {@code k} smallest by the order, in order; of equal ones, those that come first. */
    public List<T> takeOrdered(int k, Comparator<T> order) {
        given(order, "takeOrdered", "order");
        return smallest("takeOrdered", k, order);
    }

    /** The {@code k} largest by natural order, the largest first. */
    public List<T> top(int k) {
        return top(k, NaturalOrder.of());
    }

    /** The {@code k} largest by the order, the largest first; of equal ones, those that come first. */
    public List<T> top(int k, Comparator<T> order) {
        given(order, "top", "order");
        return smallest("top", k, order.reversed());
    }

    private List<T> smallest(String action, int k, Comparator<T> order) {
        requireCount(action, k);
        Function2<Integer, Iterator<T>, List<T>> local = (partition, records) ->
                new Smallest<T>(k, order).addAll(records).sorted();
        List<List<T>> parts = context.runJob(lineage, all(), new Action.Process<>(local), action);
        return onCaller(action, "order", WHILE_JOINING, () -> {
            Smallest<T> all = new Smallest<>(k, order);
            parts.forEach(part -> all.addAll(part.iterator()));
            return all.sorted();
        });
    }

    /** @throws UnsupportedOperationException when there is no record */
    public T min(Comparator<T> order) {
        given(order, "min", "order");
        return reduced("min", (a, b) -> order.compare(a, b) <= 0 ? a : b, 1);
    }

    /** @throws UnsupportedOperationException when there is no record */
    public T max(Comparator<T> order) {
        given(order, "max", "order");
        return reduced("max", (a, b) -> order.compare(a, b) >= 0 ? a : b, 1);
    }

    /** {@link #takeSample(boolean, int, long)} with a seed that is another one each time. */
    public List<T> takeSample(boolean withReplacement, int k) {
        return takeSample(withReplacement, k, ThreadLocalRandom.current().nextLong());
    }

    /**
     * {@code k} records drawn at random, each with the same chance, in random order; fewer only where there are fewer and none
     * is put back. The same seed draws the same from partitions that are the same.
     *
     * <p>One job; with replacement two, one that counts and one that fetches.
     */
    public List<T> takeSample(boolean withReplacement, int k, long seed) {
        requireCount("takeSample", k);
        if (withReplacement) {
            return drawn(k, seed);
        }
        Smallest<Sampling.Drawn<T>> all = new Smallest<>(k, Sampling.Drawn.BY_NUMBER);
        Function2<Integer, Iterator<T>, List<Sampling.Drawn<T>>> local = Sampling.smallest(k, seed);
        for (List<Sampling.Drawn<T>> part : context.runJob(lineage, all(), new Action.Process<>(local), "takeSample")) {
            all.addAll(part.iterator());
        }
        List<T> sample = new ArrayList<>();
        all.sorted().forEach(each -> sample.add(each.record()));
        return sample;
    }

    private List<T> drawn(int k, long seed) {
        List<Long> counts = context.runJob(lineage, all(), new Action.Count(), "takeSample");
        long total = counts.stream().mapToLong(Long::longValue).sum();
        List<T> sample = new ArrayList<>();
        if (total == 0 || k == 0) {
            return sample;
        }
        SplittableRandom random = Draws.of(seed, -1);
        long[] places = random.longs(k, 0, total).sorted().toArray();
        Map<Integer, long[]> wanted = new HashMap<>();
        long first = 0;
        for (int p = 0, from = 0; from < k; p++) {
            long begin = first;
            first += counts.get(p);
            int to = from;
            while (to < k && places[to] < first) {
                to++;
            }
            wanted.put(
                    p,
                    Arrays.stream(places, from, to).map(place -> place - begin).toArray());
            from = to;
        }
        Function2<Integer, Iterator<T>, List<T>> fetch = Sampling.at(wanted);
        context.runJob(lineage, all(), new Action.Process<>(fetch), "takeSample")
                .forEach(sample::addAll);
        Collections.shuffle(sample, new Random(random.nextLong()));
        return sample;
    }

    // ---- by a tree

    /** {@link #treeReduce(Function2, int)} of depth 2. */
    public T treeReduce(Function2<T, T, T> f) {
        return treeReduce(f, 2);
    }

    /**
     * As {@link #reduce}, with the partitions' results joined on the workers in so many levels, where results are many or
     * joining is slow.
     *
     * @throws UnsupportedOperationException when there is no record
     */
    public T treeReduce(Function2<T, T, T> f, int depth) {
        return reduced("treeReduce", f, depth);
    }

    /** {@link #treeAggregate(Object, Function2, Function2, int)} of depth 2. */
    public <U> U treeAggregate(U zero, Function2<U, T, U> seqOp, Function2<U, U, U> combOp) {
        return treeAggregate(zero, seqOp, combOp, 2);
    }

    /** As {@link #aggregate}, with the partitions' results joined on the workers in so many levels. */
    public <U> U treeAggregate(U zero, Function2<U, T, U> seqOp, Function2<U, U, U> combOp, int depth) {
        return treeAggregate(zero, seqOp, combOp, depth, false);
    }

    /**
     * As {@link #aggregate}, with the partitions' results joined on the workers in so many levels. A join starts from a copy of
     * {@code zero} and doesn't change the results that it takes in, unless {@code combOp} changes its second argument.
     *
     * @param depth of the tree, at least 1; n results become about n^(1/depth) at each level
     * @param finalAggregateOnExecutor whether the last join too is done by a worker, not by the calling thread
     */
    @SuppressWarnings("unchecked")
    public <U> U treeAggregate(
            U zero, Function2<U, T, U> seqOp, Function2<U, U, U> combOp, int depth, boolean finalAggregateOnExecutor) {
        given(seqOp, "treeAggregate", "function seqOp");
        given(combOp, "treeAggregate", "function combOp");
        requireDepth("treeAggregate", depth);
        ZeroValue<U> copies = ZeroValue.of(zero, Operator.here("treeAggregate").toString());
        List<Object> parts = context.runJob(lineage, all(), new Action.Aggregate(copies, seqOp), "treeAggregate");
        Action<Object> join = new Action.Aggregate(copies, combOp);
        int scale = scale(parts.size(), depth);
        while (isWide(parts.size(), scale)) {
            parts = joined(parts, parts.size() / scale, join, "treeAggregate");
        }
        if (finalAggregateOnExecutor && parts.size() > 1) {
            parts = joined(parts, 1, join, "treeAggregate");
        }
        U result = copies.copy();
        for (Object part : parts) {
            result = joining("treeAggregate", combOp, result, (U) part);
        }
        return result;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a record may be null
    private T reduced(String action, Function2<T, T, T> f, int depth) {
        requireDepth(action, depth);
        Action<Object[]> reduce = new Action.Reduce(given(f, action, "function"));
        List<Object> parts = some(context.runJob(lineage, all(), reduce, action));
        int scale = scale(parts.size(), depth);
        while (isWide(parts.size(), scale)) {
            parts = some(joined(parts, parts.size() / scale, reduce, action));
        }
        if (parts.isEmpty()) {
            throw new UnsupportedOperationException(action + ": empty collection");
        }
        T result = (T) parts.get(0);
        for (Object part : parts.subList(1, parts.size())) {
            result = joining(action, f, result, (T) part);
        }
        return result;
    }

    private static List<Object> some(List<Object[]> parts) {
        List<Object> results = new ArrayList<>(parts.size());
        for (Object[] part : parts) {
            Collections.addAll(results, part);
        }
        return results;
    }

    /** By how much a level of the tree is narrower than the one below. */
    private static int scale(int results, int depth) {
        return Math.max(2, (int) Math.ceil(Math.pow(results, 1.0 / depth)));
    }

    /** Whether another level leaves fewer joins to the last one than it takes itself. */
    private static boolean isWide(int results, int scale) {
        return results > scale + (results + scale - 1) / scale;
    }

    private <P> List<P> joined(List<Object> parts, int n, Action<P> join, String action) {
        Lineage source = new Lineage.Source(Operator.here(action), LocalListSource.of(action, parts, n));
        return context.runJob(source, range(0, n), join, action);
    }

    private static void requireDepth(String action, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException(action + ": the depth must be at least 1, not " + depth);
        }
    }

    private static void requireCount(String action, int k) {
        if (k < 0) {
            throw new IllegalArgumentException(action + ": can't take " + k + " records");
        }
    }

    // ---- about how many

    /**
     * About how many distinct records there are, by HyperLogLog: each partition needs about {@code (1.04 / relativeSD)²}
     * bytes, and no shuffle. Few distinct records are counted exactly.
     *
     * @param relativeSD the standard deviation of the answer, relative to it: 0.05 is a good one
     */
    public long countApproxDistinct(double relativeSD) {
        HyperLogLog all = HyperLogLog.ofError(relativeSD, "countApproxDistinct");
        Function2<HyperLogLog, Object, HyperLogLog> take = HyperLogLog::add;
        Action<Object> sketch = new Action.Aggregate(ZeroValue.of(all.empty(), "countApproxDistinct"), take);
        for (Object part : context.runJob(lineage, all(), sketch, "countApproxDistinct")) {
            all.merge((HyperLogLog) part);
        }
        return all.estimate();
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
    @SuppressWarnings("NullAway") // there is no result
    public FutureAction<Void> foreachAsync(VoidFunction<T> f) {
        given(f, "foreachAsync", "function");
        return async("foreachAsync", rdd -> {
            rdd.foreach(f);
            return null;
        });
    }

    /** {@link #foreachPartition} on another thread. */
    @SuppressWarnings("NullAway") // there is no result
    public FutureAction<Void> foreachPartitionAsync(VoidFunction<Iterator<T>> f) {
        given(f, "foreachPartitionAsync", "function");
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

    // ---- writing

    /**
     * Writes each record's {@code toString} as a line of {@code path/part-nnnnn}, UTF-8, a file a partition, and an empty
     * {@code _SUCCESS} when all are there. The files appear when the whole job has succeeded; when it fails, the directory is
     * removed, so that it can be tried again.
     *
     * @param path a local path or {@code file:} URI of a directory that doesn't exist; those above it are made
     * @throws io.waterclock.WaterclockException with code OUTPUT_EXISTS when the directory exists
     */
    public void saveAsTextFile(String path) {
        Saves.run("saveAsTextFile", context, lineage, path, new TextFormat(null));
    }

    /** {@link #saveAsTextFile(String)}, compressed: such as {@code GzipCodec.class}, which gives {@code part-00000.gz}. */
    public void saveAsTextFile(String path, Class<? extends CompressionCodec> codec) {
        Saves.run(
                "saveAsTextFile",
                context,
                lineage,
                path,
                new TextFormat(CompressionCodecs.of("saveAsTextFile", codec)));
    }

    /**
     * {@link #saveAsTextFile(String)}, compressed by the codec of a name.
     *
     * @param codec {@code none}, {@code gzip}, {@code deflate}, or what a module on the class path adds
     * @throws IllegalArgumentException when there is none of that name
     */
    public void saveAsTextFile(String path, String codec) {
        TextFormat format = new TextFormat(CompressionCodecs.installed().named("saveAsTextFile", codec));
        Saves.run("saveAsTextFile", context, lineage, path, format);
    }

    /**
     * Writes the records, of any types that have codecs, to {@code path/part-nnnnn}, a file a partition; {@code
     * WaterclockContext.objectFile} reads them, in this program or another. Appears and fails as {@link #saveAsTextFile(String)} does.
     *
     * @throws io.waterclock.WaterclockException with code OUTPUT_EXISTS when the directory exists, CODEC_MISSING when a type
     *     has no codec
     */
    public void saveAsObjectFile(String path) {
        String here = Operator.here("saveAsObjectFile").toString();
        Saves.run("saveAsObjectFile", context, lineage, path, new ObjectFormat(context.codecs(), here));
    }

    // ---- inside

    final List<Integer> all() {
        return range(0, getNumPartitions());
    }

    static List<Integer> range(int from, int to) {
        return new IntRange(from, to);
    }

    /**
     * Calls a function of the program outside tasks, on the thread that called the action.
     *
     * @param what the function is, and {@code when} it is called, for the error
     */
    static <C> C onCaller(String action, String what, String when, Function0<C> f) {
        try {
            return f.call();
        } catch (WaterclockException e) {
            throw e;
        } catch (Throwable e) {
            if (Interruption.isOfBlockingCall(e)) {
                Thread.currentThread().interrupt();
            }
            throw new WaterclockException(
                    e instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.FUNCTION_FAILED,
                    "The " + what + " of " + Operator.here(action) + " failed " + when + ": " + e,
                    e);
        }
    }

    private static <A, B, C> C joining(String action, Function2<A, B, C> f, A a, B b) {
        return onCaller(action, "function", WHILE_JOINING, () -> f.call(a, b));
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
            List<Object> records = Arrays.asList(part);
            int missing = atMost - all.size();
            all.addAll(part.length <= missing ? records : records.subList(0, missing));
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

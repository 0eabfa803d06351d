// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.derived.Functions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs of a key and a value, spread over partitions. Keys are compared by {@code equals} and {@code hashCode}; null is a
 * key like any other (but can't be sorted naturally); arrays are refused as keys.
 *
 * <p>Where no number of partitions or partitioner is given, a parent's partitioner is kept if it has one, else keys are
 * hashed over {@code waterclock.default.parallelism} partitions, or as many as the largest parent has.
 */
public class PairRDD<K, V> extends AbstractRDD<Tuple2<K, V>, PairRDD<K, V>> {

    /** For contexts, connectors and the streaming half: the RDD that a lineage of pairs describes. */
    public PairRDD(RDDContext context, Lineage lineage) {
        super(context, lineage);
    }

    /** The pairs of an RDD of tuples, as they are. */
    public static <K, V> PairRDD<K, V> fromRDD(RDD<Tuple2<K, V>> rdd) {
        return new PairRDD<>(rdd.handle(), rdd.lineage());
    }

    /** Itself as an RDD of tuples; where other APIs unwrap. */
    public RDD<Tuple2<K, V>> rdd() {
        return plain(lineage());
    }

    // ---- narrow

    /** Other values under the same keys; the spread of keys stays known. */
    public <U> PairRDD<K, U> mapValues(Function<V, U> f) {
        return pairs(narrow("mapValues", NarrowKind.MAP_VALUES, f, true));
    }

    public <U> PairRDD<K, U> flatMapValues(FlatMapFunction<V, U> f) {
        return pairs(narrow("flatMapValues", NarrowKind.FLAT_MAP_VALUES, f, true));
    }

    public RDD<K> keys() {
        return plain(narrow("keys", NarrowKind.KEYS, NarrowKind.NO_FUNCTION, false));
    }

    public RDD<V> values() {
        return plain(narrow("values", NarrowKind.VALUES, NarrowKind.NO_FUNCTION, false));
    }

    // ---- by key

    /** One value a key, by an associative and commutative function; combining starts before the shuffle. */
    public PairRDD<K, V> reduceByKey(Function2<V, V, V> f) {
        return reduceByKey(defaultPartitioner(), f);
    }

    public PairRDD<K, V> reduceByKey(Function2<V, V, V> f, int n) {
        return reduceByKey(hash("reduceByKey", n), f);
    }

    public PairRDD<K, V> reduceByKey(Partitioner partitioner, Function2<V, V, V> f) {
        return shuffled("reduceByKey", partitioner, new Combiner.Reduce(f));
    }

    public <C> PairRDD<K, C> combineByKey(
            Function<V, C> createCombiner, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, defaultPartitioner());
    }

    public <C> PairRDD<K, C> combineByKey(
            Function<V, C> createCombiner, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners, int n) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, hash("combineByKey", n));
    }

    public <C> PairRDD<K, C> combineByKey(
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
    public <C> PairRDD<K, C> combineByKey(
            Function<V, C> createCombiner,
            Function2<C, V, C> mergeValue,
            Function2<C, C, C> mergeCombiners,
            Partitioner partitioner,
            boolean mapSideCombine) {
        return shuffled(
                "combineByKey",
                partitioner,
                new Combiner.Aggregate(createCombiner, mergeValue, mergeCombiners, mapSideCombine));
    }

    /**
     * All values of each key, as a fresh list. The values of a key that don't fit in memory are a {@link java.util.Collection} that
     * can't be changed and reads them from disk at each iteration, also after the job, until the context is stopped. To sum or count
     * values, {@link #reduceByKey} is far cheaper.
     */
    public PairRDD<K, Iterable<V>> groupByKey() {
        return groupByKey(defaultPartitioner());
    }

    public PairRDD<K, Iterable<V>> groupByKey(int n) {
        return groupByKey(hash("groupByKey", n));
    }

    public PairRDD<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return shuffled("groupByKey", partitioner, Combiner.Group.INSTANCE);
    }

    /** The same pairs, spread by the partitioner. */
    public PairRDD<K, V> partitionBy(Partitioner partitioner) {
        if (partitioner.equals(lineage().partitioner())) {
            return this;
        }
        return shuffled("partitionBy", partitioner, Combiner.None.INSTANCE);
    }

    // ---- sorting

    /** By the keys' natural order, ascending. */
    public PairRDD<K, V> sortByKey() {
        return sortByKey(true);
    }

    public PairRDD<K, V> sortByKey(boolean ascending) {
        return sortByKey(naturalOrder(), ascending);
    }

    public PairRDD<K, V> sortByKey(boolean ascending, int n) {
        return sortByKey(naturalOrder(), ascending, n);
    }

    public PairRDD<K, V> sortByKey(Comparator<K> order) {
        return sortByKey(order, true);
    }

    public PairRDD<K, V> sortByKey(Comparator<K> order, boolean ascending) {
        return sortByKey(order, ascending, Math.max(1, getNumPartitions()));
    }

    /**
     * All pairs in the order of their keys: those of partition i come before those of partition i + 1; equal keys stay in
     * the order they had. Finding the ranges reads a sample at the call; there may be fewer partitions than {@code n}.
     */
    public PairRDD<K, V> sortByKey(Comparator<K> order, boolean ascending, int n) {
        requirePositive("sortByKey", n);
        Comparator<K> directed = ascending ? order : order.reversed();
        Partitioner ranges = RangePartitioner.sampled(n, this, directed);
        return pairs(
                new Lineage.Shuffle(Operator.here("sortByKey"), lineage(), ranges, Combiner.None.INSTANCE, directed));
    }

    // ---- joining

    /** For each key of either, all values of both. */
    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other) {
        return cogroup(other, defaultPartitioner(other));
    }

    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, int n) {
        return cogroup(other, hash("cogroup", n));
    }

    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, Partitioner partitioner) {
        Function<Object[], Tuple2<Iterable<V>, Iterable<W>>> groups = Functions.twoGroups();
        return grouped("cogroup", other, partitioner, NarrowKind.MAP_VALUES, groups);
    }

    /** Each pairing of a value here with a value there, for the keys that both have. */
    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other) {
        return join(other, defaultPartitioner(other));
    }

    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other, int n) {
        return join(other, hash("join", n));
    }

    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, W>> pairing = Functions.inner();
        return grouped("join", other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value here without a partner once, with an empty Optional. */
    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other) {
        return leftOuterJoin(other, defaultPartitioner(other));
    }

    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, int n) {
        return leftOuterJoin(other, hash("leftOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, Optional<W>>> pairing = Functions.leftOuter();
        return grouped("leftOuterJoin", other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value there without a partner once, with an empty Optional. */
    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other) {
        return rightOuterJoin(other, defaultPartitioner(other));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, int n) {
        return rightOuterJoin(other, hash("rightOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, W>> pairing = Functions.rightOuter();
        return grouped("rightOuterJoin", other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value of either side without a partner once. */
    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other) {
        return fullOuterJoin(other, defaultPartitioner(other));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other, int n) {
        return fullOuterJoin(other, hash("fullOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, Optional<W>>> pairing = Functions.fullOuter();
        return grouped("fullOuterJoin", other, partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    // ---- actions

    /** All pairs as a map, fresh; of equal keys the last wins. */
    public Map<K, V> collectAsMap() {
        Map<K, V> map = new HashMap<>();
        for (Tuple2<K, V> pair : collect()) {
            map.put(pair._1(), pair._2());
        }
        return map;
    }

    /** How many pairs each key has. */
    public Map<K, Long> countByKey() {
        return keys().countByValue();
    }

    /** All values of a key; reads one partition where the spread of keys is known. */
    public List<V> lookup(K key) {
        PairRDD<K, V> mine = filter(pair -> java.util.Objects.equals(pair._1(), key));
        Partitioner spread = lineage().partitioner();
        List<Integer> where = all();
        if (spread != null) {
            int partition = spread.getPartition(key);
            if (partition < 0 || partition >= getNumPartitions()) {
                throw new IllegalStateException("lookup: the partitioner " + spread + " gave partition " + partition
                        + " for the key " + key + ", but must give one from 0 to " + (getNumPartitions() - 1));
            }
            where = List.of(partition);
        }
        List<V> values = new java.util.ArrayList<>();
        for (Object[] part : handle().runJob(mine.values().lineage(), where, new Action.Collect(), "lookup")) {
            for (Object value : part) {
                @SuppressWarnings("unchecked")
                V typed = (V) value;
                values.add(typed);
            }
        }
        return values;
    }

    // ---- inside

    @Override
    PairRDD<K, V> self() {
        return this;
    }

    @Override
    PairRDD<K, V> same(Lineage other) {
        return pairs(other);
    }

    private <C> PairRDD<K, C> shuffled(String operator, Partitioner partitioner, Combiner combiner) {
        return pairs(new Lineage.Shuffle(Operator.here(operator), lineage(), partitioner, combiner, null));
    }

    private <U> PairRDD<K, U> grouped(
            String name, PairRDD<K, ?> other, Partitioner partitioner, NarrowKind kind, Object function) {
        requireSameContext(name, other);
        Operator operator = Operator.here(name);
        Lineage groups = new Lineage.CoGroup(operator, List.of(lineage(), other.lineage()), partitioner);
        return pairs(new Lineage.Narrow(operator, groups, kind, function, true));
    }

    private Partitioner defaultPartitioner(AbstractRDD<?, ?>... others) {
        Partitioner best = lineage().partitioner();
        Lineage[] parents = new Lineage[others.length + 1];
        parents[0] = lineage();
        for (int i = 0; i < others.length; i++) {
            parents[i + 1] = others[i].lineage();
            Partitioner theirs = others[i].lineage().partitioner();
            if (theirs != null && (best == null || theirs.numPartitions() > best.numPartitions())) {
                best = theirs;
            }
        }
        int count = defaultPartitions(parents);
        return best != null && (best.numPartitions() >= count || best.numPartitions() * 10L >= most(parents))
                ? best
                : new HashPartitioner(count);
    }

    private static int most(Lineage[] parents) {
        int most = 0;
        for (Lineage parent : parents) {
            most = Math.max(most, parent.numPartitions());
        }
        return most;
    }

    private static Partitioner hash(String operator, int n) {
        requirePositive(operator, n);
        return new HashPartitioner(n);
    }

    @SuppressWarnings("unchecked")
    private static <K> Comparator<K> naturalOrder() {
        return (Comparator<K>) NaturalOrder.ASCENDING;
    }
}

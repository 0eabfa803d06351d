// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.util.Given.given;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.Groups;
import io.waterclock.rdd.derived.HyperLogLog;
import io.waterclock.rdd.derived.Keys;
import io.waterclock.rdd.derived.Sampling;
import io.waterclock.source.PartitionCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

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
        return new PairRDD<>(given(rdd, "fromRDD", "RDD").handle(), rdd.lineage());
    }

    /** The tuples of pairs, as they are. */
    public static <K, V> RDD<Tuple2<K, V>> toRDD(PairRDD<K, V> rdd) {
        return given(rdd, "toRDD", "RDD").rdd();
    }

    /** {@link #fromRDD}. */
    public PairRDD<K, V> wrapRDD(RDD<Tuple2<K, V>> rdd) {
        return fromRDD(rdd);
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
        return reduceByKey(defaultPartitioner("reduceByKey"), f);
    }

    public PairRDD<K, V> reduceByKey(Function2<V, V, V> f, int n) {
        return reduceByKey(hash("reduceByKey", n), f);
    }

    public PairRDD<K, V> reduceByKey(Partitioner partitioner, Function2<V, V, V> f) {
        return shuffled("reduceByKey", partitioner, new Combiner.Reduce(given(f, "reduceByKey", "function")));
    }

    public <C> PairRDD<K, C> combineByKey(
            Function<V, C> createCombiner, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners) {
        return combineByKey(createCombiner, mergeValue, mergeCombiners, defaultPartitioner("combineByKey"));
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
        given(createCombiner, "combineByKey", "function createCombiner");
        given(mergeValue, "combineByKey", "function mergeValue");
        given(mergeCombiners, "combineByKey", "function mergeCombiners");
        return shuffled(
                "combineByKey",
                partitioner,
                new Combiner.Aggregate(createCombiner, mergeValue, mergeCombiners, mapSideCombine));
    }

    /** {@link #aggregateByKey(Object, Partitioner, Function2, Function2)} with the default partitioner. */
    public <U> PairRDD<K, U> aggregateByKey(U zero, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
        return aggregateByKey(zero, defaultPartitioner("aggregateByKey"), seqFunc, combFunc);
    }

    public <U> PairRDD<K, U> aggregateByKey(U zero, int n, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
        return aggregateByKey(zero, hash("aggregateByKey", n), seqFunc, combFunc);
    }

    /**
     * A value of another type a key: {@code seqFunc} takes values in, starting for each key in each partition from a copy of
     * {@code zero}; {@code combFunc} joins the partitions' results. Both may change and return their first argument.
     */
    public <U> PairRDD<K, U> aggregateByKey(
            U zero, Partitioner partitioner, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
        given(seqFunc, "aggregateByKey", "function seqFunc");
        given(combFunc, "aggregateByKey", "function combFunc");
        return aggregated("aggregateByKey", zero, partitioner, seqFunc, combFunc);
    }

    /** {@link #foldByKey(Object, Partitioner, Function2)} with the default partitioner. */
    public PairRDD<K, V> foldByKey(V zero, Function2<V, V, V> f) {
        return foldByKey(zero, defaultPartitioner("foldByKey"), f);
    }

    public PairRDD<K, V> foldByKey(V zero, int n, Function2<V, V, V> f) {
        return foldByKey(zero, hash("foldByKey", n), f);
    }

    /** As {@link #reduceByKey}, starting for each key in each partition from a copy of {@code zero}. */
    public PairRDD<K, V> foldByKey(V zero, Partitioner partitioner, Function2<V, V, V> f) {
        given(f, "foldByKey", "function");
        return aggregated("foldByKey", zero, partitioner, f, f);
    }

    private <U> PairRDD<K, U> aggregated(
            String operator, U zero, Partitioner partitioner, Function2<U, V, U> take, Function2<U, U, U> join) {
        ZeroValue<U> copies = ZeroValue.of(zero, Operator.here(operator).toString());
        Function<V, U> first = value -> take.call(copies.copy(), value);
        return shuffled(operator, partitioner, new Combiner.Aggregate(first, take, join, true));
    }

    /** About how many distinct values each key has; see {@link #countApproxDistinct}. */
    public PairRDD<K, Long> countApproxDistinctByKey(double relativeSD) {
        return countApproxDistinctByKey(relativeSD, defaultPartitioner("countApproxDistinctByKey"));
    }

    public PairRDD<K, Long> countApproxDistinctByKey(double relativeSD, int n) {
        return countApproxDistinctByKey(relativeSD, hash("countApproxDistinctByKey", n));
    }

    public PairRDD<K, Long> countApproxDistinctByKey(double relativeSD, Partitioner partitioner) {
        HyperLogLog none = HyperLogLog.ofError(relativeSD, "countApproxDistinctByKey");
        Function2<HyperLogLog, V, HyperLogLog> take = HyperLogLog::add;
        PairRDD<K, HyperLogLog> sketches =
                aggregated("countApproxDistinctByKey", none, partitioner, take, HyperLogLog::merge);
        Function<HyperLogLog, Long> estimate = HyperLogLog::estimate;
        return pairs(sketches.narrow("countApproxDistinctByKey", NarrowKind.MAP_VALUES, estimate, true));
    }

    /**
     * All values of each key, as a fresh list. The values of a key that don't fit in memory are a {@link java.util.Collection} that
     * can't be changed and reads them from disk at each iteration, also after the job, until the context is stopped. To sum or count
     * values, {@link #reduceByKey} is far cheaper.
     */
    public PairRDD<K, Iterable<V>> groupByKey() {
        return groupByKey(defaultPartitioner("groupByKey"));
    }

    public PairRDD<K, Iterable<V>> groupByKey(int n) {
        return groupByKey(hash("groupByKey", n));
    }

    public PairRDD<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return shuffled("groupByKey", partitioner, Combiner.Group.INSTANCE);
    }

    /** The same pairs, spread by the partitioner. */
    public PairRDD<K, V> partitionBy(Partitioner partitioner) {
        if (given(partitioner, "partitionBy", "partitioner").equals(lineage().partitioner())) {
            return this;
        }
        return shuffled("partitionBy", partitioner, Combiner.None.INSTANCE);
    }

    // ---- some of them

    /** The pairs whose keys the other doesn't have, with this RDD's partitioner, or as many partitions as here. */
    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other) {
        Partitioner mine = lineage().partitioner();
        return subtractByKey(other, mine != null ? mine : new HashPartitioner(Math.max(1, getNumPartitions())));
    }

    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other, int n) {
        return subtractByKey(other, hash("subtractByKey", n));
    }

    public <W> PairRDD<K, V> subtractByKey(PairRDD<K, W> other, Partitioner partitioner) {
        requireSameContext("subtractByKey", other);
        given(partitioner, "subtractByKey", "partitioner");
        return pairs(ByKey.without(Operator.here("subtractByKey"), lineage(), other.lineage(), partitioner));
    }

    /** {@link #sampleByKey(boolean, Map, long)} with a seed that is another one each time. */
    public PairRDD<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKey(
                withReplacement, fractions, ThreadLocalRandom.current().nextLong());
    }

    /** As {@link #sample}, with a fraction for each key; a key without one is an error. One pass. */
    public PairRDD<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions, long seed) {
        Map<K, Double> own = checked("sampleByKey", withReplacement, fractions);
        return sampled("sampleByKey", Sampling.byKey(withReplacement, own, seed));
    }

    /** {@link #sampleByKeyExact(boolean, Map, long)} with a seed that is another one each time. */
    public PairRDD<K, V> sampleByKeyExact(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKeyExact(
                withReplacement, fractions, ThreadLocalRandom.current().nextLong());
    }

    /**
     * Of each key exactly {@code ceil(fraction · count)} pairs, each with the same chance. A job counts the keys at the call, and the
     * pairs must be the same when they are drawn: where computing them twice may give something else, cache them first.
     */
    public PairRDD<K, V> sampleByKeyExact(boolean withReplacement, Map<K, Double> fractions, long seed) {
        Map<K, Double> own = checked("sampleByKeyExact", withReplacement, fractions);
        Function2<Integer, Iterator<Tuple2<K, V>>, Map<K, Long>> count = Sampling.countKeys();
        List<Map<K, Long>> counts = handle().runJob(lineage(), all(), new Action.Process<>(count), "sampleByKeyExact");
        return sampled(
                "sampleByKeyExact",
                Sampling.drawn(Sampling.shares(counts, own, withReplacement, seed), withReplacement, seed));
    }

    private static <K> Map<K, Double> checked(String operator, boolean withReplacement, Map<K, Double> fractions) {
        Map<K, Double> own = new HashMap<>(given(fractions, operator, "map of fractions")); // a key may be null
        own.forEach((key, fraction) -> requireFraction(operator, withReplacement, fraction));
        return own;
    }

    /** {@link #filterByRange(Comparator, Object, Object)} in natural order. */
    public PairRDD<K, V> filterByRange(K lower, K upper) {
        return filterByRange(NaturalOrder.of(), lower, upper);
    }

    /**
     * The pairs whose keys are from {@code lower} to {@code upper}, both included. Where the keys are spread by a {@link
     * RangePartitioner} of the same order (or its reverse), only the partitions that may have some are computed.
     */
    public PairRDD<K, V> filterByRange(Comparator<K> order, K lower, K upper) {
        given(order, "filterByRange", "order");
        Operator operator = Operator.here("filterByRange");
        Lineage within = lineage();
        if (within.partitioner() instanceof RangePartitioner ranges) {
            int[] kept = ranges.covering(order, lower, upper);
            within = kept == null ? within : new Lineage.Prune(operator, within, kept);
        }
        Function<Tuple2<K, V>, Boolean> inside =
                pair -> order.compare(lower, pair._1()) <= 0 && order.compare(pair._1(), upper) <= 0;
        return pairs(new Lineage.Narrow(operator, within, NarrowKind.FILTER, inside, true));
    }

    // ---- sorting

    /** By the keys' natural order, ascending. */
    public PairRDD<K, V> sortByKey() {
        return sortByKey(true);
    }

    public PairRDD<K, V> sortByKey(boolean ascending) {
        return sortByKey(NaturalOrder.of(), ascending);
    }

    public PairRDD<K, V> sortByKey(boolean ascending, int n) {
        return sortByKey(NaturalOrder.of(), ascending, n);
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
        return sorted("sortByKey", order, ascending, n);
    }

    PairRDD<K, V> sorted(String operator, Comparator<K> order, boolean ascending, int n) {
        PartitionCount.require(operator, n);
        Comparator<K> directed = ascending
                ? given(order, operator, "order")
                : given(order, operator, "order").reversed();
        Partitioner ranges = new RangePartitioner(operator, n, this, directed);
        return pairs(new Lineage.Shuffle(Operator.here(operator), lineage(), ranges, Combiner.None.INSTANCE, directed));
    }

    /** {@link #repartitionAndSortWithinPartitions(Partitioner, Comparator)} in natural order. */
    public PairRDD<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner) {
        return repartitionAndSortWithinPartitions(partitioner, NaturalOrder.of());
    }

    /** The same pairs, spread by the partitioner, those of a partition in the order of their keys. Sorted as they cross. */
    public PairRDD<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner, Comparator<K> order) {
        String name = "repartitionAndSortWithinPartitions";
        return pairs(new Lineage.Shuffle(
                Operator.here(name),
                lineage(),
                given(partitioner, name, "partitioner"),
                Combiner.None.INSTANCE,
                given(order, name, "order")));
    }

    // ---- joining

    /** For each key of either, all values of both. */
    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other) {
        return cogroup(other, defaultPartitioner("cogroup", other));
    }

    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, int n) {
        return cogroup(other, hash("cogroup", n));
    }

    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRDD<K, W> other, Partitioner partitioner) {
        Function<Object[], Tuple2<Iterable<V>, Iterable<W>>> groups = Functions.twoGroups();
        return grouped("cogroup", Arrays.asList(other), partitioner, NarrowKind.MAP_VALUES, groups);
    }

    /** {@link #cogroup}. */
    public <W> PairRDD<K, Tuple2<Iterable<V>, Iterable<W>>> groupWith(PairRDD<K, W> other) {
        return cogroup(other);
    }

    /** For each key of any, all values of all. */
    public <W1, W2> PairRDD<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2) {
        return cogroup(other1, other2, defaultPartitioner("cogroup", other1, other2));
    }

    public <W1, W2> PairRDD<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, int n) {
        return cogroup(other1, other2, hash("cogroup", n));
    }

    public <W1, W2> PairRDD<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, Partitioner partitioner) {
        Function<Object[], Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> groups = Groups.three();
        return grouped("cogroup", Arrays.asList(other1, other2), partitioner, NarrowKind.MAP_VALUES, groups);
    }

    /** {@link #cogroup}. */
    public <W1, W2> PairRDD<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> groupWith(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2) {
        return cogroup(other1, other2);
    }

    /** For each key of any, all values of all. */
    public <W1, W2, W3> PairRDD<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, PairRDD<K, W3> other3) {
        return cogroup(other1, other2, other3, defaultPartitioner("cogroup", other1, other2, other3));
    }

    public <W1, W2, W3> PairRDD<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, PairRDD<K, W3> other3, int n) {
        return cogroup(other1, other2, other3, hash("cogroup", n));
    }

    public <W1, W2, W3> PairRDD<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, PairRDD<K, W3> other3, Partitioner partitioner) {
        Function<Object[], Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> groups = Groups.four();
        return grouped("cogroup", Arrays.asList(other1, other2, other3), partitioner, NarrowKind.MAP_VALUES, groups);
    }

    /** {@link #cogroup}. */
    public <W1, W2, W3> PairRDD<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> groupWith(
            PairRDD<K, W1> other1, PairRDD<K, W2> other2, PairRDD<K, W3> other3) {
        return cogroup(other1, other2, other3);
    }

    /** Each pairing of a value here with a value there, for the keys that both have. */
    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other) {
        return join(other, defaultPartitioner("join", other));
    }

    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other, int n) {
        return join(other, hash("join", n));
    }

    public <W> PairRDD<K, Tuple2<V, W>> join(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, W>> pairing = Functions.inner();
        return grouped("join", Arrays.asList(other), partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value here without a partner once, with an empty Optional. */
    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other) {
        return leftOuterJoin(other, defaultPartitioner("leftOuterJoin", other));
    }

    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, int n) {
        return leftOuterJoin(other, hash("leftOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<V, Optional<W>>> pairing = Functions.leftOuter();
        return grouped("leftOuterJoin", Arrays.asList(other), partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value there without a partner once, with an empty Optional. */
    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other) {
        return rightOuterJoin(other, defaultPartitioner("rightOuterJoin", other));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, int n) {
        return rightOuterJoin(other, hash("rightOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, W>> pairing = Functions.rightOuter();
        return grouped("rightOuterJoin", Arrays.asList(other), partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
    }

    /** As {@link #join}, and each value of either side without a partner once. */
    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other) {
        return fullOuterJoin(other, defaultPartitioner("fullOuterJoin", other));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRDD<K, W> other, int n) {
        return fullOuterJoin(other, hash("fullOuterJoin", n));
    }

    public <W> PairRDD<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            PairRDD<K, W> other, Partitioner partitioner) {
        FlatMapFunction<Object[], Tuple2<Optional<V>, Optional<W>>> pairing = Functions.fullOuter();
        return grouped("fullOuterJoin", Arrays.asList(other), partitioner, NarrowKind.FLAT_MAP_VALUES, pairing);
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

    /** As {@link #reduceByKey}, as a map; there is one result for each key in memory. */
    public Map<K, V> reduceByKeyLocally(Function2<V, V, V> f) {
        given(f, "reduceByKeyLocally", "function");
        PairRDD<K, V> reduced =
                shuffled("reduceByKeyLocally", defaultPartitioner("reduceByKeyLocally"), new Combiner.Reduce(f));
        Map<K, V> map = new HashMap<>();
        List<Object[]> parts =
                handle().runJob(reduced.lineage(), reduced.all(), new Action.Collect(), "reduceByKeyLocally");
        for (Object[] part : parts) {
            for (Object record : part) {
                @SuppressWarnings("unchecked")
                Tuple2<K, V> pair = (Tuple2<K, V>) record;
                map.put(pair._1(), pair._2());
            }
        }
        return map;
    }

    /** {@link #countByKeyApprox(long, double)} with confidence 0.95. */
    public PartialResult<Map<K, BoundedDouble>> countByKeyApprox(long timeoutMs) {
        return countByKeyApprox(timeoutMs, ApproximateActions.DEFAULT_CONFIDENCE);
    }

    /** {@link #countByKey} as {@link #countApprox(long, double)}; the confidence is of each key's count by itself. */
    public PartialResult<Map<K, BoundedDouble>> countByKeyApprox(long timeoutMs, double confidence) {
        return new ApproximateActions(handle(), lineage()).countByKey(timeoutMs, confidence);
    }

    /** How many pairs each key has. */
    public Map<K, Long> countByKey() {
        return keys().countByValue();
    }

    /** All values of a key; reads one partition where the spread of keys is known. */
    public List<V> lookup(K key) {
        Keys.checked(key);
        PairRDD<K, V> mine = filter(pair -> Objects.equals(pair._1(), key));
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
        List<V> values = new ArrayList<>();
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
        given(partitioner, operator, "partitioner");
        Operator named = combiner instanceof Combiner.Reduce reduce
                ? Operator.here(operator, lineage().operator(), reduce.function())
                : Operator.here(operator);
        return pairs(new Lineage.Shuffle(named, lineage(), partitioner, combiner, null));
    }

    private <U> PairRDD<K, U> grouped(
            String name,
            List<? extends PairRDD<K, ?>> others,
            Partitioner partitioner,
            NarrowKind kind,
            Object function) {
        given(partitioner, name, "partitioner");
        List<Lineage> parents = new ArrayList<>();
        parents.add(lineage());
        for (PairRDD<K, ?> other : others) {
            requireSameContext(name, other);
            parents.add(other.lineage());
        }
        Operator operator = Operator.here(name);
        Lineage groups = new Lineage.CoGroup(operator, parents, partitioner);
        return pairs(new Lineage.Narrow(operator, groups, kind, function, true));
    }

    @Override
    Partitioner ofRecords(Partitioner partitioner) {
        return new ByKey.OfPairs(partitioner);
    }

    private Partitioner defaultPartitioner(String operator, AbstractRDD<?, ?>... others) {
        Partitioner best = lineage().partitioner();
        Lineage[] parents = new Lineage[others.length + 1];
        parents[0] = lineage();
        for (int i = 0; i < others.length; i++) {
            requireSameContext(operator, others[i]);
            parents[i + 1] = others[i].lineage();
            Partitioner theirs = others[i].lineage().partitioner();
            if (theirs != null && (best == null || theirs.numPartitions() > best.numPartitions())) {
                best = theirs;
            }
        }
        int count = defaultPartitions(parents);
        return best != null && (best.numPartitions() >= count || best.numPartitions() * 10L > most(parents))
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
        PartitionCount.require(operator, n);
        return new HashPartitioner(n);
    }
}

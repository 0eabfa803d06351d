// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/** A program by the public façades of a context. */
@NullUnmarked
@SuppressWarnings("unchecked") // records are untyped
final class OnContext implements Backend {
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** What the functions of foreachPartition saw, by run: a function captures no more than a number. */
    private static final Map<Integer, List<List<Object>>> SEEN = new ConcurrentHashMap<>();

    private final WaterclockContext context;
    private final boolean striking;
    private final List<AbstractRDD<?, ?>> rdds = new ArrayList<>();

    /**
     * @param striking whether functions fail in the first attempt of a task, at some records
     */
    OnContext(WaterclockContext context, List<Node> nodes, boolean striking) {
        this.context = context;
        this.striking = striking;
        for (Node node : nodes) {
            AbstractRDD<?, ?> rdd = make(node);
            if (node.cached()) {
                rdd.cache();
            }
            rdds.add(rdd);
        }
    }

    private AbstractRDD<Object, ?> parent(Node node) {
        return (AbstractRDD<Object, ?>) rdds.get(node.parents().get(0));
    }

    private PairRDD<Object, Object> pairs(Node node, int i) {
        return (PairRDD<Object, Object>) rdds.get(node.parents().get(i));
    }

    private AbstractRDD<?, ?> make(Node node) {
        int salt = node.salt();
        boolean strikes = striking;
        return switch (node.op()) {
            case SOURCE -> context.parallelizePairs(Values.data(salt, (int) node.mostRecords()), node.n());
            case MAP -> parent(node).map(x -> Values.mapped(struck(strikes, x), salt));
            case FILTER -> parent(node).filter(x -> !Values.odd(struck(strikes, x), salt, 3));
            case FLAT_MAP ->
                parent(node)
                        .flatMap(
                                x -> Values.flatMapped(struck(strikes, x), salt).iterator());
            case MAP_TO_PAIR -> parent(node).mapToPair(x -> Values.paired(x, salt));
            case FLAT_MAP_TO_PAIR ->
                parent(node)
                        .flatMapToPair(x -> Values.flatMapped(x, salt).stream()
                                .map(y -> Values.paired(y, salt))
                                .iterator());
            case KEY_BY -> parent(node).keyBy(x -> Values.small(Values.hash(x, salt)));
            case MAP_VALUES -> pairs(node, 0).mapValues(x -> Values.mapped(struck(strikes, x), salt));
            case FLAT_MAP_VALUES ->
                pairs(node, 0).flatMapValues(x -> Values.flatMapped(x, salt).iterator());
            case KEYS -> pairs(node, 0).keys();
            case VALUES -> pairs(node, 0).values();
            case GLOM -> glom(node);
            case SORT_PARTITIONS ->
                parent(node)
                        .mapPartitions(records -> Values.sorted(listOf(records)).iterator());
            case FIRST_OF_PARTITION -> parent(node).mapPartitions(records -> firstOf(records, salt % 5));
            case WITH_INDEX -> parent(node).mapPartitionsWithIndex((i, records) -> withIndex(i, records), false);
            case ZIP_WITH_MAPPED ->
                brief(parent(node).zip(parent(node).map(x -> Values.mapped(struck(strikes, x), salt))));
            case ZIP_WITH_INDEX -> brief(parent(node).zipWithIndex());
            case GROUP_BY ->
                parent(node)
                        .groupBy(x -> Values.small(Values.hash(x, salt)), node.n())
                        .mapValues(group -> Values.brief(Values.sorted(group)));
            case CARTESIAN ->
                brief(parent(node).cartesian(rdds.get(node.parents().get(1))));
            case ZIP_PARTITIONS ->
                parent(node)
                        .coalesce(1)
                        .zipPartitions(
                                rdds.get(node.parents().get(1)).coalesce(1),
                                (a, b) -> bothSorted(a, b).iterator());
            case UNION -> union(node);
            case SUBTRACT, INTERSECTION -> without(node);
            case COALESCE -> parent(node).coalesce(node.n());
            case REPARTITION -> parent(node).repartition(node.n());
            case DISTINCT -> parent(node).distinct(node.n());
            default -> byKey(node);
        };
    }

    private AbstractRDD<?, ?> glom(Node node) {
        RDD<List<Object>> lists = parent(node).glom();
        return node.certainty() == Certainty.LISTS
                ? lists.map(Values::brief)
                : lists.map(list -> Values.brief(Values.sorted(list)));
    }

    private static PairRDD<Object, Object> brief(PairRDD<?, ?> pairs) {
        return pairs.mapToPair(p -> new Tuple2<>(Values.brief(p._1()), Values.brief(p._2())));
    }

    private static List<Object> bothSorted(Iterator<?> a, Iterator<?> b) {
        List<Object> all = listOf(a);
        all.addAll(listOf(b));
        return Values.sorted(all);
    }

    private AbstractRDD<?, ?> union(Node node) {
        AbstractRDD<?, ?> first = rdds.get(node.parents().get(0));
        AbstractRDD<?, ?> second = rdds.get(node.parents().get(1));
        return first instanceof PairRDD<?, ?>
                ? ((PairRDD<Object, Object>) first).union((PairRDD<Object, Object>) second)
                : ((RDD<Object>) first).union((RDD<Object>) second);
    }

    private AbstractRDD<?, ?> without(Node node) {
        AbstractRDD<?, ?> first = rdds.get(node.parents().get(0));
        AbstractRDD<?, ?> second = rdds.get(node.parents().get(1));
        boolean subtracts = node.op() == Op.SUBTRACT;
        if (first instanceof PairRDD<?, ?>) {
            PairRDD<Object, Object> left = (PairRDD<Object, Object>) first;
            PairRDD<Object, Object> right = (PairRDD<Object, Object>) second;
            return subtracts ? left.subtract(right, node.n()) : left.intersection(right);
        }
        RDD<Object> left = (RDD<Object>) first;
        RDD<Object> right = (RDD<Object>) second;
        return subtracts ? left.subtract(right, node.n()) : left.intersection(right);
    }

    private AbstractRDD<?, ?> byKey(Node node) {
        int n = node.n();
        boolean strikes = striking;
        PairRDD<Object, Object> left = pairs(node, 0);
        return switch (node.op()) {
            case REDUCE_BY_KEY ->
                left.reduceByKey((a, b) -> Values.sum(a, struck(strikes, b)), n).mapValues(Values::weight);
            case GROUP_BY_KEY -> left.groupByKey(n).mapValues(group -> Values.brief(Values.sorted(group)));
            case COMBINE_BY_KEY ->
                left.combineByKey(
                                x -> new HashSet<>(Collections.singleton(x)),
                                (set, x) -> with(set, struck(strikes, x)),
                                OnContext::both,
                                new HashPartitioner(n),
                                node.salt() % 2 == 0)
                        .mapValues(set -> Values.brief(Values.sorted(set)));
            case PARTITION_BY -> left.partitionBy(new HashPartitioner(n));
            case SORT_BY_KEY -> left.sortByKey(Values.ORDER, node.salt() % 2 == 0, n);
            case AGGREGATE_BY_KEY ->
                left.aggregateByKey(
                                new HashSet<Object>(), n, (set, x) -> with(set, struck(strikes, x)), OnContext::both)
                        .mapValues(set -> Values.brief(Values.sorted(set)));
            case FILTER_BY_RANGE -> {
                Object a = Values.small(node.salt());
                Object b = Values.small(node.salt() + 7);
                boolean up = Values.ORDER.compare(a, b) <= 0;
                yield left.filterByRange(Values.ORDER, up ? a : b, up ? b : a);
            }
            case SUBTRACT_BY_KEY -> left.subtractByKey(pairs(node, 1), n);
            case JOIN -> left.join(pairs(node, 1), n).mapValues(Values::brief);
            case LEFT_OUTER_JOIN -> left.leftOuterJoin(pairs(node, 1), n).mapValues(Values::brief);
            case RIGHT_OUTER_JOIN -> left.rightOuterJoin(pairs(node, 1), n).mapValues(Values::brief);
            case FULL_OUTER_JOIN -> left.fullOuterJoin(pairs(node, 1), n).mapValues(Values::brief);
            case COGROUP ->
                left.cogroup(pairs(node, 1), n)
                        .mapValues(groups ->
                                Values.brief(new Tuple2<>(Values.sorted(groups._1()), Values.sorted(groups._2()))));
            default -> throw new IllegalStateException(node.toString());
        };
    }

    /** The record; or a failure, for some records, in the first attempt of a task. */
    private static Object struck(boolean strikes, Object record) {
        TaskContext task = strikes ? TaskContext.get() : null;
        if (task != null && task.attemptNumber() == 0 && Values.odd(record, task.partitionId(), 200)) {
            throw new IllegalStateException("the first attempt fails at " + record);
        }
        return record;
    }

    private static HashSet<Object> with(HashSet<Object> set, Object record) {
        set.add(record);
        return set;
    }

    private static HashSet<Object> both(HashSet<Object> a, HashSet<Object> b) {
        a.addAll(b);
        return a;
    }

    private static List<Object> listOf(Iterator<?> records) {
        List<Object> all = new ArrayList<>();
        records.forEachRemaining(all::add);
        return all;
    }

    private static Iterator<Object> firstOf(Iterator<Object> records, int k) {
        List<Object> first = new ArrayList<>();
        while (first.size() < k && records.hasNext()) {
            first.add(records.next());
        }
        return first.iterator();
    }

    private static Iterator<Object> withIndex(int index, Iterator<Object> records) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Object next() {
                return Values.brief(new Tuple2<>(index, records.next()));
            }
        };
    }

    // ---- actions

    private AbstractRDD<Object, ?> rdd(Node node) {
        return (AbstractRDD<Object, ?>) rdds.get(node.id());
    }

    @Override
    public List<List<Object>> collect(Node node) {
        AbstractRDD<Object, ?> rdd = rdd(node);
        int[] all = new int[rdd.getNumPartitions()];
        Arrays.setAll(all, i -> i);
        return List.of(rdd.collectPartitions(all));
    }

    @Override
    public long count(Node node) {
        return rdd(node).count();
    }

    @Override
    public List<Object> take(Node node, int k) {
        return rdd(node).take(k);
    }

    @Override
    public Object reduce(Node node) {
        RDD<Object> weights = rdd(node).map(Values::weight);
        return weights.isEmpty() ? null : weights.reduce((a, b) -> (Long) a + (Long) b);
    }

    @Override
    public long fold(Node node) {
        return (Long) rdd(node).map(x -> (Object) Values.weight(x)).fold(0L, (a, b) -> (Long) a + (Long) b);
    }

    @Override
    public List<Object> aggregate(Node node) {
        List<Object> all = rdd(node)
                .<ArrayList<Object>>aggregate(
                        new ArrayList<>(),
                        (list, x) -> {
                            list.add(x);
                            return list;
                        },
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        });
        return Values.sorted(all);
    }

    @Override
    public List<List<Object>> foreachPartition(Node node) {
        int run = RUNS.getAndIncrement();
        SEEN.put(run, Collections.synchronizedList(new ArrayList<>()));
        rdd(node).foreachPartition(records -> SEEN.get(run).add(listOf(records)));
        return SEEN.remove(run);
    }

    @Override
    public Map<Object, Long> countByValue(Node node) {
        return rdd(node).countByValue();
    }

    @Override
    public List<Object> lookup(Node node, Object key) {
        return ((PairRDD<Object, Object>) rdds.get(node.id())).lookup(key);
    }

    @Override
    public void unpersist(Node node) {
        rdd(node).unpersist();
    }
}

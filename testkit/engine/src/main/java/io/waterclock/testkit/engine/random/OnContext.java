// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import static io.waterclock.testkit.engine.random.Strikes.order;
import static io.waterclock.testkit.engine.random.Strikes.struck;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.function.VoidFunction;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;

/** A program by the public façades of a context. */
@NullUnmarked
@SuppressWarnings("unchecked") // records are untyped
final class OnContext implements Backend {
    private static final List<StorageLevel> LEVELS = List.of(
            StorageLevel.MEMORY_ONLY,
            StorageLevel.MEMORY_ONLY_SER,
            StorageLevel.MEMORY_AND_DISK,
            StorageLevel.MEMORY_AND_DISK_SER,
            StorageLevel.DISK_ONLY,
            StorageLevel.OFF_HEAP);

    private final WaterclockContext context;
    private final boolean striking;
    private final ByKey byKey;
    private final List<Node> nodes;

    /** Made when they are first asked for. */
    private final AbstractRDD<?, ?>[] rdds;

    /**
     * @param striking whether functions fail in the first attempt of a task, at some records
     */
    OnContext(WaterclockContext context, List<Node> nodes, boolean striking) {
        this.context = context;
        this.striking = striking;
        this.byKey = new ByKey(striking);
        this.nodes = nodes;
        this.rdds = new AbstractRDD<?, ?>[nodes.size()];
    }

    private AbstractRDD<Object, ?> rdd(Node node) {
        if (rdds[node.id()] == null) {
            rdds[node.id()] = make(node);
        }
        return (AbstractRDD<Object, ?>) rdds[node.id()];
    }

    private AbstractRDD<Object, ?> parent(Node node) {
        return parent(node, 0);
    }

    private AbstractRDD<Object, ?> parent(Node node, int i) {
        return rdd(nodes.get(node.parents().get(i)));
    }

    private PairRDD<Object, Object> pairs(Node node, int i) {
        return (PairRDD<Object, Object>) (AbstractRDD<?, ?>) parent(node, i);
    }

    private AbstractRDD<?, ?> make(Node node) {
        int salt = node.salt();
        boolean strikes = striking;
        return switch (node.op()) {
            case SOURCE -> source(node);
            case MAP -> parent(node).map(x -> Values.mapped(struck(strikes, x), salt));
            case MAP_WITH_BROADCAST -> {
                Broadcast<List<Integer>> salts = context.broadcast(Values.salts(salt));
                yield parent(node).map(x -> Values.mapped(x, Values.salt(struck(strikes, x), salt, salts.value())));
            }
            case BREAKS -> {
                int id = node.id();
                yield parent(node).map(x -> Strikes.broken(x, id, salt));
            }
            case SAMPLE -> parent(node).sample(salt % 2 == 0, 0.6, salt);
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
            case MAP_PARTITIONS_TO_PAIR ->
                parent(node)
                        .mapPartitionsToPair(records -> each(records, x -> Values.paired(struck(strikes, x), salt)));
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
            case ZIP_WITH_UNIQUE_ID -> brief(parent(node).zipWithUniqueId());
            case SORT_BY -> ((RDD<Object>) parent(node)).sortBy(Values::text, salt % 2 == 0, node.n());
            case GROUP_BY ->
                parent(node)
                        .groupBy(x -> Values.small(Values.hash(x, salt)), node.n())
                        .mapValues(group -> Values.brief(Values.sorted(group)));
            case CARTESIAN -> brief(parent(node).cartesian(parent(node, 1)));
            case ZIP_PARTITIONS ->
                parent(node)
                        .coalesce(1)
                        .zipPartitions(
                                parent(node, 1).coalesce(1),
                                (a, b) -> bothSorted(a, b).iterator());
            case UNION -> union(node);
            case SUBTRACT, INTERSECTION -> without(node);
            case COALESCE -> parent(node).coalesce(node.n());
            case REPARTITION ->
                salt % 2 == 0
                        ? parent(node).repartition(node.n())
                        : parent(node).coalesce(node.n(), true);
            case DISTINCT -> parent(node).distinct(node.n());
            default ->
                node.op().hasTwoParents()
                        ? byKey.make(node, pairs(node, 0), pairs(node, 1))
                        : byKey.make(node, pairs(node, 0));
        };
    }

    private PairRDD<Object, Object> source(Node node) {
        List<Tuple2<Object, Object>> data = Values.data(node.salt(), (int) node.mostRecords());
        if (node.salt() % 3 == 0) {
            return context.parallelizePairs(data, node.n());
        }
        return PairRDD.fromRDD(
                new SourceRDD<>(context.handle(), Operator.here("read"), Strikes.source(data, node.n(), striking)));
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
        AbstractRDD<?, ?> first = parent(node);
        AbstractRDD<?, ?> second = parent(node, 1);
        return first instanceof PairRDD<?, ?>
                ? ((PairRDD<Object, Object>) first).union((PairRDD<Object, Object>) second)
                : ((RDD<Object>) first).union((RDD<Object>) second);
    }

    private AbstractRDD<?, ?> without(Node node) {
        AbstractRDD<?, ?> first = parent(node);
        AbstractRDD<?, ?> second = parent(node, 1);
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
        return each(records, x -> Values.brief(new Tuple2<>(index, x)));
    }

    /** Nothing is read ahead. */
    private static <T, U> Iterator<U> each(Iterator<T> records, Function<T, U> f) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public U next() {
                return f.apply(records.next());
            }
        };
    }

    // ---- actions

    @Override
    public List<List<Object>> collect(Node node) {
        AbstractRDD<Object, ?> rdd = rdd(node);
        int[] all = new int[rdd.getNumPartitions()];
        Arrays.setAll(all, i -> i);
        return List.of(rdd.collectPartitions(all));
    }

    @Override
    public Future<List<Object>> collectAsync(Node node) {
        return rdd(node).collectAsync();
    }

    @Override
    public List<Object> iterated(Node node) {
        return listOf(rdd(node).toLocalIterator());
    }

    @Override
    public long count(Node node) {
        return rdd(node).count();
    }

    @Override
    public Future<Long> countAsync(Node node) {
        return rdd(node).countAsync();
    }

    @Override
    public List<Object> take(Node node, int k) {
        return rdd(node).take(k);
    }

    @Override
    public Future<List<Object>> takeAsync(Node node, int k) {
        return rdd(node).takeAsync(k);
    }

    @Override
    public List<Object> first(Node node) {
        return rdd(node).isEmpty()
                ? List.of()
                : Collections.singletonList(rdd(node).first());
    }

    @Override
    public List<Object> ordered(Node node, int k, boolean ascending) {
        return ascending ? rdd(node).takeOrdered(k, order(striking)) : rdd(node).top(k, order(striking));
    }

    @Override
    public List<Object> sampled(Node node, int k) {
        return rdd(node).takeSample(k % 2 == 0, k, k);
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
        boolean strikes = striking;
        List<Object> all = rdd(node)
                .<ArrayList<Object>>aggregate(
                        new ArrayList<>(),
                        (list, x) -> {
                            list.add(struck(strikes, x));
                            return list;
                        },
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        });
        return Values.sorted(all);
    }

    @Override
    public List<Long> treeAggregate(Node node) {
        boolean strikes = striking;
        Tuple2<Long, Long> all = rdd(node)
                .treeAggregate(
                        new Tuple2<>(0L, 0L),
                        (sum, x) -> new Tuple2<>(sum._1() + 1, sum._2() + Values.weight(struck(strikes, x))),
                        (a, b) -> new Tuple2<>(a._1() + b._1(), a._2() + b._2()));
        return List.of(all._1(), all._2());
    }

    @Override
    public List<Double> numbers(Node node) {
        DoubleRDD numbers = rdd(node).mapToDouble(x -> (double) Values.weight(x));
        long count = numbers.count();
        return count == 0 ? List.of(0.0) : List.of((double) count, numbers.sum(), numbers.min(), numbers.max());
    }

    @Override
    public List<List<Object>> foreachPartition(Node node) {
        Seen seen = new Seen();
        rdd(node).foreachPartition(seen);
        return seen.all();
    }

    @Override
    public Future<List<List<Object>>> foreachPartitionAsync(Node node) {
        Seen seen = new Seen();
        return rdd(node)
                .foreachPartitionAsync(seen)
                .thenApply(done -> seen.all())
                .toCompletableFuture();
    }

    /** What was seen by all partitions, found again by number: it captures no more than that. */
    private static final class Seen implements VoidFunction<Iterator<Object>> {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger RUNS = new AtomicInteger();
        private static final Map<Integer, List<List<Object>>> SEEN = new ConcurrentHashMap<>();

        private final int run = RUNS.getAndIncrement();

        Seen() {
            SEEN.put(run, Collections.synchronizedList(new ArrayList<>()));
        }

        @Override
        public void call(Iterator<Object> records) {
            List<Object> all = listOf(records);
            SEEN.get(run).add(all);
        }

        List<List<Object>> all() {
            return SEEN.remove(run);
        }
    }

    @Override
    public List<Long> accumulate(Node node) {
        LongAccumulator count = context.longAccumulator();
        LongAccumulator sum = context.longAccumulator();
        boolean strikes = striking;
        rdd(node).foreach(x -> {
            count.add(1);
            sum.add(Values.weight(struck(strikes, x)));
        });
        return List.of(count.value(), sum.value());
    }

    @Override
    public Map<Object, Long> countByValue(Node node) {
        return rdd(node).countByValue();
    }

    @Override
    public Map<Object, Long> countByKey(Node node) {
        return ((PairRDD<Object, Object>) (AbstractRDD<?, ?>) rdd(node)).countByKey();
    }

    @Override
    public List<Object> lookup(Node node, Object key) {
        return ((PairRDD<Object, Object>) (AbstractRDD<?, ?>) rdd(node)).lookup(key);
    }

    // ---- marks

    @Override
    public void persist(Node node, int level) {
        rdd(node).persist(LEVELS.get(level % LEVELS.size()));
    }

    @Override
    public void unpersist(Node node) {
        rdd(node).unpersist();
    }

    @Override
    public void checkpoint(Node node) {
        rdd(node).checkpoint();
    }

    @Override
    public void localCheckpoint(Node node) {
        rdd(node).localCheckpoint();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.Tuple2;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;

/**
 * A program by plain lists: what it means, said a third time, without lineage, façades or engines. Where records end up
 * after a repartition isn't modelled.
 */
@NullUnmarked
final class OnLists implements Backend {
    private final List<List<List<Object>>> results = new ArrayList<>();

    OnLists(List<Node> nodes) {
        for (Node node : nodes) {
            results.add(make(node));
        }
    }

    private List<List<Object>> parent(Node node, int i) {
        return results.get(node.parents().get(i));
    }

    private List<List<Object>> make(Node node) {
        int salt = node.salt();
        return switch (node.op()) {
            case SOURCE -> sliced(Values.data(salt, (int) node.mostRecords()), node.n());
            case MAP -> each(node, x -> List.of(Optional.ofNullable(Values.mapped(x, salt))));
            case MAP_WITH_BROADCAST ->
                each(
                        node,
                        x -> List.of(Optional.ofNullable(Values.mapped(x, Values.salt(x, salt, Values.salts(salt))))));
            case FILTER -> each(node, x -> Values.odd(x, salt, 3) ? List.of() : List.of(Optional.ofNullable(x)));
            case FLAT_MAP -> each(node, x -> optionals(Values.flatMapped(x, salt)));
            case MAP_TO_PAIR, MAP_PARTITIONS_TO_PAIR -> each(node, x -> List.of(Optional.of(Values.paired(x, salt))));
            case FLAT_MAP_TO_PAIR ->
                each(node, x -> {
                    List<Object> pairs = new ArrayList<>();
                    Values.flatMapped(x, salt).forEach(y -> pairs.add(Values.paired(y, salt)));
                    return optionals(pairs);
                });
            case KEY_BY -> each(node, x -> List.of(Optional.of(pair(Values.small(Values.hash(x, salt)), x))));
            case MAP_VALUES -> each(node, x -> List.of(Optional.of(pair(key(x), Values.mapped(value(x), salt)))));
            case FLAT_MAP_VALUES ->
                each(node, x -> {
                    List<Object> pairs = new ArrayList<>();
                    Values.flatMapped(value(x), salt).forEach(y -> pairs.add(pair(key(x), y)));
                    return optionals(pairs);
                });
            case KEYS -> each(node, x -> List.of(Optional.ofNullable(key(x))));
            case VALUES -> each(node, x -> List.of(Optional.ofNullable(value(x))));
            case GLOM ->
                whole(node, part -> {
                    List<Object> list = node.certainty() == Certainty.LISTS ? part : Values.sorted(part);
                    return Collections.singletonList(Values.brief(list));
                });
            case SORT_PARTITIONS -> whole(node, Values::sorted);
            case FIRST_OF_PARTITION -> whole(node, part -> part.subList(0, Math.min(part.size(), salt % 5)));
            case WITH_INDEX -> indexed(parent(node, 0));
            case ZIP_WITH_MAPPED -> each(node, x -> List.of(Optional.of(briefPair(x, Values.mapped(x, salt)))));
            case ZIP_WITH_INDEX -> {
                int[] place = {0};
                yield each(node, x -> List.of(Optional.of(briefPair(x, (long) place[0]++))));
            }
            case ZIP_WITH_UNIQUE_ID -> withUniqueIds(parent(node, 0));
            case SORT_BY -> List.of(sortedBy(flat(parent(node, 0)), salt % 2 == 0));
            case GROUP_BY -> {
                List<Object> result = new ArrayList<>();
                List<Object> keyed = new ArrayList<>();
                flat(parent(node, 0)).forEach(x -> keyed.add(pair(Values.small(Values.hash(x, salt)), x)));
                groups(List.of(keyed)).forEach((k, group) -> result.add(pair(k, Values.brief(Values.sorted(group)))));
                yield spread(result, node.n(), 0, OnLists::key);
            }
            case SUBTRACT -> {
                List<Object> result = new ArrayList<>(flat(parent(node, 0)));
                result.removeAll(new HashSet<>(flat(parent(node, 1))));
                yield spread(result, node.n(), 0, x -> x);
            }
            case INTERSECTION -> {
                LinkedHashSet<Object> result = new LinkedHashSet<>(flat(parent(node, 0)));
                result.retainAll(new HashSet<>(flat(parent(node, 1))));
                yield List.of(new ArrayList<>(result));
            }
            case CARTESIAN -> crossed(parent(node, 0), parent(node, 1));
            case ZIP_PARTITIONS -> {
                List<Object> all = flat(parent(node, 0));
                all.addAll(flat(parent(node, 1)));
                yield List.of(Values.sorted(all));
            }
            case UNION -> {
                List<List<Object>> all = new ArrayList<>(parent(node, 0));
                all.addAll(parent(node, 1));
                yield all;
            }
            case COALESCE -> coalesced(parent(node, 0), node.n());
            case REPARTITION -> List.of(flat(parent(node, 0)));
            case DISTINCT -> spread(new LinkedHashSet<>(flat(parent(node, 0))), node.n(), 0, x -> x);
            default -> byKey(node);
        };
    }

    private List<List<Object>> byKey(Node node) {
        Map<Object, List<Object>> left = groups(parent(node, 0));
        List<Object> result = new ArrayList<>();
        switch (node.op()) {
            case REDUCE_BY_KEY, FOLD_BY_KEY ->
                left.forEach((k, values) -> {
                    Object sum = values.get(0);
                    for (Object value : values.subList(1, values.size())) {
                        sum = Values.sum(sum, value);
                    }
                    result.add(pair(k, Values.weight(sum)));
                });
            case GROUP_BY_KEY -> left.forEach((k, values) -> result.add(pair(k, Values.brief(Values.sorted(values)))));
            case COMBINE_BY_KEY, AGGREGATE_BY_KEY ->
                left.forEach((k, values) -> result.add(pair(k, Values.brief(Values.sorted(new HashSet<>(values))))));
            case FILTER_BY_RANGE -> {
                Object a = Values.small(node.salt());
                Object b = Values.small(node.salt() + 7);
                return each(
                        node,
                        x -> Integer.signum(Values.ORDER.compare(a, key(x)))
                                                * Integer.signum(Values.ORDER.compare(key(x), b))
                                        >= 0
                                ? List.of(Optional.of(x))
                                : List.of());
            }
            case SUBTRACT_BY_KEY -> {
                Map<Object, List<Object>> right = groups(parent(node, 1));
                flat(parent(node, 0)).stream()
                        .filter(x -> !right.containsKey(key(x)))
                        .forEach(result::add);
            }
            case PARTITION_BY, REPARTITION_AND_SORT -> result.addAll(flat(parent(node, 0)));
            case SORT_BY_KEY -> {
                result.addAll(flat(parent(node, 0)));
                result.sort((a, b) -> node.salt() % 2 == 0
                        ? Values.ORDER.compare(key(a), key(b))
                        : Values.ORDER.compare(key(b), key(a)));
                return List.of(result);
            }
            default -> result.addAll(joined(node.op(), left, groups(parent(node, 1))));
        }
        return spread(result, node.n(), node.op().isSpreadByPartitioner() ? node.salt() : 0, OnLists::key);
    }

    private static List<Object> joined(Op op, Map<Object, List<Object>> left, Map<Object, List<Object>> right) {
        List<Object> result = new ArrayList<>();
        LinkedHashSet<Object> keys = new LinkedHashSet<>(left.keySet());
        keys.addAll(right.keySet());
        for (Object key : keys) {
            List<Object> mine = left.getOrDefault(key, List.of());
            List<Object> theirs = right.getOrDefault(key, List.of());
            if (op == Op.COGROUP) {
                result.add(pair(key, Values.brief(pair(Values.sorted(mine), Values.sorted(theirs)))));
                continue;
            } else if (op == Op.COGROUP_OF_THREE) {
                List<Object> sorted = Values.sorted(mine);
                result.add(pair(key, Values.brief(List.of(sorted, Values.sorted(theirs), sorted))));
                continue;
            }
            boolean optionalLeft = op == Op.RIGHT_OUTER_JOIN || op == Op.FULL_OUTER_JOIN;
            boolean optionalRight = op == Op.LEFT_OUTER_JOIN || op == Op.FULL_OUTER_JOIN;
            for (Object a : side(mine, optionalLeft)) {
                for (Object b : side(theirs, optionalRight)) {
                    result.add(pair(key, Values.brief(pair(a, b))));
                }
            }
        }
        return result;
    }

    private static List<Object> side(List<Object> values, boolean optional) {
        if (!optional) {
            return values;
        }
        return values.isEmpty() ? List.of(Optional.empty()) : new ArrayList<>(optionals(values));
    }

    // ---- lists of partitions

    private static List<List<Object>> sliced(List<?> records, int n) {
        List<List<Object>> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            parts.add(new ArrayList<>(records.subList(i * records.size() / n, (i + 1) * records.size() / n)));
        }
        return parts;
    }

    /** Results are wrapped, since they may be null. */
    private List<List<Object>> each(Node node, Function<Object, List<Optional<Object>>> f) {
        return whole(node, part -> {
            List<Object> result = new ArrayList<>();
            part.forEach(x -> f.apply(x).forEach(y -> result.add(y.orElse(null))));
            return result;
        });
    }

    private static List<Optional<Object>> optionals(List<Object> records) {
        List<Optional<Object>> all = new ArrayList<>();
        records.forEach(record -> all.add(Optional.ofNullable(record)));
        return all;
    }

    private List<List<Object>> whole(Node node, Function<List<Object>, List<Object>> f) {
        List<List<Object>> parts = new ArrayList<>();
        parent(node, 0).forEach(part -> parts.add(f.apply(part)));
        return parts;
    }

    private static List<List<Object>> indexed(List<List<Object>> parent) {
        List<List<Object>> parts = new ArrayList<>();
        for (List<Object> part : parent) {
            int index = parts.size();
            List<Object> result = new ArrayList<>();
            part.forEach(x -> result.add(Values.brief(pair(index, x))));
            parts.add(result);
        }
        return parts;
    }

    private static List<List<Object>> withUniqueIds(List<List<Object>> parent) {
        List<List<Object>> parts = new ArrayList<>();
        for (int p = 0; p < parent.size(); p++) {
            List<Object> result = new ArrayList<>();
            for (Object x : parent.get(p)) {
                result.add(briefPair(x, (long) result.size() * parent.size() + p));
            }
            parts.add(result);
        }
        return parts;
    }

    private static List<Object> sortedBy(List<Object> records, boolean ascending) {
        List<Object> all = Values.sorted(records);
        if (!ascending) {
            Collections.reverse(all);
        }
        return all;
    }

    private static List<List<Object>> coalesced(List<List<Object>> parent, int atMost) {
        int n = Math.min(atMost, parent.size());
        List<List<Object>> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            parts.add(flat(parent.subList(i * parent.size() / n, (i + 1) * parent.size() / n)));
        }
        return parts;
    }

    private static List<List<Object>> crossed(List<List<Object>> left, List<List<Object>> right) {
        List<List<Object>> parts = new ArrayList<>();
        for (List<Object> a : left) {
            for (List<Object> b : right) {
                List<Object> pairs = new ArrayList<>();
                a.forEach(x -> b.forEach(y -> pairs.add(briefPair(x, y))));
                parts.add(pairs);
            }
        }
        return parts;
    }

    private static Tuple2<Object, Object> briefPair(Object a, Object b) {
        return pair(Values.brief(a), Values.brief(b));
    }

    private static List<List<Object>> spread(
            Collection<Object> records, int n, int salt, Function<Object, Object> keyOf) {
        List<List<Object>> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            parts.add(new ArrayList<>());
        }
        records.forEach(record ->
                parts.get(Values.partition(keyOf.apply(record), n, salt)).add(record));
        return parts;
    }

    private static List<Object> flat(List<List<Object>> parts) {
        List<Object> all = new ArrayList<>();
        parts.forEach(all::addAll);
        return all;
    }

    private static Map<Object, List<Object>> groups(List<List<Object>> parts) {
        Map<Object, List<Object>> groups = new LinkedHashMap<>();
        flat(parts)
                .forEach(record -> groups.computeIfAbsent(key(record), k -> new ArrayList<>())
                        .add(value(record)));
        return groups;
    }

    private static Tuple2<Object, Object> pair(Object key, Object value) {
        return new Tuple2<>(key, value);
    }

    private static Object key(Object pair) {
        return ((Tuple2<?, ?>) pair)._1();
    }

    private static Object value(Object pair) {
        return ((Tuple2<?, ?>) pair)._2();
    }

    // ---- actions

    @Override
    public List<List<Object>> collect(Node node) {
        return results.get(node.id());
    }

    @Override
    public Future<List<Object>> collectAsync(Node node) {
        return completed(flat(collect(node)));
    }

    private static <T> Future<T> completed(T result) {
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public List<Object> iterated(Node node) {
        return flat(collect(node));
    }

    @Override
    public long count(Node node) {
        return flat(collect(node)).size();
    }

    @Override
    public Future<Long> countAsync(Node node) {
        return completed(count(node));
    }

    @Override
    public List<Object> take(Node node, int k) {
        List<Object> all = flat(collect(node));
        return all.subList(0, Math.min(k, all.size()));
    }

    @Override
    public Future<List<Object>> takeAsync(Node node, int k) {
        return completed(take(node, k));
    }

    @Override
    public List<Object> first(Node node) {
        return take(node, 1);
    }

    @Override
    public List<Object> ordered(Node node, int k, boolean ascending) {
        List<Object> all = sortedBy(flat(collect(node)), ascending);
        return all.subList(0, Math.min(k, all.size()));
    }

    @Override
    public List<Object> sampled(Node node, int k) {
        throw new UnsupportedOperationException("samples aren't modelled");
    }

    @Override
    public Object reduce(Node node) {
        return count(node) == 0 ? null : (Object) fold(node);
    }

    @Override
    public long fold(Node node) {
        return flat(collect(node)).stream().mapToLong(Values::weight).sum();
    }

    @Override
    public List<Object> aggregate(Node node) {
        return Values.sorted(flat(collect(node)));
    }

    @Override
    public List<Long> treeAggregate(Node node) {
        return List.of(count(node), fold(node));
    }

    @Override
    public List<Double> numbers(Node node) {
        DoubleSummaryStatistics all = new DoubleSummaryStatistics();
        flat(collect(node)).forEach(x -> all.accept(Values.weight(x)));
        return all.getCount() == 0
                ? List.of(0.0)
                : List.of((double) all.getCount(), all.getSum(), all.getMin(), all.getMax());
    }

    @Override
    public List<List<Object>> foreachPartition(Node node) {
        return collect(node);
    }

    @Override
    public Future<List<List<Object>>> foreachPartitionAsync(Node node) {
        return completed(collect(node));
    }

    @Override
    public List<Long> accumulate(Node node) {
        return List.of(count(node), fold(node));
    }

    @Override
    public Map<Object, Long> countByValue(Node node) {
        return counted(flat(collect(node)));
    }

    @Override
    public Map<Object, Long> countByKey(Node node) {
        return counted(flat(collect(node)).stream().map(OnLists::key).collect(ArrayList::new, List::add, List::addAll));
    }

    private static Map<Object, Long> counted(List<Object> records) {
        Map<Object, Long> counts = new HashMap<>();
        records.forEach(record -> counts.merge(record, 1L, Long::sum));
        return counts;
    }

    @Override
    public List<Object> lookup(Node node, Object key) {
        return groups(collect(node)).getOrDefault(key, List.of());
    }

    // ---- nothing is kept

    @Override
    public void persist(Node node, int level) {}

    @Override
    public void unpersist(Node node) {}

    @Override
    public void checkpoint(Node node) {}

    @Override
    public void localCheckpoint(Node node) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.waterclock.Tuple2;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;

/**
 * Many operations on some pairs, each against what plain Java makes of the same list. The values of the pairs are distinct.
 *
 * @param plain the pairs in the order of their partitions
 * @param key one of the keys
 */
@NullUnmarked
record EveryOperation<K extends Comparable<K>>(PairRDD<K, Integer> pairs, List<Tuple2<K, Integer>> plain, K key) {
    private static final int SPREAD = 5;

    void agrees() {
        oneByOne();
        byKey();
        joined();
        ordered();
        spread();
        asSets();
        folded();
        asNumbers();
    }

    /**
     * What can be asked of pairs whose values are large.
     *
     * @param order serializable
     */
    static <V> void ofWide(PairRDD<Integer, V> pairs, List<Tuple2<Integer, V>> plain, int key, Comparator<V> order) {
        assertThat(pairs.collect()).isEqualTo(plain);
        assertThat(asMap(pairs.groupByKey(SPREAD).mapValues(values -> list(values))))
                .isEqualTo(groups(plain));
        assertThat(asMap(pairs.aggregateByKey(0, (sum, value) -> sum + 1, Integer::sum)))
                .isEqualTo(counts(plain));
        Map<Integer, V> largest = new LinkedHashMap<>();
        plain.forEach(p -> largest.merge(p._1(), p._2(), BinaryOperator.maxBy(order)));
        assertThat(asMap(pairs.reduceByKey((a, b) -> order.compare(a, b) >= 0 ? a : b)))
                .isEqualTo(largest);
        assertThat(pairs.sortByKey(false, 2).collect()).isEqualTo(sorted(plain, Comparator.reverseOrder()));
        assertThat(pairs.lookup(key)).isEqualTo(groups(plain).get(key));
        assertThat(pairs.values().distinct(2).count()).isEqualTo(plain.size());
        assertThat(pairs.repartition(2).collect()).containsExactlyInAnyOrderElementsOf(plain);
        assertThat(pairs.join(pairs.mapValues(value -> 1).reduceByKey(Integer::sum))
                        .mapValues(both -> both._2())
                        .collectAsMap())
                .isEqualTo(counts(plain));
        List<V> values = plain.stream().map(Tuple2::_2).toList();
        assertThat(pairs.values().max(order)).isEqualTo(Collections.max(values, order));
        assertThat(pairs.values().top(2, order))
                .isEqualTo(values.stream().sorted(order.reversed()).limit(2).toList());
        assertThat(pairs.take(3)).isEqualTo(plain.subList(0, 3));
    }

    private void oneByOne() {
        assertThat(pairs.collect()).isEqualTo(plain);
        assertThat(pairs.count()).isEqualTo(plain.size());
        assertThat(pairs.isEmpty()).isEqualTo(plain.isEmpty());
        assertThat(pairs.keys().collect())
                .isEqualTo(plain.stream().map(Tuple2::_1).toList());
        assertThat(pairs.values().filter(x -> x % 3 == 0).map(x -> x * 2).collect())
                .isEqualTo(values().stream()
                        .filter(x -> x % 3 == 0)
                        .map(x -> x * 2)
                        .toList());
        assertThat(pairs.zipWithIndex().values().collect())
                .isEqualTo(Programs.range(0, plain.size()).stream()
                        .map(i -> (long) i)
                        .toList());
        assertThat(pairs.zip(pairs.values()).collect())
                .isEqualTo(plain.stream().map(p -> pair(p, p._2())).toList());
        assertThat(new HashSet<>(pairs.zipWithUniqueId().values().collect())).hasSize(plain.size());
        for (int k : new int[] {0, 1, 2, plain.size(), plain.size() + 1}) {
            assertThat(pairs.take(k)).isEqualTo(plain.subList(0, Math.min(k, plain.size())));
        }
        List<Tuple2<K, Integer>> walked = new ArrayList<>();
        pairs.coalesce(3).toLocalIterator().forEachRemaining(walked::add);
        assertThat(walked).isEqualTo(plain);
    }

    private void byKey() {
        Map<K, Integer> sums = new LinkedHashMap<>();
        plain.forEach(p -> sums.merge(p._1(), p._2(), Integer::sum));
        assertThat(asMap(pairs.reduceByKey(Integer::sum, SPREAD))).isEqualTo(sums);
        assertThat(asMap(pairs.foldByKey(0, Integer::sum))).isEqualTo(sums);
        assertThat(pairs.reduceByKeyLocally(Integer::sum)).isEqualTo(sums);
        assertThat(asMap(pairs.combineByKey(x -> (long) x, (sum, x) -> sum + x, Long::sum)
                        .mapValues(Long::intValue)))
                .isEqualTo(sums);
        assertThat(asMap(pairs.aggregateByKey(0, SPREAD, (sum, x) -> sum + 1, Integer::sum)))
                .isEqualTo(counts(plain));
        assertThat(asMap(pairs.groupByKey(SPREAD).mapValues(values -> list(values))))
                .isEqualTo(groups(plain));
        assertThat(pairs.countByKey())
                .isEqualTo(plain.stream().collect(Collectors.groupingBy(Tuple2::_1, Collectors.counting())));
        assertThat(pairs.lookup(key)).isEqualTo(groups(plain).getOrDefault(key, List.of()));
    }

    /** Against one pair for every second key, and one for a key that isn't there. */
    private void joined() {
        List<K> keys = new ArrayList<>(groups(plain).keySet());
        List<Tuple2<K, String>> few = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += 2) {
            few.add(pair(keys.get(i), "of " + keys.get(i)));
        }
        PairRDD<K, String> other = pairs.context().parallelizePairs(few, 2);
        Map<K, String> known = few.stream().collect(Collectors.toMap(Tuple2::_1, Tuple2::_2));
        assertThat(pairs.join(other).collect())
                .containsExactlyInAnyOrderElementsOf(plain.stream()
                        .filter(p -> known.containsKey(p._1()))
                        .map(p -> pair(p._1(), pair(p._2(), known.get(p._1()))))
                        .toList());
        assertThat(pairs.leftOuterJoin(other, SPREAD).collect())
                .containsExactlyInAnyOrderElementsOf(plain.stream()
                        .map(p -> pair(p._1(), pair(p._2(), Optional.ofNullable(known.get(p._1())))))
                        .toList());
        assertThat(other.rightOuterJoin(pairs).count()).isEqualTo(plain.size());
        assertThat(pairs.subtractByKey(other).collect())
                .containsExactlyInAnyOrderElementsOf(
                        plain.stream().filter(p -> !known.containsKey(p._1())).toList());
        assertThat(asMap(pairs.cogroup(other, SPREAD).mapValues(both -> list(both._1()))))
                .isEqualTo(groups(plain));
    }

    private void ordered() {
        assertThat(pairs.sortByKey(true, SPREAD).collect()).isEqualTo(sorted(plain, Comparator.naturalOrder()));
        assertThat(pairs.sortByKey(false, 2).collect()).isEqualTo(sorted(plain, Comparator.reverseOrder()));
        List<Integer> values = new ArrayList<>(values());
        values.sort(Comparator.reverseOrder());
        RDD<Integer> numbers = pairs.values();
        assertThat(numbers.sortBy(x -> x, false, SPREAD).collect()).isEqualTo(values);
        assertThat(numbers.top(7)).isEqualTo(values.stream().limit(7).toList());
        Collections.reverse(values);
        assertThat(numbers.takeOrdered(7)).isEqualTo(values.stream().limit(7).toList());
        for (List<Tuple2<K, Integer>> part : pairs.repartitionAndSortWithinPartitions(new HashPartitioner(SPREAD))
                .glom()
                .collect()) {
            assertThat(part)
                    .isEqualTo(sorted(
                            plain.stream()
                                    .filter(p -> !part.isEmpty() && where(p) == where(part.get(0)))
                                    .toList(),
                            Comparator.naturalOrder()));
        }
    }

    private static int where(Tuple2<?, ?> pair) {
        return new HashPartitioner(SPREAD).getPartition(pair._1());
    }

    private void spread() {
        List<List<Tuple2<K, Integer>>> parts =
                pairs.partitionBy(new HashPartitioner(SPREAD)).glom().collect();
        for (int i = 0; i < SPREAD; i++) {
            int index = i;
            assertThat(parts.get(i))
                    .isEqualTo(plain.stream().filter(p -> where(p) == index).toList());
        }
        assertThat(pairs.repartition(SPREAD).collect()).containsExactlyInAnyOrderElementsOf(plain);
        assertThat(pairs.coalesce(2).collect()).isEqualTo(plain);
        assertThat(pairs.union(pairs).count()).isEqualTo(2L * plain.size());
        PairRDD<K, Integer> kept = pairs.mapValues(x -> x).cache();
        assertThat(kept.count()).isEqualTo(plain.size());
        assertThat(kept.collect()).isEqualTo(plain);
        kept.unpersist();
    }

    private void asSets() {
        assertThat(pairs.keys().distinct(SPREAD).collect())
                .containsExactlyInAnyOrderElementsOf(groups(plain).keySet());
        assertThat(pairs.keys().countByValue()).isEqualTo(pairs.countByKey());
        RDD<Integer> even = pairs.values().filter(x -> x % 2 == 0);
        assertThat(pairs.values().intersection(even).collect())
                .containsExactlyInAnyOrderElementsOf(
                        values().stream().filter(x -> x % 2 == 0).toList());
        assertThat(pairs.values().subtract(even).collect())
                .containsExactlyInAnyOrderElementsOf(
                        values().stream().filter(x -> x % 2 != 0).toList());
    }

    private void folded() {
        int sum = values().stream().mapToInt(x -> x).sum();
        RDD<Integer> numbers = pairs.values();
        assertThat(numbers.fold(0, Integer::sum)).isEqualTo(sum);
        assertThat(numbers.aggregate(0L, (all, x) -> all + x, Long::sum)).isEqualTo(sum);
        assertThat(numbers.treeAggregate(0L, (all, x) -> all + x, Long::sum)).isEqualTo(sum);
        if (!plain.isEmpty()) {
            assertThat(numbers.reduce(Integer::sum)).isEqualTo(sum);
            assertThat(numbers.treeReduce(Integer::sum)).isEqualTo(sum);
            assertThat(numbers.max(Comparator.naturalOrder())).isEqualTo(Collections.max(values()));
        }
    }

    private void asNumbers() {
        var numbers = pairs.mapToDouble(p -> p._2());
        double mean = values().stream().mapToInt(x -> x).average().orElse(0);
        assertThat(numbers.stats().count()).isEqualTo(plain.size());
        assertThat(numbers.sum()).isEqualTo(values().stream().mapToInt(x -> x).sum());
        if (!plain.isEmpty()) {
            assertThat(numbers.mean()).isCloseTo(mean, within(1e-6));
            assertThat(numbers.histogram(new double[] {0, 2, 1e9}))
                    .containsExactly(
                            values().stream().filter(x -> x < 2).count(),
                            values().stream().filter(x -> x >= 2).count());
        }
    }

    private List<Integer> values() {
        return plain.stream().map(Tuple2::_2).toList();
    }

    private static <K, V> Map<K, List<V>> groups(List<Tuple2<K, V>> pairs) {
        Map<K, List<V>> groups = new LinkedHashMap<>();
        pairs.forEach(
                p -> groups.computeIfAbsent(p._1(), k -> new ArrayList<>()).add(p._2()));
        return groups;
    }

    private static <K, V> Map<K, Integer> counts(List<Tuple2<K, V>> pairs) {
        Map<K, Integer> counts = new LinkedHashMap<>();
        pairs.forEach(p -> counts.merge(p._1(), 1, Integer::sum));
        return counts;
    }

    /** Those of equal keys stay in their order. */
    private static <K, V> List<Tuple2<K, V>> sorted(List<Tuple2<K, V>> pairs, Comparator<K> order) {
        return pairs.stream().sorted(Comparator.comparing(Tuple2::_1, order)).toList();
    }

    private static <T> List<T> list(Iterable<T> values) {
        return StreamSupport.stream(values.spliterator(), false).collect(Collectors.toList());
    }

    /** Fails when a key is there twice. */
    private static <K, V> Map<K, V> asMap(PairRDD<K, V> pairs) {
        Map<K, V> map = new LinkedHashMap<>();
        for (Tuple2<K, V> p : pairs.collect()) {
            assertThat(map.put(p._1(), Objects.requireNonNull(p._2()))).isNull();
        }
        return map;
    }
}

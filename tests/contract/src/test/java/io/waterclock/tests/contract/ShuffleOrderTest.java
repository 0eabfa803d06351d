// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The order of the records of a partition is a function of its input alone: random pairs through each shuffle give the same lists
 * whatever memory there is, however many threads, and in a second attempt. Fails when parts of a split partition come one
 * after the other, or combined values in the order of a table.
 */
class ShuffleOrderTest {
    private static final long SEED =
            Long.getLong("test.seed", ThreadLocalRandom.current().nextLong(1L << 40));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    /** Keys that are hard to tell apart, and can be compared. */
    record Alike(int id) implements Comparable<Alike> {
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public int compareTo(Alike other) {
            return Integer.compare(id, other.id);
        }
    }

    /** Many keys are equal to it that aren't. */
    private static final class ByLength implements Comparator<Object>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Object a, Object b) {
            return String.valueOf(a).length() - String.valueOf(b).length();
        }
    }

    // ---- the input

    private record Input(List<Tuple2<Object, String>> left, List<Tuple2<Object, String>> right, int partitions) {

        static Input of(long seed, int most) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Input(pairs(random, most), pairs(random, (most + 1) / 2), 1 + random.nextInt(4));
        }

        private static List<Tuple2<Object, String>> pairs(SplittableRandom random, int most) {
            int n = random.nextInt(5) == 0 ? most : random.nextInt(1 + most / 5);
            int keys = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
            int kind = random.nextInt(5);
            boolean heavy = random.nextBoolean();
            boolean wide = random.nextInt(4) == 0;
            List<Tuple2<Object, String>> pairs = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                int k = heavy && random.nextBoolean() ? 0 : random.nextInt(keys);
                String value = random.nextInt(50) == 0 ? null : i + (wide ? "x".repeat(random.nextInt(300)) : ".");
                pairs.add(new Tuple2<>(key(kind, k), value));
            }
            return pairs;
        }

        private static Object key(int kind, int k) {
            return switch (kind) {
                case 0 -> k;
                case 1 -> k == 1 ? null : "key-" + k;
                case 2 -> new Alike(k);
                case 3 -> (long) k << 32 | k;
                default -> k % 3 == 0 ? (Object) k : k % 3 == 1 ? (Object) ("key-" + k) : new Alike(k);
            };
        }

        PairRDD<Object, String> left(WaterclockContext wc) {
            return wc.parallelizePairs(left, partitions);
        }

        PairRDD<Object, String> right(WaterclockContext wc) {
            return wc.parallelizePairs(right, 3);
        }
    }

    // ---- the operations

    private interface Operation extends BiFunction<PairRDD<Object, String>, PairRDD<Object, String>, RDD<?>> {}

    private static final Map<String, Operation> OPERATIONS = operations();

    private static Map<String, Operation> operations() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("groupByKey", (a, b) -> shown(a.groupByKey(3)));
        all.put(
                "groupBy",
                (a, b) -> shown(a.groupBy(pair -> String.valueOf(pair._2()).length(), 2)));
        all.put(
                "cogroup",
                (a, b) -> a.cogroup(b, 2).map(t -> t._1() + "=" + listOf(t._2()._1()) + listOf(t._2()._2())));
        all.put(
                "cogroup of three",
                (a, b) -> a.cogroup(b, a.mapValues(v -> v + "'"), 2).map(t -> t._1() + "=" + shown(t._2())));
        all.put("join", (a, b) -> few(a).join(b, 2).map(Tuple2::toString));
        all.put(
                "join of one side that is spread already",
                (a, b) -> few(a).partitionBy(new HashPartitioner(3))
                        .join(b, new HashPartitioner(3))
                        .map(Tuple2::toString));
        all.put("leftOuterJoin", (a, b) -> few(a).leftOuterJoin(b, 2).map(Tuple2::toString));
        all.put("rightOuterJoin", (a, b) -> few(a).rightOuterJoin(b, 2).map(Tuple2::toString));
        all.put("fullOuterJoin", (a, b) -> few(a).fullOuterJoin(b, 2).map(Tuple2::toString));
        all.put("reduceByKey", (a, b) -> plain(a.reduceByKey((x, y) -> x + y, 3)));
        all.put("foldByKey", (a, b) -> plain(a.foldByKey("", 3, (x, y) -> x + y)));
        all.put(
                "aggregateByKey",
                (a, b) -> plain(a.aggregateByKey(
                        new ArrayList<String>(),
                        3,
                        (list, value) -> {
                            list.add(value);
                            return list;
                        },
                        (x, y) -> {
                            x.addAll(y);
                            return x;
                        })));
        all.put("combineByKey", (a, b) -> plain(combined(a, true)));
        all.put("combineByKey on the reduce side", (a, b) -> plain(combined(a, false)));
        all.put("distinct", (a, b) -> a.keys().distinct(3).map(String::valueOf));
        all.put("subtract", (a, b) -> a.keys().subtract(b.keys(), 2).map(String::valueOf));
        all.put("subtractByKey", (a, b) -> plain(a.subtractByKey(b, 2)));
        all.put("intersection", (a, b) -> a.keys().intersection(b.keys()).map(String::valueOf));
        all.put("sortByKey", (a, b) -> plain(a.sortByKey(new ByLength(), true, 3)));
        all.put("sortBy", (a, b) -> a.map(Tuple2::toString).sortBy(String::length, false, 2));
        all.put("partitionBy", (a, b) -> plain(a.partitionBy(new HashPartitioner(3))));
        all.put("repartition", (a, b) -> plain(a.repartition(3)));
        all.put(
                "repartitionAndSortWithinPartitions",
                (a, b) -> plain(a.repartitionAndSortWithinPartitions(new HashPartitioner(3), new ByLength())));
        return all;
    }

    private static PairRDD<Object, List<String>> combined(PairRDD<Object, String> pairs, boolean mapSide) {
        return pairs.combineByKey(
                value -> {
                    List<String> list = new ArrayList<>();
                    list.add(value);
                    return list;
                },
                (list, value) -> {
                    list.add(value);
                    return list;
                },
                (x, y) -> {
                    x.addAll(y);
                    return x;
                },
                new HashPartitioner(3),
                mapSide);
    }

    /** So that pairings of heavy keys don't run away. */
    private static PairRDD<Object, String> few(PairRDD<Object, String> pairs) {
        return pairs.filter(pair -> String.valueOf(pair._2()).hashCode() % 40 == 0);
    }

    private static RDD<String> plain(PairRDD<?, ?> pairs) {
        return pairs.map(Tuple2::toString);
    }

    private static <K, V> RDD<String> shown(PairRDD<K, Iterable<V>> groups) {
        return groups.map(group -> group._1() + "=" + listOf(group._2()));
    }

    private static String shown(Tuple3<? extends Iterable<?>, ? extends Iterable<?>, ? extends Iterable<?>> groups) {
        return "" + listOf(groups._1()) + listOf(groups._2()) + listOf(groups._3());
    }

    private static List<Object> listOf(Iterable<?> values) {
        List<Object> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    // ---- the property

    private static WaterclockContext open(String master, String memory) {
        WaterclockConf conf = new WaterclockConf().setMaster(master);
        return new WaterclockContext(memory.isEmpty() ? conf : conf.set("waterclock.embedded.memory.bytes", memory));
    }

    /** What a user can see of the order, in a second job too. */
    private static List<Object> seen(RDD<?> records) {
        List<Object> seen = new ArrayList<>();
        seen.add(records.glom().collect());
        seen.add(records.collect());
        seen.add(records.take(7));
        seen.add(records.zipWithIndex().take(20));
        return seen;
    }

    /** With less memory every key goes to files of its own, which takes long. */
    @ParameterizedTest
    @CsvSource({"1, 60", "500, 100", "20k, 1000", "200k, 4000"})
    void records_comeInTheSameOrder_whateverMemoryThereIs(String memory, int most) {
        for (String master : List.of("local[1]", "local[3]")) {
            try (WaterclockContext roomy = open("local[1]", "");
                    WaterclockContext narrow = open(master, memory)) {
                for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
                    Input input = Input.of(seed, most);
                    for (Map.Entry<String, Operation> each : OPERATIONS.entrySet()) {
                        Operation operation = each.getValue();
                        assertThat(seen(operation.apply(input.left(narrow), input.right(narrow))))
                                .as("%s with %s of memory on %s, seed %d", each.getKey(), memory, master, seed)
                                .isEqualTo(seen(operation.apply(input.left(roomy), input.right(roomy))));
                    }
                }
            }
        }
    }

    @Test
    void keys_comeInTheOrderOfTheirFirstRecords_pairingsInThatOfTheLeftSide() {
        List<Tuple2<String, Integer>> left = pairs("c", "a", "c", "b", "a", "e");
        List<Tuple2<String, Integer>> right = pairs("d", "a", "c", "a", "d", "f");
        for (String memory : List.of("", "1")) {
            try (WaterclockContext wc = open("local[2]", memory)) {
                PairRDD<String, Integer> a = wc.parallelizePairs(left, 2);
                PairRDD<String, Integer> b = wc.parallelizePairs(right, 3);
                assertThat(a.groupByKey(1).keys().collect()).containsExactly("c", "a", "b", "e");
                assertThat(a.reduceByKey(Integer::sum, 1).collect())
                        .isEqualTo(Stream.of("c=2", "a=5", "b=3", "e=5")
                                .map(text -> new Tuple2<>(text.substring(0, 1), Integer.valueOf(text.substring(2))))
                                .toList());
                assertThat(a.keys().distinct(1).collect()).containsExactly("c", "a", "b", "e");
                assertThat(a.cogroup(b, 1).keys().collect()).containsExactly("c", "a", "b", "e", "d", "f");
                assertThat(a.join(b, 1).map(Tuple2::toString).collect())
                        .containsExactly("(c,(0,2))", "(a,(1,1))", "(a,(1,3))", "(c,(2,2))", "(a,(4,1))", "(a,(4,3))");
                assertThat(a.rightOuterJoin(b, 1).keys().collect())
                        .containsExactly("c", "a", "a", "c", "a", "a", "d", "d", "f");
            }
        }
    }

    private static List<Tuple2<String, Integer>> pairs(String... keys) {
        List<Tuple2<String, Integer>> pairs = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            pairs.add(new Tuple2<>(keys[i], i));
        }
        return pairs;
    }

    /** A program that computes a shuffled partition twice in one job, once from memory and once from disk. */
    @Test
    void zippingAJoinWithAMappingOfItself_matches() {
        for (String memory : List.of("500", "2k", "30k")) {
            try (WaterclockContext wc = open("local[3]", memory)) {
                for (long seed = SEED; seed < SEED + 5; seed++) {
                    Input input = Input.of(seed, 300);
                    RDD<String> joined = few(input.left(wc))
                            .fullOuterJoin(input.right(wc), 2)
                            .map(Tuple2::toString);
                    assertThat(joined.zip(joined.map(text -> text + "!")).collect())
                            .as("seed %d, %s", seed, memory)
                            .allSatisfy(pair -> assertThat(pair._2()).isEqualTo(pair._1() + "!"));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stateless operator of streams, over batches with records, few records and none. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class StatelessChainsTest {
    @Parameter
    String master;

    private StreamingTestKit kit;

    @BeforeEach
    void open() {
        kit = StreamingTestKit.builder().master(master).build();
    }

    @AfterEach
    void close() {
        kit.close();
    }

    static PairDStream<String, Integer> wordCount(DStream<String> lines) {
        return lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKey(Integer::sum);
    }

    @Test
    void wordCount_countsEachBatchAlone() {
        TestInput<String> lines = kit.input(String.class);
        TestOutput<Tuple2<String, Integer>> counts = kit.collect(wordCount(lines.stream()));

        lines.push("to be or", "not to be");
        kit.advance(1);
        lines.push("be");
        kit.advance(2);

        assertThat(counts.batches()).hasSize(3);
        assertThat(asMap(counts.batch(0))).isEqualTo(Map.of("to", 2, "be", 2, "or", 1, "not", 1));
        assertThat(asMap(counts.batch(1))).isEqualTo(Map.of("be", 1));
        assertThat(counts.batch(2)).isEmpty();
    }

    @Test
    void elementWise_keepsOrderAndPartitions() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> odd =
                kit.collect(numbers.stream().filter(n -> n % 2 == 1).map(n -> n * 10));
        TestOutput<List<Integer>> lists = kit.collect(numbers.stream().glom());
        TestOutput<Integer> sums = kit.collect(numbers.stream().mapPartitions(StatelessChainsTest::sum));
        TestOutput<Tuple2<Integer, Integer>> twice = kit.collect(numbers.stream()
                .flatMapToPair(
                        n -> List.of(new Tuple2<>(n, n), new Tuple2<>(n, -n)).iterator()));
        TestOutput<Tuple2<Integer, Integer>> pairs = kit.collect(numbers.stream()
                .mapPartitionsToPair(
                        all -> List.of(new Tuple2<>(1, sum(all).next())).iterator()));

        numbers.pushPartition(List.of(1, 2, 3)).pushPartition(List.of()).pushPartition(List.of(5));
        kit.advance(1);

        assertThat(odd.partitions(0)).containsExactly(List.of(10, 30), List.of(), List.of(50));
        assertThat(lists.batch(0)).containsExactly(List.of(1, 2, 3), List.of(), List.of(5));
        assertThat(sums.batch(0)).containsExactly(6, 0, 5);
        assertThat(twice.batch(0)).hasSize(8).startsWith(new Tuple2<>(1, 1), new Tuple2<>(1, -1));
        assertThat(pairs.batch(0)).containsExactly(new Tuple2<>(1, 6), new Tuple2<>(1, 0), new Tuple2<>(1, 5));
    }

    @Test
    void pairFlatMapFunctionOfAPartition_isTakenByStreamsAndRdds() {
        PairFlatMapFunction<Iterator<Integer>, Integer, Integer> total =
                all -> List.of(new Tuple2<>(1, sum(all).next())).iterator();
        PairFlatMapFunction<Iterator<Tuple2<Integer, Integer>>, Integer, Integer> swap = all -> {
            Tuple2<Integer, Integer> pair = all.next();
            return List.of(new Tuple2<>(pair._2(), pair._1())).iterator();
        };
        TestInput<Integer> numbers = kit.input(Integer.class);
        PairDStream<Integer, Integer> sums =
                PairDStream.fromPairDStream(numbers.stream().mapPartitionsToPair(total));
        TestOutput<Tuple2<Integer, Integer>> swapped = kit.collect(sums.mapPartitionsToPair(swap, false));
        TestOutput<Tuple2<Integer, Integer>> byRdd = kit.collect(numbers.stream()
                .transformToPair(rdd -> rdd.mapPartitionsToPair(total).mapPartitionsToPair(swap)));

        numbers.pushPartition(List.of(1, 2, 3)).pushPartition(List.of(5));
        kit.advance(1);

        assertThat(swapped.batch(0)).containsExactly(new Tuple2<>(6, 1), new Tuple2<>(5, 1));
        assertThat(byRdd.batch(0)).isEqualTo(swapped.batch(0));
    }

    private static Iterator<Integer> sum(Iterator<Integer> numbers) {
        int sum = 0;
        while (numbers.hasNext()) {
            sum += numbers.next();
        }
        return List.of(sum).iterator();
    }

    @Test
    void count_isExactlyOneNumberABatch() {
        TestInput<String> input = kit.input(String.class);
        TestOutput<Long> counts = kit.collect(input.stream().count());

        input.push("a", "b", "c");
        kit.advance(1);
        kit.advance(1);
        input.pushPartition(List.of()).pushPartition(List.of());
        kit.advance(1);

        assertThat(counts.batches()).containsExactly(List.of(3L), List.of(0L), List.of(0L));
    }

    @Test
    void reduce_givesOneRecord_andNoneForAnEmptyBatch() {
        TestInput<Integer> input = kit.input(Integer.class);
        TestOutput<Integer> sums = kit.collect(input.stream().reduce(Integer::sum));

        input.push(1, 2, 3, 4);
        kit.advance(2);

        assertThat(sums.batches()).containsExactly(List.of(10), List.of());
    }

    @Test
    void countByValue_countsEqualRecords() {
        TestInput<String> input = kit.input(String.class);
        TestOutput<Tuple2<String, Long>> counts = kit.collect(input.stream().countByValue());
        TestOutput<Tuple2<String, Long>> inThree = kit.collect(input.stream().countByValue(3));

        input.push("a", "b", "a");
        kit.advance(1);

        assertThat(asMap(counts.batch(0))).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(asMap(inThree.batch(0))).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(inThree.partitions(0)).hasSize(3);
    }

    @Test
    void moreThanAMillionPartitions_areRefusedAtTheCall_andNotInABatch() {
        PairDStream<Integer, Integer> pairs = kit.input(Integer.class).stream().mapToPair(n -> new Tuple2<>(n % 3, n));
        HashPartitioner many = new HashPartitioner(Integer.MAX_VALUE);
        String refused = " at StatelessChainsTest\\.java:\\d+"
                + ": the number of partitions must be at most 1000000, not 2147483647";
        assertThatThrownBy(() -> pairs.groupByKey(many)).hasMessageMatching("groupByKey" + refused);
        assertThatThrownBy(() -> pairs.cogroup(pairs, many)).hasMessageMatching("cogroup" + refused);
    }

    @Test
    void byKey_hashesOverTheDefaultParallelism() {
        TestInput<Integer> input = kit.input(Integer.class);
        PairDStream<Integer, Integer> pairs = input.stream().mapToPair(n -> new Tuple2<>(n % 3, n));
        TestOutput<Tuple2<Integer, Iterable<Integer>>> grouped = kit.collect(pairs.groupByKey());
        TestOutput<Tuple2<Integer, Integer>> reduced = kit.collect(pairs.reduceByKey(Integer::sum, 4));
        TestOutput<Tuple2<Integer, Integer>> spread =
                kit.collect(pairs.reduceByKey(Integer::sum, new HashPartitioner(5)));
        TestOutput<Tuple2<Integer, List<Integer>>> combined = kit.collect(pairs.combineByKey(
                n -> new ArrayList<>(List.of(n)),
                (list, n) -> {
                    list.add(n);
                    return list;
                },
                (a, b) -> {
                    a.addAll(b);
                    return a;
                },
                new HashPartitioner(2)));

        input.push(1, 2, 3, 4, 5, 6, 7);
        kit.advance(1);

        assertThat(grouped.partitions(0)).hasSize(2);
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        grouped.batch(0).forEach(group -> groups.put(group._1(), sorted(group._2())));
        assertThat(groups).isEqualTo(Map.of(0, List.of(3, 6), 1, List.of(1, 4, 7), 2, List.of(2, 5)));
        assertThat(reduced.partitions(0)).hasSize(4);
        assertThat(spread.partitions(0)).hasSize(5);
        assertThat(asMap(reduced.batch(0))).isEqualTo(Map.of(0, 9, 1, 12, 2, 7)).isEqualTo(asMap(spread.batch(0)));
        assertThat(asMap(combined.batch(0)).get(1)).containsExactlyInAnyOrder(1, 4, 7);
    }

    @Test
    void values_changeUnderTheirKeys() {
        TestInput<String> input = kit.input(String.class);
        PairDStream<String, Integer> lengths = input.stream().mapToPair(word -> new Tuple2<>(word, word.length()));
        TestOutput<Tuple2<String, Integer>> doubled = kit.collect(lengths.mapValues(n -> n * 2));
        TestOutput<Tuple2<String, Integer>> each =
                kit.collect(lengths.flatMapValues(n -> List.of(n, n + 1).iterator()));
        TestOutput<Tuple2<String, Integer>> asTuples =
                kit.collect(PairDStream.fromDStream(lengths.toDStream().filter(pair -> pair._2() > 1)));

        input.push("a", "bb");
        kit.advance(1);

        assertThat(doubled.batch(0)).containsExactly(new Tuple2<>("a", 2), new Tuple2<>("bb", 4));
        assertThat(each.batch(0))
                .containsExactly(
                        new Tuple2<>("a", 1), new Tuple2<>("a", 2), new Tuple2<>("bb", 2), new Tuple2<>("bb", 3));
        assertThat(asTuples.batch(0)).containsExactly(new Tuple2<>("bb", 2));
    }

    @Test
    void joins_pairBatchWithBatch() {
        TestInput<String> left = kit.input(String.class);
        TestInput<String> right = kit.input(String.class);
        PairDStream<Character, String> a = left.stream().mapToPair(s -> new Tuple2<>(s.charAt(0), s));
        PairDStream<Character, String> b = right.stream().mapToPair(s -> new Tuple2<>(s.charAt(0), s));
        TestOutput<Tuple2<Character, Tuple2<String, String>>> inner = kit.collect(a.join(b));
        TestOutput<Tuple2<Character, Tuple2<String, Optional<String>>>> outer = kit.collect(a.leftOuterJoin(b, 3));
        TestOutput<Tuple2<Character, Tuple2<Optional<String>, String>>> other =
                kit.collect(a.rightOuterJoin(b, new HashPartitioner(1)));
        TestOutput<Tuple2<Character, Tuple2<Optional<String>, Optional<String>>>> full =
                kit.collect(a.fullOuterJoin(b));
        TestOutput<Tuple2<Character, Tuple2<Iterable<String>, Iterable<String>>>> groups = kit.collect(a.cogroup(b));

        left.push("x1", "y1");
        right.push("x2", "z2");
        kit.advance(1);
        left.push("x3");
        kit.advance(1);

        assertThat(inner.batches()).containsExactly(List.of(new Tuple2<>('x', new Tuple2<>("x1", "x2"))), List.of());
        assertThat(outer.batch(0))
                .containsExactlyInAnyOrder(
                        new Tuple2<>('x', new Tuple2<>("x1", Optional.of("x2"))),
                        new Tuple2<>('y', new Tuple2<>("y1", Optional.empty())));
        assertThat(outer.partitions(0)).hasSize(3);
        assertThat(other.batch(0))
                .containsExactlyInAnyOrder(
                        new Tuple2<>('x', new Tuple2<>(Optional.of("x1"), "x2")),
                        new Tuple2<>('z', new Tuple2<>(Optional.empty(), "z2")));
        assertThat(full.batch(0)).hasSize(3);
        assertThat(full.batch(1)).containsExactly(new Tuple2<>('x', new Tuple2<>(Optional.of("x3"), Optional.empty())));
        assertThat(groups.batch(0)).hasSize(3);
    }

    @Test
    void union_isFirstThenSecond_withDuplicates() {
        TestInput<Integer> one = kit.input(Integer.class);
        TestInput<Integer> two = kit.input(Integer.class);
        TestInput<Integer> three = kit.input(Integer.class);
        TestOutput<Integer> both = kit.collect(one.stream().union(two.stream()));
        TestOutput<Integer> all = kit.collect(kit.context().union(one.stream(), two.stream(), three.stream()));
        PairDStream<Integer, Integer> pairs = one.stream().mapToPair(n -> new Tuple2<>(n, n));
        TestOutput<Tuple2<Integer, Integer>> pairsTwice =
                kit.collect(kit.context().union(pairs, pairs));

        one.push(1, 2);
        two.push(2);
        three.push(9);
        kit.advance(1);

        assertThat(both.batch(0)).containsExactly(1, 2, 2);
        assertThat(all.batch(0)).containsExactly(1, 2, 2, 9);
        assertThat(pairsTwice.batch(0)).hasSize(4);
    }

    @Test
    void repartition_dealsRecordsOut() {
        TestInput<Integer> input = kit.input(Integer.class);
        TestOutput<Integer> three = kit.collect(input.stream().repartition(3));

        input.pushPartition(List.of(1, 2, 3, 4, 5, 6));
        kit.advance(1);

        assertThat(three.partitions(0))
                .hasSize(3)
                .allSatisfy(partition -> assertThat(partition).hasSize(2));
        assertThat(three.batch(0)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    }

    @Test
    void cachedStream_isComputedOnceForTwoOutputs() {
        TestInput<Integer> input = kit.input(Integer.class);
        DStream<Integer> counted =
                input.stream().map(StatelessChainsTest::counted).cache();
        CALLS.set(0);
        kit.collect(counted);
        kit.collect(counted.map(n -> n + 1));

        input.push(1, 2, 3);
        kit.advance(1);

        assertThat(CALLS.get()).isEqualTo(3);
    }

    private static final java.util.concurrent.atomic.AtomicInteger CALLS =
            new java.util.concurrent.atomic.AtomicInteger();

    private static int counted(int n) {
        CALLS.incrementAndGet();
        return n;
    }

    private static List<Integer> sorted(Iterable<Integer> numbers) {
        List<Integer> list = new ArrayList<>();
        numbers.forEach(list::add);
        list.sort(null);
        return list;
    }

    private static <K, V> Map<K, V> asMap(List<Tuple2<K, V>> pairs) {
        Map<K, V> map = new TreeMap<>();
        for (Tuple2<K, V> pair : pairs) {
            assertThat(map.put(pair._1(), pair._2()))
                    .as("second value of %s", pair._1())
                    .isNull();
        }
        return map;
    }
}

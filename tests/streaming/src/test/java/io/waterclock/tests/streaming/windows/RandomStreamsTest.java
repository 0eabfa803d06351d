// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs of streams, one over the other (operators, windows, joins, states), over random batches, against what each stream is by its
 * definition: a function from the number of a batch to its records. Every stream of a program is compared, batch by batch, but for the order of
 * records.
 *
 * <p>{@code -Dprograms=5000} runs so many; {@code -Dtest.seed=…} a certain one first.
 */
class RandomStreamsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 40);

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    void everyStream_hasTheRecordsOfItsDefinition(String master) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        for (int i = 0; i < PROGRAMS; i++) {
            new Program(master, seed + i).run();
        }
    }

    private static Tuple2<Integer, Integer> pair(int key, int value) {
        return new Tuple2<>(key, value);
    }

    /**
     * @param slide in batches
     * @param records of a batch, by its number from 1; asked only at multiples of the slide
     */
    private record Node(
            String name,
            int slide,
            PairDStream<Integer, Integer> stream,
            IntFunction<List<Tuple2<Integer, Integer>>> records) {}

    private static final class Program {
        private final String master;
        private final Random random;
        private final List<Node> nodes = new ArrayList<>();
        private final StringBuilder what = new StringBuilder();

        Program(String master, long seed) {
            this.master = master;
            this.random = new Random(seed);
            what.append("-Dtest.seed=").append(seed).append(" on ").append(master);
        }

        void run() {
            try (StreamingTestKit kit = StreamingTestKit.builder()
                    .master(master)
                    .set("waterclock.default.parallelism", String.valueOf(1 + random.nextInt(3)))
                    .build()) {
                int batches = 8 + random.nextInt(16);
                List<TestInput<Tuple2<Integer, Integer>>> inputs = new ArrayList<>();
                List<List<List<Tuple2<Integer, Integer>>>> data = new ArrayList<>();
                for (int i = 1 + random.nextInt(2); i > 0; i--) {
                    TestInput<Tuple2<Integer, Integer>> input = kit.input();
                    List<List<Tuple2<Integer, Integer>>> fed = batches(batches);
                    inputs.add(input);
                    data.add(fed);
                    add("input", 1, input.stream().mapToPair(record -> record), batch -> fed.get(batch - 1));
                }
                for (int i = 3 + random.nextInt(7); i > 0; i--) {
                    addOne();
                }
                List<TestOutput<Tuple2<Integer, Integer>>> outputs = new ArrayList<>();
                for (Node node : nodes) {
                    outputs.add(
                            random.nextInt(4) > 0 || node == nodes.get(nodes.size() - 1)
                                    ? kit.collect(node.stream())
                                    : null);
                }
                for (int batch = 0; batch < batches; batch++) {
                    for (int i = 0; i < inputs.size(); i++) {
                        inputs.get(i).push(data.get(i).get(batch));
                    }
                    kit.advance(1);
                }
                for (int i = 0; i < nodes.size(); i++) {
                    if (outputs.get(i) != null) {
                        compare(nodes.get(i), outputs.get(i), batches);
                    }
                }
            } catch (RuntimeException e) {
                throw new AssertionError(what + " failed", e);
            }
        }

        private void compare(Node node, TestOutput<Tuple2<Integer, Integer>> seen, int batches) {
            int at = 0;
            for (int batch = node.slide(); batch <= batches; batch += node.slide(), at++) {
                assertThat(sorted(seen.batch(at)))
                        .as("%s: %s in batch %s", what, node.name(), batch)
                        .isEqualTo(sorted(node.records().apply(batch)));
            }
            assertThat(seen.batches()).as("%s: %s", what, node.name()).hasSize(at);
        }

        private List<List<Tuple2<Integer, Integer>>> batches(int count) {
            List<List<Tuple2<Integer, Integer>>> all = new ArrayList<>();
            for (int b = 0; b < count; b++) {
                List<Tuple2<Integer, Integer>> batch = new ArrayList<>();
                for (int r = random.nextInt(3) == 0 ? 0 : random.nextInt(7); r > 0; r--) {
                    batch.add(pair(random.nextInt(5), random.nextInt(-9, 50)));
                }
                all.add(batch);
            }
            return all;
        }

        private void add(
                String name,
                int slide,
                PairDStream<Integer, Integer> stream,
                IntFunction<List<Tuple2<Integer, Integer>>> records) {
            Map<Integer, List<Tuple2<Integer, Integer>>> known = new HashMap<>();
            String full = "s" + nodes.size() + "=" + name;
            what.append(' ').append(full);
            nodes.add(new Node(full, slide, stream, batch -> {
                List<Tuple2<Integer, Integer>> there = known.get(batch);
                if (there == null) {
                    there = records.apply(batch);
                    known.put(batch, there);
                }
                return there;
            }));
        }

        private Node any() {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private void addOne() {
            Node of = any();
            String on = of.name().substring(0, of.name().indexOf('='));
            switch (random.nextInt(13)) {
                case 0 ->
                    add(
                            "filter(" + on + ")",
                            of.slide(),
                            of.stream().filter(p -> p._2() % 3 != 0),
                            batch -> of.records().apply(batch).stream()
                                    .filter(p -> p._2() % 3 != 0)
                                    .toList());
                case 1 ->
                    add(
                            "map(" + on + ")",
                            of.slide(),
                            of.stream().mapToPair(p -> pair(p._2() & 3, p._1())),
                            batch -> of.records().apply(batch).stream()
                                    .map(p -> pair(p._2() & 3, p._1()))
                                    .toList());
                case 2 ->
                    add(
                            "twice(" + on + ")",
                            of.slide(),
                            of.stream().union(of.stream()),
                            batch -> joined(
                                    of.records().apply(batch), of.records().apply(batch)));
                case 3 ->
                    add(
                            "reduceByKey(" + on + ")",
                            of.slide(),
                            of.stream().reduceByKey(Integer::sum),
                            batch -> reduced(of.records().apply(batch), Integer::sum));
                case 4 -> addJoin(of, on);
                case 5 -> addWindow(of, on);
                case 6, 7, 8 -> addReducingWindow(of, on);
                case 9, 10 -> addUpdated(of, on);
                case 11 -> addMapped(of, on);
                default ->
                    add(
                            "distinct(" + on + ")",
                            of.slide(),
                            of.stream().transformToPair(rdd -> rdd.distinct()),
                            batch -> of.records().apply(batch).stream()
                                    .distinct()
                                    .toList());
            }
        }

        private void addJoin(Node left, String on) {
            List<Node> fitting =
                    nodes.stream().filter(node -> node.slide() == left.slide()).toList();
            Node right = fitting.get(random.nextInt(fitting.size()));
            if (random.nextBoolean()) {
                add(
                        "join(" + on + "," + right.name() + ")",
                        left.slide(),
                        left.stream().join(right.stream()).mapValues(both -> (both._1() * 31 + both._2()) % 1000),
                        batch -> joinOf(left, right, batch, false));
            } else {
                add(
                        "leftJoin(" + on + "," + right.name() + ")",
                        left.slide(),
                        left.stream()
                                .leftOuterJoin(right.stream())
                                .mapValues(both -> (both._1() * 31 + both._2().orElse(7)) % 1000),
                        batch -> joinOf(left, right, batch, true));
            }
        }

        private static List<Tuple2<Integer, Integer>> joinOf(Node left, Node right, int batch, boolean outer) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>();
            for (Tuple2<Integer, Integer> l : left.records().apply(batch)) {
                boolean met = false;
                for (Tuple2<Integer, Integer> r : right.records().apply(batch)) {
                    if (r._1().equals(l._1())) {
                        all.add(pair(l._1(), (l._2() * 31 + r._2()) % 1000));
                        met = true;
                    }
                }
                if (outer && !met) {
                    all.add(pair(l._1(), (l._2() * 31 + 7) % 1000));
                }
            }
            return all;
        }

        private void addWindow(Node of, String on) {
            int window = of.slide() * (1 + random.nextInt(4));
            int slide = of.slide() * (1 + random.nextInt(3));
            if (slide > 6) {
                return;
            }
            add(
                    "window(" + on + "," + window + "," + slide + ")",
                    slide,
                    of.stream().window(seconds(window), seconds(slide)),
                    batch -> inWindow(of, batch, window));
        }

        private void addReducingWindow(Node of, String on) {
            int window = of.slide() * (1 + random.nextInt(6));
            int slide = of.slide() * (1 + random.nextInt(3));
            if (slide > 6) {
                return;
            }
            int kind = random.nextInt(3);
            Duration w = seconds(window);
            Duration s = seconds(slide);
            PairDStream<Integer, Integer> stream = switch (kind) {
                case 0 -> of.stream().reduceByKeyAndWindow(Integer::sum, w, s);
                case 1 -> of.stream().reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, w, s);
                default -> of.stream().reduceByKeyAndWindow((a, b) -> Math.max(a, b), w, s);
            };
            BinaryOperator<Integer> f = kind == 2 ? Math::max : Integer::sum;
            add(
                    "reduceWindow" + kind + "(" + on + "," + window + "," + slide + ")",
                    slide,
                    stream,
                    batch -> reduced(inWindow(of, batch, window), f));
        }

        private void addUpdated(Node of, String on) {
            PairDStream<Integer, Integer> stream = of.stream().updateStateByKey((values, state) -> {
                int sum = (state.orElse(0) + values.stream().mapToInt(v -> v).sum()) % 10_000;
                return values.isEmpty() && sum % 5 == 0 ? Optional.empty() : Optional.of(sum);
            });
            add("update(" + on + ")", of.slide(), stream, batch -> {
                Map<Integer, Integer> states = new TreeMap<>();
                for (int b = of.slide(); b <= batch; b += of.slide()) {
                    update(states, of.records().apply(b));
                }
                return pairs(states);
            });
        }

        private static void update(Map<Integer, Integer> states, List<Tuple2<Integer, Integer>> records) {
            Map<Integer, Integer> sums = new HashMap<>();
            records.forEach(p -> sums.merge(p._1(), p._2(), Integer::sum));
            states.entrySet().removeIf(entry -> !sums.containsKey(entry.getKey()) && entry.getValue() % 5 == 0);
            sums.forEach((key, sum) -> states.merge(key, sum % 10_000, (a, b) -> (a + sum) % 10_000));
        }

        /** Counts each key's records: what comes out doesn't depend on their order. */
        private void addMapped(Node of, String on) {
            var mapped = of.stream()
                    .mapWithState(StateSpec.<Integer, Integer, Integer, Tuple2<Integer, Integer>>function(
                            (key, value, state) -> {
                                state.update(state.getOption().orElse(0) + 1);
                                return pair(key, state.get());
                            }));
            add("mapWithState(" + on + ")", of.slide(), mapped.mapToPair(p -> p), batch -> {
                Map<Integer, Integer> before = counts(of, batch - of.slide());
                List<Tuple2<Integer, Integer>> out = new ArrayList<>();
                for (Tuple2<Integer, Integer> record : of.records().apply(batch)) {
                    out.add(pair(record._1(), before.merge(record._1(), 1, Integer::sum)));
                }
                return out;
            });
            if (random.nextBoolean()) {
                add("snapshots(" + on + ")", of.slide(), mapped.stateSnapshots(), batch -> pairs(counts(of, batch)));
            }
        }

        private static Map<Integer, Integer> counts(Node of, int upTo) {
            Map<Integer, Integer> counts = new TreeMap<>();
            for (int b = of.slide(); b <= upTo; b += of.slide()) {
                of.records().apply(b).forEach(p -> counts.merge(p._1(), 1, Integer::sum));
            }
            return counts;
        }

        private static List<Tuple2<Integer, Integer>> inWindow(Node of, int batch, int window) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>();
            for (int b = of.slide(); b <= batch; b += of.slide()) {
                if (b > batch - window) {
                    all.addAll(of.records().apply(b));
                }
            }
            return all;
        }

        private static List<Tuple2<Integer, Integer>> reduced(
                List<Tuple2<Integer, Integer>> records, BinaryOperator<Integer> f) {
            Map<Integer, Integer> values = new TreeMap<>();
            records.forEach(p -> values.merge(p._1(), p._2(), f));
            return pairs(values);
        }

        private static List<Tuple2<Integer, Integer>> pairs(Map<Integer, Integer> values) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>();
            values.forEach((key, value) -> all.add(pair(key, value)));
            return all;
        }

        private static List<Tuple2<Integer, Integer>> joined(
                List<Tuple2<Integer, Integer>> first, List<Tuple2<Integer, Integer>> second) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }

        private static List<Tuple2<Integer, Integer>> sorted(List<Tuple2<Integer, Integer>> records) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>(records);
            Comparator<Tuple2<Integer, Integer>> byKey = Comparator.comparing(Tuple2::_1);
            Collections.sort(all, byKey.thenComparing(Tuple2::_2));
            return all;
        }

        private static Duration seconds(int batches) {
            return Durations.seconds(batches);
        }
    }
}

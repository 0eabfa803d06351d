// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs of streams, one over the other (operators, windows, joins, states), over random batches, against what each stream is by its
 * definition: a function from the number of a batch to its records. Every stream of a program is compared, batch by batch, but for the order of
 * records; so are batches that streams remember.
 *
 * <p>{@code -Dprograms=5000} runs so many; {@code -Dtest.seed=…} a certain one first.
 */
class RandomStreamsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 20);
    private static final int PROGRAMS_OF_SOAK = Integer.getInteger("programs", 400);
    private static final int ENOUGH_FOR_ALL = 400;

    /** What a long run must have made: operators over others, by their kinds. The least frequent of them is in one of 40 programs. */
    private static final List<String> WANTED = List.of(
            "window over window",
            "window over reduceWindow",
            "reduceWindow over reduceWindow",
            "reduceWindow over window",
            "reduceWindow over mapWithState",
            "reduceWindow over update",
            "window over snapshots",
            "reduceWindow over snapshots",
            "window over mapWithState",
            "update over window",
            "update over reduceWindow",
            "mapWithState over reduceWindow",
            "mapWithState over mapWithState",
            "withJobs over window",
            "withJobs over mapWithState",
            "joining window",
            "joining reduceWindow",
            "joining update",
            "joined with reduceWindow",
            "joined with window",
            "slide beyond the window",
            "panes",
            "time-out",
            "initial states",
            "cached",
            "old slice of window",
            "old slice of reduceWindow",
            "old slice of update",
            "old slice of snapshots",
            "output with two actions",
            "conditional output");

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    void everyStream_hasTheRecordsOfItsDefinition(String master) {
        run(master, PROGRAMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    @Tag("soak")
    void everyStream_hasTheRecordsOfItsDefinition_forALongTime(String master) {
        Map<String, Integer> made = run(master, PROGRAMS_OF_SOAK);
        System.out.println("RandomStreamsTest on " + master + " made " + made);
        if (PROGRAMS_OF_SOAK >= ENOUGH_FOR_ALL) {
            assertThat(made).containsKeys(WANTED.toArray(new String[0]));
        }
    }

    private static Map<String, Integer> run(String master, int programs) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        System.out.println("RandomStreamsTest on " + master + ": -Dtest.seed=" + seed);
        Map<String, Integer> made = new TreeMap<>();
        for (int i = 0; i < programs; i++) {
            new Program(master, seed + i, made).run();
        }
        return made;
    }

    private static Tuple2<Integer, Integer> pair(int key, int value) {
        return new Tuple2<>(key, value);
    }

    /**
     * @param slide in batches
     * @param records of a batch, by its number from 1; asked only at multiples of the slide
     */
    private record Node(
            String kind,
            String name,
            int slide,
            PairDStream<Integer, Integer> stream,
            IntFunction<List<Tuple2<Integer, Integer>>> records) {}

    private static int countAndSum(Iterable<Integer> values) {
        int count = 0;
        int sum = 0;
        for (int value : values) {
            count++;
            sum += value;
        }
        return count * 100 + sum;
    }

    /**
     * By definition: each key's records counted from the first batch on, until the key has had none for longer than a time.
     *
     * @param timeout in batches, 0 for none
     */
    private record Counting(Node of, List<Tuple2<Integer, Integer>> initial, int timeout) {

        List<Tuple2<Integer, Integer>> emitted(int batch) {
            return run(batch, new TreeMap<>());
        }

        List<Tuple2<Integer, Integer>> states(int batch) {
            Map<Integer, Integer> counts = new TreeMap<>();
            run(batch, counts);
            return Program.pairs(counts);
        }

        private List<Tuple2<Integer, Integer>> run(int batch, Map<Integer, Integer> counts) {
            List<Tuple2<Integer, Integer>> emitted = new ArrayList<>();
            Map<Integer, Integer> touched = new TreeMap<>();
            initial.forEach(p -> {
                counts.put(p._1(), p._2());
                touched.put(p._1(), of.slide());
            });
            for (int b = of.slide(); b <= batch; b += of.slide()) {
                emitted.clear();
                for (Tuple2<Integer, Integer> record : of.records().apply(b)) {
                    emitted.add(pair(record._1(), counts.merge(record._1(), 1, Integer::sum)));
                    touched.put(record._1(), b);
                }
                int now = b;
                touched.entrySet().removeIf(entry -> {
                    boolean isDue = timeout > 0 && now - entry.getValue() > timeout;
                    if (isDue) {
                        emitted.add(pair(entry.getKey(), -counts.remove(entry.getKey())));
                    }
                    return isDue;
                });
            }
            return emitted;
        }
    }

    private static final class Program {
        private final String master;
        private final Random random;
        private final List<Node> nodes = new ArrayList<>();
        private final StringBuilder what = new StringBuilder();
        private final Map<String, Integer> made;
        private StreamingTestKit kit;

        Program(String master, long seed, Map<String, Integer> made) {
            this.master = master;
            this.made = made;
            this.random = new Random(seed);
            what.append("-Dtest.seed=").append(seed).append(" on ").append(master);
        }

        void run() {
            try (StreamingTestKit open = StreamingTestKit.builder()
                    .master(master)
                    .set("waterclock.default.parallelism", String.valueOf(1 + random.nextInt(3)))
                    .build()) {
                kit = open;
                int batches = 8 + random.nextInt(16);
                int remembered = random.nextInt(3) == 0 ? 1 + random.nextInt(10) : 0;
                if (remembered > 0) {
                    kit.context().remember(seconds(remembered));
                }
                List<TestInput<Tuple2<Integer, Integer>>> inputs = new ArrayList<>();
                List<List<List<Tuple2<Integer, Integer>>>> data = new ArrayList<>();
                for (int i = 1 + random.nextInt(2); i > 0; i--) {
                    TestInput<Tuple2<Integer, Integer>> input = kit.input();
                    List<List<Tuple2<Integer, Integer>>> fed = batches(batches);
                    inputs.add(input);
                    data.add(fed);
                    add(null, "input", "", 1, input.stream().mapToPair(record -> record), batch -> fed.get(batch - 1));
                }
                for (int i = 3 + random.nextInt(7); i > 0; i--) {
                    addOne();
                }
                Map<Node, TestOutput<Tuple2<Integer, Integer>>> outputs = new LinkedHashMap<>();
                for (Node node : nodes) {
                    if (random.nextInt(4) > 0 || node == nodes.get(nodes.size() - 1)) {
                        outputs.put(node, kit.collect(node.stream()));
                        addOutputs(node);
                    }
                }
                for (int batch = 1; batch <= batches; batch++) {
                    for (int i = 0; i < inputs.size(); i++) {
                        inputs.get(i).push(data.get(i).get(batch - 1));
                    }
                    kit.advance(1);
                    if (remembered > 0) {
                        lookBack(List.copyOf(outputs.keySet()), batch, remembered);
                    }
                }
                outputs.forEach((node, output) -> compare(node, output, batches));
            } catch (RuntimeException e) {
                throw new AssertionError(what + " failed", e);
            }
        }

        private void noteMade(String what) {
            made.merge(what, 1, Integer::sum);
        }

        /** Outputs that read a stream once more: twice, or not in each batch. */
        private void addOutputs(Node node) {
            if (random.nextInt(6) == 0) {
                noteMade("output with two actions");
                what.append(" twoActions:").append(idOf(node));
                node.stream().foreachRDD(rdd -> {
                    assertThat(rdd.count()).isEqualTo(rdd.collect().size());
                });
            }
            if (random.nextInt(6) == 0) {
                noteMade("conditional output");
                what.append(" conditional:").append(idOf(node));
                node.stream().foreachRDD((rdd, time) -> {
                    if (time.milliseconds() % 3_000 == 0) {
                        assertThat(rdd.take(1)).hasSize(rdd.isEmpty() ? 0 : 1);
                    }
                });
            }
        }

        /** Reads a batch again that is still remembered. */
        private void lookBack(List<Node> needed, int batch, int remembered) {
            Node node = needed.get(random.nextInt(needed.size()));
            int old = Math.max(1, batch - random.nextInt(remembered));
            if (old % node.slide() != 0) {
                return;
            }
            if (old < batch) {
                noteMade("old slice of " + node.kind());
            }
            Time time = new Time(kit.clock().currentTimeMs() - (batch - old) * 1000L);
            List<PairRDD<Integer, Integer>> slice = node.stream().slice(time, time);
            assertThat(slice)
                    .as("%s: %s, batch %s in %s", what, node.name(), old, batch)
                    .hasSize(1);
            assertThat(sorted(slice.get(0).collect()))
                    .as("%s: %s, batch %s in %s", what, node.name(), old, batch)
                    .isEqualTo(sorted(node.records().apply(old)));
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

        /** @param of the stream below, null for an input */
        private void add(
                @Nullable Node of,
                String kind,
                String arguments,
                int slide,
                PairDStream<Integer, Integer> stream,
                IntFunction<List<Tuple2<Integer, Integer>>> records) {
            Map<Integer, List<Tuple2<Integer, Integer>>> known = new HashMap<>();
            noteMade(of == null ? kind : kind + " over " + of.kind());
            String full = "s" + nodes.size() + "=" + kind + "(" + (of == null ? "" : idOf(of)) + arguments + ")";
            if (random.nextInt(8) == 0) {
                noteMade("cached");
                stream.cache();
                full += ".cache";
            }
            what.append(' ').append(full);
            nodes.add(new Node(kind, full, slide, stream, batch -> {
                List<Tuple2<Integer, Integer>> there = known.get(batch);
                if (there == null) {
                    there = records.apply(batch);
                    known.put(batch, there);
                }
                return there;
            }));
        }

        private static String idOf(Node node) {
            return node.name().substring(0, node.name().indexOf('='));
        }

        /** Mostly one that was made not long ago, so that operators come one over the other and not all over the inputs. */
        private Node any() {
            int latest = random.nextInt(3) == 0 ? nodes.size() : Math.min(nodes.size(), 2);
            return nodes.get(nodes.size() - 1 - random.nextInt(latest));
        }

        private void addOne() {
            Node of = any();
            IntFunction<List<Tuple2<Integer, Integer>>> records = of.records();
            PairDStream<Integer, Integer> stream = of.stream();
            int slide = of.slide();
            switch (random.nextInt(19)) {
                case 0 ->
                    add(
                            of,
                            "filter",
                            "",
                            slide,
                            stream.filter(p -> p._2() % 3 != 0),
                            batch -> records.apply(batch).stream()
                                    .filter(p -> p._2() % 3 != 0)
                                    .toList());
                case 1 ->
                    add(
                            of,
                            "map",
                            "",
                            slide,
                            stream.mapToPair(p -> pair(p._2() & 3, p._1())),
                            batch -> records.apply(batch).stream()
                                    .map(p -> pair(p._2() & 3, p._1()))
                                    .toList());
                case 2 ->
                    add(
                            of,
                            "twice",
                            "",
                            slide,
                            stream.union(stream),
                            batch -> joined(records.apply(batch), records.apply(batch)));
                case 3 ->
                    add(
                            of,
                            "reduceByKey",
                            "",
                            slide,
                            stream.reduceByKey(Integer::sum),
                            batch -> reduced(records.apply(batch), Integer::sum));
                case 4, 5 -> addJoin(of);
                case 6, 7 -> addWindow(of);
                case 8, 9 -> addReducingWindow(of);
                case 10 -> addGroupedWindow(of);
                case 11, 12 -> addUpdated(of);
                case 13, 14 -> addMapped(of);
                case 15 -> addUnionOfMany(of);
                case 16 -> {
                    int partitions = 1 + random.nextInt(4);
                    add(of, "repartition", "," + partitions, slide, stream.repartition(partitions), records);
                }
                case 17 ->
                    add(
                            of,
                            "withJobs",
                            "",
                            slide,
                            stream.transformToPair(rdd -> {
                                long count = rdd.count();
                                return rdd.isEmpty() ? rdd : rdd.filter(p -> Math.floorMod(p._2(), count) > 0);
                            }),
                            batch -> records.apply(batch).stream()
                                    .filter(p -> Math.floorMod(p._2(), (long)
                                                    records.apply(batch).size())
                                            > 0)
                                    .toList());
                default ->
                    add(
                            of,
                            "distinct",
                            "",
                            slide,
                            stream.transformToPair(rdd -> rdd.distinct()),
                            batch -> records.apply(batch).stream().distinct().toList());
            }
        }

        private List<Node> withTheSlideOf(Node node) {
            return nodes.stream().filter(other -> other.slide() == node.slide()).toList();
        }

        private void addUnionOfMany(Node of) {
            List<Node> fitting = withTheSlideOf(of);
            List<Node> all = new ArrayList<>(List.of(of));
            for (int i = 2 + random.nextInt(3); i > 0; i--) {
                all.add(fitting.get(random.nextInt(fitting.size())));
            }
            @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
            PairDStream<Integer, Integer>[] streams =
                    all.stream().map(Node::stream).toArray(PairDStream[]::new);
            String others = all.stream().skip(1).map(node -> "," + idOf(node)).collect(Collectors.joining());
            add(of, "unionOfMany", others, of.slide(), kit.context().union(streams), batch -> {
                List<Tuple2<Integer, Integer>> records = new ArrayList<>();
                all.forEach(node -> records.addAll(node.records().apply(batch)));
                return records;
            });
        }

        private Node other(Node of) {
            List<Node> fitting = withTheSlideOf(of);
            return fitting.get(random.nextInt(fitting.size()));
        }

        private void addJoin(Node left) {
            Node right = other(left);
            String with = "," + idOf(right);
            noteMade("joining " + left.kind());
            noteMade("joined with " + right.kind());
            switch (random.nextInt(4)) {
                case 0 ->
                    add(
                            left,
                            "join",
                            with,
                            left.slide(),
                            left.stream().join(right.stream()).mapValues(both -> mixed(both._1(), both._2())),
                            batch -> joinOf(left, right, batch, false, false));
                case 1 ->
                    add(
                            left,
                            "leftJoin",
                            with,
                            left.slide(),
                            left.stream()
                                    .leftOuterJoin(right.stream())
                                    .mapValues(
                                            both -> mixed(both._1(), both._2().orElse(7))),
                            batch -> joinOf(left, right, batch, true, false));
                case 2 ->
                    add(
                            left,
                            "fullJoin",
                            with,
                            left.slide(),
                            left.stream()
                                    .fullOuterJoin(right.stream())
                                    .mapValues(both ->
                                            mixed(both._1().orElse(7), both._2().orElse(7))),
                            batch -> joinOf(left, right, batch, true, true));
                default ->
                    add(
                            left,
                            "subtract",
                            with,
                            left.slide(),
                            left.stream().transformWithToPair(right.stream(), (l, r, time) -> l.subtractByKey(r)),
                            batch -> left.records().apply(batch).stream()
                                    .filter(l -> !hasKey(right.records().apply(batch), l._1()))
                                    .toList());
            }
        }

        private static int mixed(int left, int right) {
            return (left * 31 + right) % 1000;
        }

        private static boolean hasKey(List<Tuple2<Integer, Integer>> records, Integer key) {
            return records.stream().anyMatch(r -> r._1().equals(key));
        }

        private static List<Tuple2<Integer, Integer>> joinOf(
                Node left, Node right, int batch, boolean allOfLeft, boolean allOfRight) {
            List<Tuple2<Integer, Integer>> all = new ArrayList<>();
            List<Tuple2<Integer, Integer>> ls = left.records().apply(batch);
            List<Tuple2<Integer, Integer>> rs = right.records().apply(batch);
            for (Tuple2<Integer, Integer> l : ls) {
                for (Tuple2<Integer, Integer> r : rs) {
                    if (r._1().equals(l._1())) {
                        all.add(pair(l._1(), mixed(l._2(), r._2())));
                    }
                }
                if (allOfLeft && !hasKey(rs, l._1())) {
                    all.add(pair(l._1(), mixed(l._2(), 7)));
                }
            }
            for (Tuple2<Integer, Integer> r : allOfRight ? rs : List.<Tuple2<Integer, Integer>>of()) {
                if (!hasKey(ls, r._1())) {
                    all.add(pair(r._1(), mixed(7, r._2())));
                }
            }
            return all;
        }

        /** A window and its slide, in batches; null if batches of it would be too rare to be worth much. */
        private int @Nullable [] span(Node of, int most) {
            int window = of.slide() * (1 + random.nextInt(most));
            int slide = of.slide() * (1 + random.nextInt(4));
            if (slide > 6) {
                return null;
            }
            if (slide > window) {
                noteMade("slide beyond the window");
            } else if (window % slide != 0) {
                noteMade("panes");
            }
            return new int[] {window, slide};
        }

        private void addWindow(Node of) {
            int[] span = span(of, 4);
            if (span != null) {
                add(
                        of,
                        "window",
                        "," + span[0] + "," + span[1],
                        span[1],
                        of.stream().window(seconds(span[0]), seconds(span[1])),
                        batch -> inWindow(of, batch, span[0]));
            }
        }

        private void addGroupedWindow(Node of) {
            int[] span = span(of, 4);
            if (span != null) {
                add(
                        of,
                        "groupWindow",
                        "," + span[0] + "," + span[1],
                        span[1],
                        of.stream()
                                .groupByKeyAndWindow(seconds(span[0]), seconds(span[1]))
                                .mapValues(RandomStreamsTest::countAndSum),
                        batch -> {
                            Map<Integer, List<Integer>> groups = new TreeMap<>();
                            inWindow(of, batch, span[0])
                                    .forEach(p -> groups.computeIfAbsent(p._1(), k -> new ArrayList<>())
                                            .add(p._2()));
                            List<Tuple2<Integer, Integer>> all = new ArrayList<>();
                            groups.forEach((key, values) -> all.add(pair(key, countAndSum(values))));
                            return all;
                        });
            }
        }

        private void addReducingWindow(Node of) {
            int[] span = span(of, 6);
            if (span == null) {
                return;
            }
            int kind = random.nextInt(3);
            Duration w = seconds(span[0]);
            Duration s = seconds(span[1]);
            PairDStream<Integer, Integer> stream = switch (kind) {
                case 0 -> of.stream().reduceByKeyAndWindow(Integer::sum, w, s);
                case 1 -> of.stream().reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, w, s);
                default -> of.stream().reduceByKeyAndWindow((a, b) -> Math.max(a, b), w, s);
            };
            BinaryOperator<Integer> f = kind == 2 ? Math::max : Integer::sum;
            String scheme = List.of(",sum,", ",subtracted,", ",greatest,").get(kind);
            add(
                    of,
                    "reduceWindow",
                    scheme + span[0] + "," + span[1],
                    span[1],
                    stream,
                    batch -> reduced(inWindow(of, batch, span[0]), f));
        }

        /** Some pairs to begin with, each key once; null for none at all. */
        private @Nullable List<Tuple2<Integer, Integer>> initial() {
            if (random.nextInt(4) > 0) {
                return null;
            }
            noteMade("initial states");
            Map<Integer, Integer> states = new TreeMap<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                states.put(random.nextInt(7), 1 + random.nextInt(20));
            }
            return pairs(states);
        }

        private void addUpdated(Node of) {
            Function2<List<Integer>, Optional<Integer>, Optional<Integer>> f = (values, state) -> {
                int sum = (state.orElse(0) + values.stream().mapToInt(v -> v).sum()) % 10_000;
                return values.isEmpty() && sum % 5 == 0 ? Optional.empty() : Optional.of(sum);
            };
            List<Tuple2<Integer, Integer>> initial = initial();
            PairDStream<Integer, Integer> stream = initial == null
                    ? of.stream().updateStateByKey(f)
                    : of.stream()
                            .updateStateByKey(
                                    f,
                                    new HashPartitioner(2),
                                    kit.waterclockContext().parallelizePairs(initial, 2));
            add(of, "update", initial == null ? "" : "," + initial, of.slide(), stream, batch -> {
                Map<Integer, Integer> states = new TreeMap<>();
                if (initial != null) {
                    initial.forEach(p -> states.put(p._1(), p._2()));
                }
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
        private void addMapped(Node of) {
            StateSpec<Integer, Integer, Integer, Tuple2<Integer, Integer>> spec =
                    StateSpec.function((key, value, state) -> {
                        int count = state.getOption().orElse(0);
                        if (state.isTimingOut()) {
                            return pair(key, -count);
                        }
                        state.update(count + 1);
                        return pair(key, count + 1);
                    });
            List<Tuple2<Integer, Integer>> initial = initial();
            if (initial != null) {
                spec.initialState(kit.waterclockContext().parallelizePairs(initial, 2));
            }
            int timeout = random.nextInt(2) * (1 + random.nextInt(6));
            if (timeout > 0) {
                noteMade("time-out");
                spec.timeout(seconds(timeout));
            }
            Counting counting = new Counting(of, initial == null ? List.of() : initial, timeout);
            MapWithStateDStream<Integer, Integer, Integer, Tuple2<Integer, Integer>> mapped =
                    of.stream().mapWithState(spec);
            String how = "," + initial + "," + timeout;
            add(of, "mapWithState", how, of.slide(), mapped.mapToPair(p -> p), counting::emitted);
            if (random.nextBoolean()) {
                add(of, "snapshots", how, of.slide(), mapped.stateSnapshots(), counting::states);
                Node snapshots = nodes.get(nodes.size() - 1);
                switch (random.nextInt(4)) {
                    case 0 -> addWindow(snapshots);
                    case 1 -> addReducingWindow(snapshots);
                    default -> {}
                }
            }
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

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of window, over random batches, windows, slides and keys, against windows that are computed anew from the records: each scheme must
 * give what recomputation gives.
 */
class RandomWindowsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 10);
    private static final int PROGRAMS_OF_SOAK = Integer.getInteger("programs", 150);

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    void windows_areWhatTheyAreWhenComputedAnew(String master) {
        run(master, PROGRAMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    @Tag("soak")
    void windows_areWhatTheyAreWhenComputedAnew_forALongTime(String master) {
        run(master, PROGRAMS_OF_SOAK);
    }

    private static void run(String master, int programs) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        System.out.println("RandomWindowsTest on " + master + ": -Dtest.seed=" + seed);
        for (int i = 0; i < programs; i++) {
            new Program(master, seed + i).run();
        }
    }

    /** One program: a stream, perhaps a window itself, and one of each window over it. */
    private static final class Program {
        private final String master;
        private final Random random;
        private final String what;
        /** In batches. */
        private final int parentSlide;

        private final int window;
        private final int slide;
        private final int keys;
        private final List<List<Tuple2<Integer, Integer>>> batches = new ArrayList<>();

        Program(String master, long seed) {
            this.master = master;
            this.random = new Random(seed);
            this.parentSlide = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
            this.window = parentSlide * (1 + random.nextInt(random.nextBoolean() ? 4 : 15));
            this.slide = parentSlide * (1 + random.nextInt(random.nextBoolean() ? 3 : 9));
            this.keys = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
            int count = 10 + random.nextInt(60);
            boolean sparse = random.nextBoolean();
            for (int b = 0; b < count; b++) {
                List<Tuple2<Integer, Integer>> batch = new ArrayList<>();
                int size = sparse && random.nextInt(3) > 0 ? 0 : random.nextInt(12);
                for (int r = 0; r < size; r++) {
                    batch.add(new Tuple2<>(random.nextInt(keys), random.nextInt(-5, 100)));
                }
                batches.add(batch);
            }
            this.what = "-Dtest.seed=" + seed + " on " + master + ": window " + window + ", slide " + slide
                    + " over batches of " + parentSlide;
        }

        void run() {
            try (StreamingTestKit kit =
                    StreamingTestKit.builder().master(master).build()) {
                TestInput<Tuple2<Integer, Integer>> input = kit.input();
                DStream<Tuple2<Integer, Integer>> records = parentSlide == 1
                        ? input.stream()
                        : input.stream().window(batchesLong(parentSlide), batchesLong(parentSlide));
                PairDStream<Integer, Integer> pairs = records.mapToPair(pair -> pair);
                Duration w = batchesLong(window);
                Duration s = batchesLong(slide);
                TestOutput<Tuple2<Integer, Integer>> all = kit.collect(pairs.window(w, s));
                TestOutput<Tuple2<Integer, Iterable<Integer>>> groups = kit.collect(pairs.groupByKeyAndWindow(w, s));
                TestOutput<Tuple2<Integer, Integer>> greatest =
                        kit.collect(pairs.reduceByKeyAndWindow((a, b) -> Math.max(a, b), w, s));
                TestOutput<Tuple2<Integer, Integer>> sums =
                        kit.collect(pairs.reduceByKeyAndWindow((a, b) -> a + b, (a, b) -> a - b, w, s));
                TestOutput<Tuple2<Integer, Double>> doubles = kit.collect(pairs.mapValues(v -> v / 3.0)
                        .reduceByKeyAndWindow((a, b) -> a + b, (a, b) -> a - b, w, s, 3, null));
                TestOutput<Tuple2<Integer, String>> texts = kit.collect(
                        pairs.mapValues(v -> "+" + v).reduceByKeyAndWindow((a, b) -> sorted(a + b), w, s, 1));
                TestOutput<Long> count = kit.collect(pairs.countByWindow(w, s));
                TestOutput<Tuple2<Tuple2<Integer, Integer>, Long>> byValue =
                        kit.collect(pairs.countByValueAndWindow(w, s));
                TestOutput<Tuple2<Integer, Integer>> one =
                        kit.collect(pairs.reduceByWindow((a, b) -> a._2() >= b._2() ? a : b, w, s));
                TestOutput<Integer> total = kit.collect(
                        pairs.map(pair -> pair._2()).reduceByWindow((a, b) -> a + b, (a, b) -> a - b, w, s));
                for (List<Tuple2<Integer, Integer>> batch : batches) {
                    input.push(batch);
                    kit.advance(1);
                }
                int at = 0;
                for (int end = slide; end <= batches.size(); end += slide, at++) {
                    check(end, at, all, groups, greatest, sums);
                    List<Tuple2<Integer, Integer>> inWindow = inWindow(end);
                    Map<Integer, Double> expected = new TreeMap<>();
                    inWindow.forEach(pair -> expected.merge(pair._1(), pair._2() / 3.0, Double::sum));
                    Map<Integer, Double> seen = map(doubles.batch(at));
                    assertThat(seen.keySet()).as(what).isEqualTo(expected.keySet());
                    expected.forEach((k, v) -> assertThat(seen.get(k)).as(what).isCloseTo(v, within(1e-9)));
                    Map<Integer, String> text = new TreeMap<>();
                    inWindow.forEach(p -> text.merge(p._1(), "+" + p._2(), (a, b) -> sorted(a + b)));
                    assertThat(map(texts.batch(at))).as(what).isEqualTo(text);
                    assertThat(count.batch(at)).as(what).containsExactly((long) inWindow.size());
                    Map<Tuple2<Integer, Integer>, Long> values = new HashMap<>();
                    inWindow.forEach(pair -> values.merge(pair, 1L, Long::sum));
                    assertThat(new HashMap<>(map(byValue.batch(at)))).as(what).isEqualTo(values);
                    assertThat(one.batch(at).stream().map(Tuple2::_2).toList())
                            .as(what)
                            .isEqualTo(inWindow.stream().map(Tuple2::_2).max(Integer::compare).stream()
                                    .toList());
                    assertThat(total.batch(at))
                            .as(what)
                            .isEqualTo(inWindow.stream().map(Tuple2::_2).reduce(Integer::sum).stream()
                                    .toList());
                }
                assertThat(all.batches()).as(what).hasSize(at);
            }
        }

        private void check(
                int end,
                int at,
                TestOutput<Tuple2<Integer, Integer>> all,
                TestOutput<Tuple2<Integer, Iterable<Integer>>> groups,
                TestOutput<Tuple2<Integer, Integer>> greatest,
                TestOutput<Tuple2<Integer, Integer>> sums) {
            List<Tuple2<Integer, Integer>> inWindow = inWindow(end);
            assertThat(all.batch(at)).as(what).isEqualTo(inWindow);
            Map<Integer, List<Integer>> grouped = new TreeMap<>();
            inWindow.forEach(pair ->
                    grouped.computeIfAbsent(pair._1(), k -> new ArrayList<>()).add(pair._2()));
            Map<Integer, List<Integer>> seen = new TreeMap<>();
            groups.batch(at).forEach(group -> {
                List<Integer> values = new ArrayList<>();
                group._2().forEach(values::add);
                seen.put(group._1(), values);
            });
            assertThat(seen).as(what).isEqualTo(grouped);
            assertThat(map(greatest.batch(at))).as(what).isEqualTo(reduced(inWindow, Math::max));
            assertThat(map(sums.batch(at))).as(what).isEqualTo(reduced(inWindow, Integer::sum));
        }

        private List<Tuple2<Integer, Integer>> inWindow(int end) {
            List<Tuple2<Integer, Integer>> in = new ArrayList<>();
            for (int b = Math.max(0, end - window); b < end; b++) {
                in.addAll(batches.get(b));
            }
            return in;
        }

        private static Map<Integer, Integer> reduced(
                List<Tuple2<Integer, Integer>> pairs, BinaryOperator<Integer> function) {
            Map<Integer, Integer> values = new TreeMap<>();
            pairs.forEach(pair -> values.merge(pair._1(), pair._2(), function));
            return values;
        }

        private static <K, V> Map<K, V> map(List<Tuple2<K, V>> pairs) {
            Map<K, V> values = new HashMap<>();
            pairs.forEach(pair -> assertThat(values.put(pair._1(), pair._2())).isNull());
            return values;
        }

        private static String sorted(String numbers) {
            TreeSet<String> parts = new TreeSet<>(List.of(numbers.substring(1).split("\\+")));
            return "+" + String.join("+", parts);
        }

        private static Duration batchesLong(int batches) {
            return Durations.seconds(batches);
        }
    }
}

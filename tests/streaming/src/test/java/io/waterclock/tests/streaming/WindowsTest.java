// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.function.Function2;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows, as a program sees them. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class WindowsTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

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

    private static Duration s(int seconds) {
        return Durations.seconds(seconds);
    }

    private <T> void feed(TestInput<T> input, List<List<T>> batches) {
        for (List<T> batch : batches) {
            input.push(batch);
            kit.advance(1);
        }
    }

    // ---- what is in a window

    @Test
    void window_holdsTheBatchesAfterItsBeginningUpToItsTime_andIsPartialAtTheStart() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> windows = kit.collect(numbers.stream().window(s(3)));
        feed(numbers, List.of(List.of(1), List.of(2), List.of(), List.of(4), List.of(5)));
        assertThat(windows.batches())
                .containsExactly(List.of(1), List.of(1, 2), List.of(1, 2), List.of(2, 4), List.of(4, 5));
    }

    @Test
    void windowShorterThanItsSlide_leavesOutTheBatchesBetween() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> windows = kit.collect(numbers.stream().window(s(2), s(3)));
        TestOutput<Integer> sums = kit.collect(numbers.stream().reduceByWindow(Integer::sum, s(2), s(3)));
        feed(numbers, List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5)));
        assertThat(windows.batches()).containsExactly(List.of(1, 2), List.of(4, 5));
        assertThat(sums.batches()).containsExactly(List.of(3), List.of(9));
    }

    @Test
    void windowsOfWindows_countFromTheSameZero() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        DStream<Integer> pairsOfBatches = numbers.stream().window(s(2), s(2));
        TestOutput<Integer> sums = kit.collect(pairsOfBatches.reduceByWindow(Integer::sum, s(4), s(4)));
        feed(
                numbers,
                List.of(
                        List.of(1),
                        List.of(2),
                        List.of(3),
                        List.of(4),
                        List.of(5),
                        List.of(6),
                        List.of(7),
                        List.of(8)));
        assertThat(sums.batches()).containsExactly(List.of(10), List.of(26));
    }

    @Test
    void reduceByWindow_hasNoRecord_whereTheWindowHasNone() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> sums = kit.collect(numbers.stream().reduceByWindow(Integer::sum, s(3), s(1)));
        TestOutput<Integer> subtracting =
                kit.collect(numbers.stream().reduceByWindow((a, b) -> a + b, (a, b) -> a - b, s(3), s(1)));
        feed(
                numbers,
                List.of(List.of(), List.of(0), List.of(1), List.of(2), List.of(3), List.of(), List.of(), List.of()));
        List<List<Integer>> expected =
                List.of(List.of(), List.of(0), List.of(1), List.of(3), List.of(6), List.of(5), List.of(3), List.of());
        assertThat(sums.batches()).isEqualTo(expected);
        assertThat(subtracting.batches()).isEqualTo(expected);
    }

    @Test
    void countByWindow_isAlwaysOneNumber_alsoBeforeAnythingCame() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Long> counts = kit.collect(numbers.stream().countByWindow(s(2), s(1)));
        feed(numbers, List.of(List.of(), List.of(1), List.of(1, 2), List.of(), List.of()));
        assertThat(counts.batches()).containsExactly(List.of(0L), List.of(1L), List.of(3L), List.of(2L), List.of(0L));
    }

    @Test
    void countByValueAndWindow_leavesOutWhatDoesNotOccur() {
        TestInput<String> words = kit.input(String.class);
        TestOutput<Tuple2<String, Long>> counts = kit.collect(words.stream().countByValueAndWindow(s(2), s(1), 3));
        feed(words, List.of(List.of("a", "b", "a"), List.of("a"), List.of(), List.of()));
        assertThat(maps(counts)).containsExactly("{a=2, b=1}", "{a=3, b=1}", "{a=1}", "{}");
        assertThat(counts.partitions(0)).hasSize(3);
    }

    // ---- by key

    @Test
    void key_leavesWithItsLastSlice_whateverItsValueIs_andWithoutAFilter() {
        TestInput<Tuple2<String, Integer>> input = kit.input();
        PairDStream<String, Integer> pairs = input.stream().mapToPair(pair -> pair);
        TestOutput<Tuple2<String, Integer>> sums =
                kit.collect(pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(2), s(1)));
        TestOutput<Tuple2<String, Integer>> positive = kit.collect(
                pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(2), s(1), 2, pair -> pair._2() > 0));
        feed(
                input,
                List.of(
                        List.of(new Tuple2<>("a", 1), new Tuple2<>("zero", 5)),
                        List.of(new Tuple2<>("zero", -5)),
                        List.of(),
                        List.of()));
        assertThat(maps(sums)).containsExactly("{a=1, zero=5}", "{a=1, zero=0}", "{zero=-5}", "{}");
        assertThat(maps(positive)).containsExactly("{a=1, zero=5}", "{a=1}", "{}", "{}");
    }

    @Test
    void pairThatTheFilterLeavesOut_isNotForgotten() {
        TestInput<Tuple2<String, Integer>> input = kit.input();
        TestOutput<Tuple2<String, Integer>> sums = kit.collect(input.stream()
                .mapToPair(pair -> pair)
                .reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(3), s(1), 1, pair -> pair._2() != 0));
        feed(
                input,
                List.of(
                        List.of(new Tuple2<>("a", 1)),
                        List.of(new Tuple2<>("a", -1)),
                        List.of(new Tuple2<>("a", 7)),
                        List.of()));
        assertThat(maps(sums)).containsExactly("{a=1}", "{}", "{a=7}", "{a=6}");
    }

    @Test
    void floatingPoint_doesNotDrift_thoughThereIsAnInverse() {
        TestInput<Tuple2<String, Double>> input = kit.input();
        TestOutput<Tuple2<String, Double>> sums = kit.collect(
                input.stream().mapToPair(pair -> pair).reduceByKeyAndWindow(Double::sum, (a, b) -> a - b, s(2), s(1)));
        feed(
                input,
                List.of(
                        List.of(new Tuple2<>("a", 0.5)),
                        List.of(new Tuple2<>("a", 1e17)),
                        List.of(new Tuple2<>("a", 1.0)),
                        List.of(new Tuple2<>("a", 2.0))));
        assertThat(sums.last()).containsExactly(new Tuple2<>("a", 3.0));
    }

    @Test
    void wholeNumbersThatBecomeFractions_doNotDriftEither() {
        TestInput<Tuple2<String, Number>> input = kit.input();
        Function2<Number, Number, Number> add = (a, b) -> a instanceof Long && b instanceof Long
                ? (Number) (a.longValue() + b.longValue())
                : (Number) (a.doubleValue() + b.doubleValue());
        TestOutput<Tuple2<String, Number>> sums = kit.collect(input.stream()
                .mapToPair(pair -> pair)
                .reduceByKeyAndWindow(add, (a, b) -> a.doubleValue() - b.doubleValue(), s(3), s(1)));
        feed(
                input,
                List.of(
                        List.of(new Tuple2<>("a", 1L)),
                        List.of(new Tuple2<>("a", 2L)),
                        List.of(new Tuple2<>("a", 1e17)),
                        List.of(new Tuple2<>("a", 4L)),
                        List.of(new Tuple2<>("a", 5L)),
                        List.of(new Tuple2<>("a", 6L))));
        assertThat(sums.batch(1)).containsExactly(new Tuple2<>("a", 3L));
        assertThat(sums.last()).containsExactly(new Tuple2<>("a", 15L));
    }

    @Test
    void resultOfAnInverseThatIsNotExact_isMadeAnewFromSlices() {
        TestInput<Tuple2<String, Integer>> input = kit.input();
        TestOutput<Tuple2<String, Integer>> sums = kit.collect(input.stream()
                .mapToPair(pair -> pair)
                .reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b + 1, s(2), s(1)));
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            feed(input, List.of(List.of(new Tuple2<>("a", 10))));
            seen.add(sums.last().get(0)._2());
        }
        assertThat(seen.subList(0, 4)).containsExactly(10, 20, 21, 22);
        assertThat(seen.subList(4, 40)).contains(20).allMatch(sum -> sum <= 20 + 2 * 8 + 3);
    }

    @Test
    void groupByKeyAndWindow_hasTheValuesInTheOrderOfTheirBatches() {
        TestInput<Tuple2<String, Integer>> input = kit.input();
        PairDStream<String, Integer> pairs = input.stream().mapToPair(pair -> pair);
        TestOutput<Tuple2<String, Iterable<Integer>>> groups = kit.collect(pairs.groupByKeyAndWindow(s(2)));
        feed(
                input,
                List.of(
                        List.of(new Tuple2<>("a", 1), new Tuple2<>("a", 2), new Tuple2<>("b", 9)),
                        List.of(new Tuple2<>("a", 3)),
                        List.of()));
        assertThat(groups.batches().stream().map(batch -> new TreeMap<>(asMap(batch)).toString()))
                .containsExactly("{a=[1, 2], b=[9]}", "{a=[1, 2, 3], b=[9]}", "{a=[3]}");
    }

    @Test
    void nullKeysAndValues_areLikeAllOthers() {
        TestInput<String> words = kit.input(String.class);
        PairDStream<String, String> pairs = words.stream()
                .mapToPair(word -> new Tuple2<>(word.isEmpty() ? null : word, word.isEmpty() ? "x" : null));
        TestOutput<Tuple2<String, String>> last = kit.collect(pairs.reduceByKeyAndWindow((a, b) -> b, s(2), s(1)));
        TestOutput<Tuple2<String, String>> inverse =
                kit.collect(pairs.reduceByKeyAndWindow((a, b) -> b, (a, b) -> a, s(2), s(1)));
        feed(words, List.of(List.of("", "a"), List.of(""), List.of()));
        for (TestOutput<Tuple2<String, String>> output : List.of(last, inverse)) {
            assertThat(output.batch(0)).containsExactlyInAnyOrder(new Tuple2<>(null, "x"), new Tuple2<>("a", null));
            assertThat(output.batch(1)).containsExactlyInAnyOrder(new Tuple2<>(null, "x"), new Tuple2<>("a", null));
            assertThat(output.batch(2)).containsExactly(new Tuple2<>(null, "x"));
        }
    }

    // ---- work that is shared, and kept

    @Test
    void windowsOverOneStream_withTheSameFunction_combineEachBatchOnce() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        Function2<Integer, Integer, Integer> counted = (a, b) -> {
            CALLS.incrementAndGet();
            return a + b;
        };
        PairDStream<String, Integer> pairs = numbers.stream().mapToPair(n -> new Tuple2<>("a", n));
        TestOutput<Tuple2<String, Integer>> two = kit.collect(pairs.reduceByKeyAndWindow(counted, s(2), s(1)));
        TestOutput<Tuple2<String, Integer>> five = kit.collect(pairs.reduceByKeyAndWindow(counted, s(5), s(1)));
        CALLS.set(0);
        feed(numbers, List.of(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
        assertThat(CALLS.get()).isEqualTo(7);
        feed(numbers, List.of(List.of(1), List.of(2)));
        assertThat(two.last()).containsExactly(new Tuple2<>("a", 3));
        assertThat(five.last()).containsExactly(new Tuple2<>("a", 39));
    }

    @Test
    void costOfASlide_doesNotGrowWithTheWindow() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        kit.collect(numbers.stream()
                .mapToPair(n -> new Tuple2<>("a", n))
                .reduceByKeyAndWindow(
                        (a, b) -> {
                            CALLS.incrementAndGet();
                            return Math.max(a, b);
                        },
                        s(100),
                        s(1)));
        int most = 0;
        for (int i = 0; i < 450; i++) {
            CALLS.set(0);
            feed(numbers, List.of(List.of(i)));
            most = Math.max(most, CALLS.get());
        }
        assertThat(most).isLessThanOrEqualTo(6);
    }

    @Test
    void eachBatch_isCombinedWhenItComes_alsoWhereNoWindowIsDue() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> sums = kit.collect(numbers.stream()
                .reduceByWindow(
                        (a, b) -> {
                            CALLS.incrementAndGet();
                            return a + b;
                        },
                        s(6),
                        s(3)));
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            CALLS.set(0);
            feed(numbers, List.of(List.of(1, 2, 3, 4)));
            calls.add(CALLS.get());
        }
        assertThat(calls.subList(0, 2))
                .as("three in a batch, one with its pane")
                .containsExactly(3, 4);
        assertThat(calls).allMatch(n -> n >= 3 && n <= 6);
        assertThat(sums.batches()).containsExactly(List.of(30), List.of(60));
    }

    @Test
    void keysThatDoNotCome_costNoCall_howeverManyThereAre() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Tuple2<Integer, Integer>> sums = kit.collect(numbers.stream()
                .mapToPair(n -> new Tuple2<>(n, n))
                .reduceByKeyAndWindow(
                        (a, b) -> {
                            CALLS.incrementAndGet();
                            return Math.max(a, b);
                        },
                        s(20),
                        s(1)));
        List<Integer> thousand = new ArrayList<>();
        for (int key = 1; key <= 1000; key++) {
            thousand.add(key);
        }
        feed(numbers, List.of(thousand));
        int most = 0;
        for (int i = 0; i < 19; i++) {
            CALLS.set(0);
            feed(numbers, List.of(List.of(0)));
            most = Math.max(most, CALLS.get());
        }
        assertThat(sums.last()).hasSize(1001);
        assertThat(most).as("for the one key that came").isLessThanOrEqualTo(6);
        feed(numbers, List.of(List.of()));
        assertThat(sums.last()).containsExactly(new Tuple2<>(0, 0));
    }

    @Test
    void persistOfAWindow_isOfTheBatchesInIt() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        DStream<Integer> plain = numbers.stream().map(n -> n + 1);
        DStream<Integer> asked = numbers.stream().map(n -> n + 2).persist(StorageLevel.DISK_ONLY);
        DStream<Integer> later = numbers.stream().map(n -> n + 3);
        kit.collect(plain.window(s(2)));
        kit.collect(asked.window(s(2)));
        kit.collect(later.window(s(2)).persist(StorageLevel.MEMORY_AND_DISK));
        feed(numbers, List.of(List.of(1), List.of(2)));
        List<StorageLevel> levels = new ArrayList<>();
        for (DStream<Integer> stream : List.of(plain, asked, later)) {
            stream.slice(new Time(0), new Time(Long.MAX_VALUE / 2)).forEach(rdd -> levels.add(rdd.getStorageLevel()));
        }
        assertThat(levels)
                .containsExactly(
                        StorageLevel.MEMORY_ONLY,
                        StorageLevel.MEMORY_ONLY,
                        StorageLevel.DISK_ONLY,
                        StorageLevel.DISK_ONLY,
                        StorageLevel.MEMORY_AND_DISK,
                        StorageLevel.MEMORY_AND_DISK);
    }

    @Test
    void batchesOfAWindow_areComputedOnce() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        TestOutput<Integer> windows = kit.collect(numbers.stream()
                .map(n -> {
                    CALLS.incrementAndGet();
                    return n;
                })
                .window(s(3), s(1)));
        CALLS.set(0);
        feed(numbers, List.of(List.of(1), List.of(2), List.of(3), List.of(4)));
        assertThat(windows.last()).containsExactly(2, 3, 4);
        assertThat(CALLS.get()).isEqualTo(4);
    }

    @Test
    void streamOverTheSameRecords_letsNothingGoThatAWindowKeeps() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        PairDStream<Integer, Integer> pairs = numbers.stream().mapToPair(n -> {
            CALLS.incrementAndGet();
            return new Tuple2<>(n, n);
        });
        TestOutput<Tuple2<Integer, Integer>> windows = kit.collect(pairs.window(s(4), s(1)));
        kit.collect(pairs.toDStream());
        CALLS.set(0);
        feed(numbers, List.of(List.of(1), List.of(2), List.of(3), List.of(4), List.of(5), List.of(6)));
        assertThat(windows.last()).hasSize(4);
        assertThat(CALLS.get()).isEqualTo(6);
    }

    // ---- with the rest

    @Test
    void windowOverStateSnapshots_readsEachOfItsVersions() {
        TestInput<String> words = kit.input(String.class);
        MapWithStateDStream<String, Integer, Integer, String> mapped = words.stream()
                .mapToPair(word -> new Tuple2<>(word, 1))
                .mapWithState(StateSpec.function((String key, Optional<Integer> value, State<Integer> state) -> {
                    state.update(state.getOption().orElse(0) + value.orElseThrow());
                    return key;
                }));
        TestOutput<Tuple2<String, Integer>> states =
                kit.collect(mapped.stateSnapshots().window(s(3), s(3)));
        feed(words, List.of(List.of("a"), List.of("a"), List.of("a"), List.of(), List.of("b"), List.of()));
        assertThat(states.batch(0)).containsExactly(new Tuple2<>("a", 1), new Tuple2<>("a", 2), new Tuple2<>("a", 3));
        assertThat(states.batch(1)).hasSize(5);
    }

    @Test
    void functionOfTransform_canRunJobsOnAWindow() {
        TestInput<String> words = kit.input(String.class);
        TestOutput<Tuple2<String, Integer>> sorted = kit.collect(words.stream()
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKeyAndWindow(Integer::sum, s(2), s(1))
                .transformToPair(rdd -> rdd.sortByKey()));
        feed(words, List.of(List.of("c", "a"), List.of("b", "a")));
        assertThat(sorted.last()).containsExactly(new Tuple2<>("a", 2), new Tuple2<>("b", 1), new Tuple2<>("c", 1));
    }

    @Test
    void functionThatFailsInASlide_isNamed() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        kit.collect(numbers.stream()
                .reduceByWindow(
                        (a, b) -> {
                            throw new IllegalStateException("no sum of " + a + " and " + b);
                        },
                        s(3),
                        s(1)));
        feed(numbers, List.of(List.of(1)));
        assertThatThrownBy(() -> feed(numbers, List.of(List.of(2))))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_STEP_FAILED))
                .hasMessageContaining("reduceByWindow at WindowsTest.java")
                .hasMessageContaining("no sum of 1 and 2");
    }

    @Test
    void explain_saysHowWindowsAreKept() {
        TestInput<Integer> numbers = kit.input(Integer.class);
        PairDStream<String, Integer> pairs = numbers.stream().mapToPair(n -> new Tuple2<>("a", n));
        PairDStream<String, Integer> greatest =
                pairs.reduceByKeyAndWindow(Math::max, s(60), s(10)).named("greatest");
        PairDStream<String, Integer> sums = pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(60), s(7));
        DStream<Long> counts = numbers.stream().countByWindow(s(30), s(10));
        kit.collect(greatest);
        kit.collect(sums);
        kit.collect(counts);
        assertThat(greatest.explain())
                .contains("state \"greatest\" of reduceByKeyAndWindow at WindowsTest.java:")
                .contains("6 panes of 10000 ms; two stacks of slices");
        assertThat(sums.explain()).contains("60 panes of 1000 ms; slices that leave are subtracted by the inverse");
        assertThat(counts.explain()).contains("3 panes of 10000 ms; slices that leave are subtracted");
        assertThat(kit.context().explain())
                .contains("foreachRDD at ", "two stacks of slices", "subtracted by the inverse", "input at ");
    }

    /** Has an RDD in every other batch. */
    private static final class EveryOther extends InputDStream<Integer> {
        EveryOther(DStreamGraph graph) {
            super(graph, "everyOther");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public RDD<Integer> compute(Time time) {
            return time.milliseconds() / 1000 % 2 == 0
                    ? context().waterclockContext().parallelize(List.of(1, 2), 2)
                    : null;
        }
    }

    @Test
    void batchesInWhichTheInputHasNoRdd_areEmptyInWindows() {
        EveryOther input = new EveryOther(kit.context().graph());
        PairDStream<String, Integer> pairs = input.mapToPair(n -> new Tuple2<>("a", n));
        TestOutput<Integer> all = kit.collect(input.window(s(2), s(1)));
        TestOutput<Integer> one = kit.collect(input.window(s(1), s(1)));
        TestOutput<Tuple2<String, Integer>> sums = kit.collect(pairs.reduceByKeyAndWindow(Integer::sum, s(3), s(1)));
        TestOutput<Tuple2<String, Iterable<Integer>>> groups = kit.collect(pairs.groupByKeyAndWindow(s(1)));
        kit.advance(4);
        assertThat(all.batches()).allMatch(batch -> batch.size() == 2 || batch.isEmpty());
        assertThat(one.batches().stream().map(List::size)).containsExactlyInAnyOrder(0, 0, 2, 2);
        assertThat(groups.batches().stream().map(List::size)).containsExactlyInAnyOrder(0, 0, 1, 1);
        assertThat(sums.last())
                .containsExactly(new Tuple2<>("a", sums.batch(2).get(0)._2() == 3 ? 6 : 3));
    }

    @Test
    void windowsAndStates_needNoCheckpointDirectory_andTheStartSaysWhatARestartLoses() {
        try (Logged logged = Logged.of("io.waterclock.streaming.dstream.DStreamGraph")) {
            DStream<Integer> numbers = kit.input(Integer.class).stream();
            kit.collect(numbers.mapToPair(n -> new Tuple2<>("a", n))
                    .reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(2), s(1))
                    .named("sums"));
            kit.collect(numbers.countByWindow(s(2), s(1)));
            numbers.countByWindow(s(3), s(1)); // no output reads it
            kit.start();
            assertThat(logged.texts())
                    .containsExactly(
                            "States and windows live in this process alone, and a restart begins without them: \"sums\", "
                                    + "\"countByWindow 1 in WindowsTest#windowsAndStates_needNoCheckpointDirectory_andTheStartSaysWhatARestartLoses\""
                                    + " (named after its place in the program)");
        }
    }

    // ---- mistakes

    @Test
    void windowOrSlide_thatDoesNotFit_isRefused_withTheNearestThatDo() {
        DStream<Integer> numbers = kit.input(Integer.class).stream();
        PairDStream<Integer, Integer> pairs = numbers.mapToPair(n -> new Tuple2<>(n, n));
        assertThatThrownBy(() -> numbers.window(Durations.milliseconds(2500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window at WindowsTest.java:")
                .hasMessageEndingWith("nearest valid ones are 2000 ms and 3000 ms")
                .hasMessageContaining("the window of 2500 ms is not a multiple of 1000 ms, the slide of input at");
        assertThatThrownBy(() -> pairs.reduceByKeyAndWindow(Integer::sum, s(2), Durations.milliseconds(700)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the slide of 700 ms is not a multiple of 1000 ms")
                .hasMessageEndingWith("the nearest valid one is 1000 ms");
        assertThatThrownBy(() -> pairs.groupByKeyAndWindow(s(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("groupByKeyAndWindow at")
                .hasMessageContaining("the window is PT0S, but must be longer than zero");
        assertThatThrownBy(() -> numbers.countByWindow(s(2), s(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the slide is PT-1S, but must be longer than zero");
        assertThatThrownBy(() -> numbers.window(s(4), s(2)).window(s(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the window of 3000 ms is not a multiple of 2000 ms, the slide of window at");
        assertThatThrownBy(() -> numbers.window(null)).hasMessageContaining("an argument is null");
    }

    @Test
    void streamsOfDifferentSlides_areNotCombined() {
        DStream<Integer> numbers = kit.input(Integer.class).stream();
        DStream<Integer> slower = numbers.window(s(2), s(2));
        PairDStream<Integer, Integer> pairs = numbers.mapToPair(n -> new Tuple2<>(n, n));
        PairDStream<Integer, Integer> slowerPairs = pairs.window(s(2), s(2));
        Map<String, ThrowableAssert.ThrowingCallable> combined = Map.of(
                "union", () -> numbers.union(slower),
                "join", () -> pairs.join(slowerPairs),
                "leftOuterJoin", () -> pairs.leftOuterJoin(slowerPairs),
                "cogroup", () -> pairs.cogroup(slowerPairs),
                "transformWith", () -> numbers.transformWith(slower, (a, b, time) -> a),
                "transform", () -> kit.context().transform(List.of(numbers, slower), (rdds, time) -> null));
        combined.forEach((name, call) -> assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(name + " at WindowsTest.java:\\d+: the streams have different slides: .* every 1000"
                        + " ms, window at WindowsTest.java:\\d+ every 2000 ms; they must have the same,.*"));
    }

    private static <K, V> List<String> maps(TestOutput<Tuple2<K, V>> output) {
        return output.batches().stream()
                .map(batch -> new TreeMap<>(asMap(batch)).toString())
                .toList();
    }

    private static <K, V> Map<K, V> asMap(List<Tuple2<K, V>> pairs) {
        Map<K, V> map = new HashMap<>();
        pairs.forEach(pair -> map.put(pair._1(), pair._2()));
        return map;
    }
}

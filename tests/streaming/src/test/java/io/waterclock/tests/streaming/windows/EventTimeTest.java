// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Windowed;
import io.waterclock.streaming.dstream.EventTimeDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.dstream.WindowedDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows by the time at which things happened, as a program sees them. Times are seconds. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class EventTimeTest {

    /** Something that happened. */
    record Event(String key, int second, int value) {}

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

    private static Event at(int second, String key, int value) {
        return new Event(key, second, value);
    }

    private static EventTimeDStream<String, Integer> timed(TestInput<Event> input, int lateness) {
        return pairs(input)
                .withEventTime(pair -> pair._2().second() * 1000L, s(lateness))
                .idleAfter(3)
                .mapValues(event -> event.value());
    }

    private static PairDStream<String, Event> pairs(TestInput<Event> input) {
        return input.stream().mapToPair(event -> new Tuple2<>(event.key(), event));
    }

    private void batch(TestInput<Event> input, Event... events) {
        input.push(events);
        kit.advance(1);
    }

    private static <R> List<String> last(TestOutput<Tuple2<Windowed<String>, R>> output) {
        return output.last().stream()
                .map(pair -> pair._1().key() + "@" + pair._1().start().milliseconds() / 1000 + "-"
                        + pair._1().end().milliseconds() / 1000 + "=" + pair._2())
                .sorted()
                .toList();
    }

    @Test
    void tumblingWindow_givesItsResultOnce_whenTheWatermarkHasPassedItsEnd() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(input, 5).tumblingWindow(s(10)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        batch(input, at(3, "a", 1), at(9, "a", 2), at(12, "a", 4), at(1, "b", 8));
        assertThat(last(seen)).isEmpty();
        batch(input, at(14, "a", 16));
        assertThat(sums.watermarkMs()).isEqualTo(7_000);
        assertThat(last(seen)).isEmpty();
        batch(input, at(15, "a", 32), at(9, "b", 64));
        assertThat(last(seen)).isEmpty();
        batch(input, at(2, "a", 128));
        assertThat(sums.watermarkMs()).isEqualTo(10_000);
        assertThat(last(seen)).containsExactly("a@0-10=131", "b@0-10=72");
        batch(input);
        assertThat(last(seen)).isEmpty();
        batch(input, at(60, "c", 0));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@10-20=52");
    }

    @Test
    void recordThatIsTooLate_isDroppedAndCounted_andGoesToTheSideIfAskedFor() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(input, 0).tumblingWindow(s(10)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        TestOutput<Tuple2<String, Integer>> late = kit.collect(sums.lateRecords());
        batch(input, at(3, "a", 1), at(25, "a", 2));
        batch(input);
        assertThat(last(seen)).containsExactly("a@0-10=1");
        batch(input, at(4, "a", 4), at(19, "a", 8), at(21, "a", 16));
        assertThat(last(seen)).isEmpty();
        assertThat(late.batches())
                .containsExactly(List.of(), List.of(), List.of(new Tuple2<>("a", 4), new Tuple2<>("a", 8)));
        batch(input, at(30, "a", 0));
        assertThat(sums.lateCount()).isEqualTo(2);
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@20-30=18");
    }

    @Test
    void lateRecord_changesTheResult_whileTheWindowIsRetained() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(input, 0).tumblingWindow(s(10)).updatingFor(s(10)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        batch(input, at(3, "a", 1), at(4, "b", 1), at(12, "a", 2));
        batch(input);
        assertThat(last(seen)).containsExactly("a@0-10=1", "b@0-10=1");
        batch(input, at(5, "a", 4), at(6, "a", 8));
        assertThat(last(seen)).containsExactly("a@0-10=13");
        batch(input, at(20, "a", 16));
        assertThat(last(seen)).isEmpty();
        batch(input);
        assertThat(last(seen)).containsExactly("a@10-20=2");
        batch(input, at(7, "a", 32));
        assertThat(last(seen)).isEmpty();
        kit.advance(1);
        assertThat(sums.lateCount()).isEqualTo(1);
    }

    @Test
    void slidingWindows_eachHaveTheirRecords_alsoWhereSomeHaveClosed() {
        TestInput<Event> input = kit.input(Event.class);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen =
                kit.collect(timed(input, 0).slidingWindow(s(10), s(4)).reduceByKey(Integer::sum, 3));
        batch(input, at(1, "a", 1), at(5, "a", 2), at(9, "a", 4), at(11, "a", 8));
        batch(input, at(7, "a", 16));
        assertThat(last(seen)).containsExactly("a@-4-6=3", "a@-8-2=1", "a@0-10=23");
        batch(input, at(30, "b", 0));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@4-14=30", "a@8-18=12");
    }

    @Test
    void windowsShorterThanTheirSlide_leaveOutWhatIsBetween() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(input, 0).slidingWindow(s(2), s(5)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        batch(input, at(0, "a", 1), at(1, "a", 2), at(2, "a", 4), at(4, "a", 8), at(5, "a", 16), at(20, "a", 0));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@0-2=3", "a@5-7=16");
        kit.advance(1);
        assertThat(sums.lateCount()).isZero();
    }

    @Test
    void session_endsTheGapAfterItsLastEvent_andEventsBetweenJoinSessions() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, List<Integer>> groups =
                timed(input, 10).sessionWindow(s(5)).groupByKey();
        TestOutput<Tuple2<Windowed<String>, List<Integer>>> seen = kit.collect(groups);
        batch(input, at(1, "a", 1), at(8, "a", 2), at(20, "a", 3), at(3, "b", 4));
        batch(input, at(4, "a", 5));
        assertThat(last(seen)).containsExactly("b@3-8=[4]");
        batch(input, at(24, "a", 6));
        assertThat(last(seen)).isEmpty();
        batch(input, at(45, "c", 7));
        assertThat(last(seen)).containsExactly("a@1-13=[1, 2, 5]");
        batch(input);
        assertThat(last(seen)).containsExactly("a@20-29=[3, 6]");
        batch(input, at(12, "a", 8));
        assertThat(last(seen)).isEmpty();
        kit.advance(1);
        assertThat(groups.lateCount()).isEqualTo(1);
    }

    @Test
    void aggregateByKey_startsEachFromACopyOfTheZeroValue() {
        TestInput<Event> input = kit.input(Event.class);
        TestOutput<Tuple2<Windowed<String>, TreeSet<Integer>>> seen = kit.collect(timed(input, 0)
                .tumblingWindow(s(10))
                .aggregateByKey(
                        new TreeSet<Integer>(),
                        2,
                        (set, value) -> {
                            set.add(value);
                            return set;
                        },
                        (set, other) -> {
                            set.addAll(other);
                            return set;
                        }));
        batch(input, at(1, "a", 1), at(2, "b", 2), at(3, "a", 3));
        batch(input, at(4, "a", 4), at(11, "a", 5));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@0-10=[1, 3, 4]", "b@0-10=[2]");
        batch(input, at(20, "a", 6));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@10-20=[5]");
    }

    // ---- the watermark

    @Test
    void watermark_isThatOfTheSlowestInput_andAnIdleOneIsLeftOut() {
        TestInput<Event> fast = kit.input(Event.class);
        TestInput<Event> slow = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(fast, 0).union(timed(slow, 2)).tumblingWindow(s(10)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        fast.push(at(30, "a", 1));
        slow.push(at(5, "a", 2));
        kit.advance(1);
        fast.push(at(31, "a", 4));
        kit.advance(1);
        assertThat(sums.watermarkMs()).isEqualTo(3_000);
        kit.advance(1);
        fast.push(at(32, "a", 4));
        kit.advance(1);
        assertThat(sums.watermarkMs()).isEqualTo(3_000);
        assertThat(last(seen)).isEmpty();
        kit.advance(1);
        assertThat(sums.watermarkMs()).isEqualTo(32_000);
        assertThat(last(seen)).containsExactly("a@0-10=2");
        slow.push(at(15, "a", 8));
        kit.advance(2);
        assertThat(sums.watermarkMs()).isEqualTo(32_000);
    }

    @Test
    void inputThatHasGivenNothing_holdsTheWatermarkBack_untilItIsIdle() {
        TestInput<Event> fast = kit.input(Event.class);
        TestInput<Event> silent = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(fast, 0).union(timed(silent, 0)).tumblingWindow(s(10)).reduceByKey(Integer::sum);
        kit.collect(sums);
        for (int i = 1; i <= 3; i++) {
            batch(fast, at(10 * i, "a", 1));
            assertThat(sums.watermarkMs()).isEqualTo(Long.MIN_VALUE);
        }
        batch(fast, at(40, "a", 1));
        assertThat(sums.watermarkMs()).isEqualTo(30_000);
    }

    @Test
    void timestampThatIsNull_isAnErrorThatSaysSo() {
        TestInput<Event> input = kit.input(Event.class);
        kit.collect(pairs(input)
                .withEventTime(pair -> null, s(1))
                .tumblingWindow(s(10))
                .groupByKey());
        assertThatThrownBy(() -> batch(input, at(1, "a", 1)))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("groupByKey at EventTimeTest.java")
                .hasMessageContaining("The timestamp function returned null");
    }

    @Test
    void idleAfter_isOfTheInputsThatItWasSaidOf() {
        TestInput<Event> quick = kit.input(Event.class);
        TestInput<Event> slow = kit.input(Event.class);
        EventTimeDStream<String, Event> patient =
                pairs(quick).withEventTime(pair -> pair._2().second() * 1000L, s(0));
        EventTimeDStream<String, Event> impatient = pairs(slow)
                .withEventTime(pair -> pair._2().second() * 1000L, s(0))
                .idleAfter(2);
        WindowedDStream<String, Event, List<Event>> windows =
                patient.union(impatient).tumblingWindow(s(10)).groupByKey();
        kit.collect(windows);
        slow.push(at(5, "a", 1));
        batch(quick, at(50, "a", 1));
        batch(quick, at(50, "a", 1));
        batch(quick, at(50, "a", 1));
        assertThat(windows.watermarkMs()).isEqualTo(5_000);
        batch(quick, at(50, "a", 1));
        assertThat(windows.watermarkMs()).as("idle for two batches").isEqualTo(50_000);
    }

    @Test
    void timestampThatIsNoTime_failsTheBatch() {
        TestInput<Event> input = kit.input(Event.class);
        kit.collect(pairs(input)
                .withEventTime(pair -> Long.MIN_VALUE, s(1))
                .tumblingWindow(s(10))
                .groupByKey());
        assertThatThrownBy(() -> batch(input, at(1, "a", 1)))
                .hasMessageContaining("The timestamp function returned -9223372036854775808 for ")
                .hasMessageContaining("it must give milliseconds since the epoch");
    }

    @Test
    void latenessForEver_closesNothing() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Event, List<Event>> windows = pairs(input)
                .withEventTime(pair -> pair._2().second() * 1000L, Duration.ofMillis(Long.MAX_VALUE))
                .tumblingWindow(s(10))
                .groupByKey();
        TestOutput<Tuple2<Windowed<String>, List<Event>>> seen = kit.collect(windows);
        batch(input, at(-10, "a", 1));
        kit.advance(2);
        assertThat(windows.watermarkMs()).isEqualTo(Long.MIN_VALUE);
        assertThat(seen.all()).isEmpty();
    }

    @Test
    void whatCannotBeAWindow_isRefusedAtTheCall() {
        TestInput<Event> input = kit.input(Event.class);
        EventTimeDStream<String, Event> events = pairs(input).withEventTime(pair -> 0L, s(0));
        assertThatThrownBy(() -> events.tumblingWindow(s(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tumblingWindow at EventTimeTest.java")
                .hasMessageContaining("the window is PT0S, but must be longer than zero");
        assertThatThrownBy(() -> events.slidingWindow(s(1), s(-1))).hasMessageContaining("the slide is PT-1S");
        assertThatThrownBy(() -> events.sessionWindow(null)).hasMessageContaining("the gap is null");
        assertThatThrownBy(() -> events.idleAfter(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> pairs(input).withEventTime(pair -> 0L, s(-1)))
                .hasMessageContaining("the allowed lateness is PT-1S");
    }

    @Test
    void orderOfEventsInABatch_makesNoDifferenceToWhatIsLate() {
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums =
                timed(input, 0).sessionWindow(s(10)).reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        batch(input, at(100, "x", 0));
        kit.advance(1);
        batch(input, at(88, "a", 1), at(95, "a", 2), at(95, "b", 1), at(88, "b", 2), at(88, "late", 1));
        batch(input, at(120, "x", 0));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@88-105=3", "b@88-105=3", "x@100-110=0");
        assertThat(sums.lateCount()).isEqualTo(1);
    }

    @Test
    void sessionThatNeverPauses_isOneValue_andASmallState() {
        TestInput<Event> input = kit.input(Event.class);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen =
                kit.collect(timed(input, 0).sessionWindow(s(10)).reduceByKey(Integer::sum));
        for (int b = 0; b < 20; b++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                events.add(at(b, "a", 1));
            }
            input.push(events);
            kit.advance(1);
        }
        batch(input, at(100, "b", 1));
        kit.advance(1);
        assertThat(last(seen)).containsExactly("a@0-29=400000");
    }

    @Test
    void combineThatTakesOverPartsOfItsSecondArgument_changesNoOtherWindow() {
        TestInput<Event> input = kit.input(Event.class);
        TestOutput<Tuple2<Windowed<String>, HashMap<String, ArrayList<Integer>>>> seen = kit.collect(timed(input, 0)
                .slidingWindow(s(3), s(1))
                .aggregateByKey(
                        new HashMap<String, ArrayList<Integer>>(),
                        (map, value) -> {
                            map.computeIfAbsent("all", k -> new ArrayList<>()).add(value);
                            return map;
                        },
                        (map, other) -> {
                            other.forEach((key, list) -> map.merge(key, list, (x, y) -> {
                                x.addAll(y);
                                return x;
                            }));
                            return map;
                        }));
        for (int second = 0; second < 6; second++) {
            batch(input, at(second, "a", second));
        }
        List<String> results = new ArrayList<>();
        seen.all()
                .forEach(pair -> results.add(pair._1().start().milliseconds() / 1000 + "="
                        + pair._2().get("all")));
        assertThat(results).containsExactly("-2=[0]", "-1=[0, 1]", "0=[0, 1, 2]", "1=[1, 2, 3]");
    }

    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    /** Every record fails its step the first time, if there are failures left. */
    private static int disturbed(int value) {
        if (FAILURES_LEFT.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IllegalStateException("not yet");
        }
        return value;
    }

    private List<String> resultsAndWatermarks(boolean fails) {
        kit.close();
        kit = StreamingTestKit.builder()
                .master(master)
                .set("waterclock.streaming.outputRetries", "3")
                .build();
        TestInput<Event> input = kit.input(Event.class);
        WindowedDStream<String, Integer, Integer> sums = timed(input, 2)
                .mapValues(EventTimeTest::disturbed)
                .tumblingWindow(s(4))
                .reduceByKey(Integer::sum);
        TestOutput<Tuple2<Windowed<String>, Integer>> seen = kit.collect(sums);
        TestOutput<Tuple2<String, Integer>> late = kit.collect(sums.lateRecords());
        List<String> all = new ArrayList<>();
        Random random = new Random(17);
        for (int i = 0; i < 40; i++) {
            for (int n = random.nextInt(5); n > 0; n--) {
                input.push(
                        at(Math.max(0, 2 * i - random.nextInt(12)), "k" + random.nextInt(3), 1 << random.nextInt(8)));
            }
            int failures = random.nextInt(3);
            FAILURES_LEFT.set(fails ? failures : 0);
            kit.advance(1);
            all.add(sums.watermarkMs() + " " + last(seen) + " late "
                    + late.last().stream().map(Object::toString).sorted().toList() + " " + sums.lateCount());
        }
        assertThat(seen.all()).hasSizeGreaterThan(5);
        assertThat(late.all()).hasSizeGreaterThan(5);
        return all;
    }

    @Test
    void stepsThatAreRunAgain_giveTheSameResultsAndWatermarks() {
        List<String> undisturbed = resultsAndWatermarks(false);
        assertThat(resultsAndWatermarks(true)).isEqualTo(undisturbed);
    }

    // ---- against a model

    @Test
    void randomEvents_giveWhatAPlainModelGives() {
        randomEvents(Integer.getInteger("programs", 20));
    }

    @Test
    @Tag("soak")
    void randomEvents_giveWhatAPlainModelGives_forALongTime() {
        randomEvents(Integer.getInteger("programs", 300));
    }

    private void randomEvents(int programs) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        System.out.println("EventTimeTest on " + master + ": -Dtest.seed=" + seed);
        for (int i = 0; i < programs; i++) {
            new RandomEvents(master, seed + i).run();
        }
    }

    /** Windows over events that come out of order, against the definition: all events that ever came, window by window. */
    private static final class RandomEvents {
        private final String master;
        private final Random random;
        private final int lateness;
        private final int size;
        private final int slide;
        private final int retention;
        private final boolean isLong;
        private final Form form;
        private final String what;

        /** How the sum of a window is written. */
        private enum Form {
            REDUCE,
            AGGREGATE,
            AGGREGATE_NUMBERS,
            GROUP
        }

        RandomEvents(String master, long seed) {
            this.master = master;
            this.random = new Random(seed);
            this.lateness = random.nextInt(8);
            this.isLong = random.nextInt(4) == 0; // of so many panes that there are stretches of stretches
            this.size = isLong ? 64 + random.nextInt(80) : 1 + random.nextInt(12);
            this.slide = isLong ? size / 12 + random.nextInt(8) : random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(8);
            this.form = Form.values()[random.nextInt(Form.values().length)];
            this.retention = random.nextBoolean() ? 0 : 1 + random.nextInt(15);
            this.what = "-Dtest.seed=" + seed + " on " + master + ": " + form + ", size " + size + ", slide " + slide
                    + ", lateness " + lateness + ", retention " + retention;
        }

        private static int[] added(int[] sum, int x) {
            sum[0] += x;
            return sum;
        }

        void run() {
            try (StreamingTestKit kit =
                    StreamingTestKit.builder().master(master).build()) {
                TestInput<Event> input = kit.input(Event.class);
                EventTimeDStream<String, Integer> timed = timed(input, lateness);
                EventTimeDStream.Windows<String, Integer> windows =
                        slide == 0 ? timed.sessionWindow(s(size)) : timed.slidingWindow(s(size), s(slide));
                if (retention > 0) {
                    windows = windows.updatingFor(s(retention));
                }
                int partitions = 1 + random.nextInt(3);
                TestOutput<Tuple2<Windowed<String>, Integer>> seen;
                TestOutput<Tuple2<String, Integer>> late;
                switch (form) {
                    case REDUCE -> {
                        WindowedDStream<String, Integer, Integer> sums = windows.reduceByKey(Integer::sum, partitions);
                        seen = kit.collect(sums);
                        late = kit.collect(sums.lateRecords());
                    }
                    case AGGREGATE -> {
                        WindowedDStream<String, Integer, int[]> sums = windows.aggregateByKey(
                                new int[1], partitions, (sum, x) -> added(sum, x), (a, b) -> added(a, b[0]));
                        seen = kit.collect(sums.mapValues(sum -> sum[0]));
                        late = kit.collect(sums.lateRecords());
                    }
                    case AGGREGATE_NUMBERS -> {
                        WindowedDStream<String, Integer, Integer> sums =
                                windows.aggregateByKey(0, partitions, Integer::sum, Integer::sum);
                        seen = kit.collect(sums);
                        late = kit.collect(sums.lateRecords());
                    }
                    default -> {
                        WindowedDStream<String, Integer, List<Integer>> values = windows.groupByKey(partitions);
                        seen = kit.collect(values.mapValues(
                                all -> all.stream().mapToInt(Integer::intValue).sum()));
                        late = kit.collect(values.lateRecords());
                    }
                }
                Model model = new Model(lateness, size, slide, retention);
                int now = 0;
                int batches = 5 + random.nextInt(isLong ? 100 : 25);
                for (int b = 0; b < batches; b++) {
                    now += random.nextInt(6);
                    List<Event> events = new ArrayList<>();
                    for (int e = random.nextInt(8); e > 0; e--) {
                        events.add(at(
                                Math.max(0, now - random.nextInt(20)),
                                "k" + random.nextInt(3),
                                1 << random.nextInt(20)));
                    }
                    input.push(events);
                    kit.advance(1);
                    model.batch(events);
                    assertThat(new HashSet<>(last(seen)))
                            .as(what + ", batch " + b)
                            .isEqualTo(model.results);
                    assertThat(late.last()).as(what + ", batch " + b).hasSize(model.late);
                }
            }
        }
    }

    /** Keeps all events that were not late, and computes each window from them. */
    private static final class Model {
        private final int lateness;
        private final int size;
        private final int slide;
        private final int retention;
        private final List<Event> all = new ArrayList<>();
        /** The watermark before each of them came. */
        private final List<Long> passed = new ArrayList<>();

        private long before = Long.MIN_VALUE;
        private long watermark = Long.MIN_VALUE;
        private long greatest = Long.MIN_VALUE;
        private final Map<String, String> given = new TreeMap<>();
        Set<String> results = new HashSet<>();
        int late;

        Model(int lateness, int size, int slide, int retention) {
            this.lateness = lateness;
            this.size = size;
            this.slide = slide;
            this.retention = retention;
        }

        void batch(List<Event> events) {
            before = watermark;
            if (greatest != Long.MIN_VALUE) {
                watermark = Math.max(watermark, greatest - lateness);
            }
            late = 0;
            events.forEach(event -> greatest = Math.max(greatest, event.second()));
            if (slide == 0) {
                takeSessions(events);
            } else {
                for (Event event : events) {
                    if (isLate(event)) {
                        late++;
                    } else {
                        keep(event);
                    }
                }
            }
            Map<String, String> now = slide == 0 ? sessions() : windows();
            results = new HashSet<>();
            now.forEach((window, result) -> {
                if (!result.equals(given.put(window, result))) {
                    results.add(window + "=" + result);
                }
            });
        }

        private boolean isLate(Event event) {
            long lastEnd = Long.MIN_VALUE;
            for (long start = Math.floorDiv(event.second(), slide) * (long) slide;
                    start > event.second() - size;
                    start -= slide) {
                lastEnd = Math.max(lastEnd, start + size);
            }
            return lastEnd != Long.MIN_VALUE && before != Long.MIN_VALUE && lastEnd + retention <= before;
        }

        private boolean isGone(long lastSecond, long by) {
            return by != Long.MIN_VALUE && lastSecond + size + retention <= by;
        }

        private void keep(Event event) {
            all.add(event);
            passed.add(before);
        }

        /** What came near each other in a batch is late together, or not at all. */
        private void takeSessions(List<Event> events) {
            for (String key : List.of("k0", "k1", "k2")) {
                List<Event> ofKey = events.stream()
                        .filter(e -> e.key().equals(key))
                        .sorted((x, y) -> Integer.compare(x.second(), y.second()))
                        .toList();
                for (List<Event> run : runs(ofKey)) {
                    if (isNearASession(key, run)
                            || !isGone(run.get(run.size() - 1).second(), before)) {
                        run.forEach(this::keep);
                    } else {
                        late += run.size();
                    }
                }
            }
        }

        private boolean isNearASession(String key, List<Event> run) {
            for (List<Event> session : sessionsOf(key)) {
                if (run.get(0).second() - size < session.get(session.size() - 1).second()
                        && run.get(run.size() - 1).second() + size
                                > session.get(0).second()) {
                    return true;
                }
            }
            return false;
        }

        private List<List<Event>> sessionsOf(String key) {
            return runs(all.stream()
                    .filter(e -> e.key().equals(key))
                    .sorted((x, y) -> Integer.compare(x.second(), y.second()))
                    .toList());
        }

        private List<List<Event>> runs(List<Event> sorted) {
            List<List<Event>> sessions = new ArrayList<>();
            for (Event event : sorted) {
                List<Event> open = sessions.isEmpty() ? null : sessions.get(sessions.size() - 1);
                if (open == null || event.second() - open.get(open.size() - 1).second() >= size) {
                    open = new ArrayList<>();
                    sessions.add(open);
                }
                open.add(event);
            }
            return sessions;
        }

        private Map<String, String> sessions() {
            Map<String, String> closed = new HashMap<>();
            for (String key : List.of("k0", "k1", "k2")) {
                for (List<Event> session : sessionsOf(key)) {
                    long last = session.get(session.size() - 1).second();
                    if (watermark != Long.MIN_VALUE && last + size <= watermark) {
                        closed.put(
                                key + "@" + session.get(0).second() + "-" + (last + size),
                                "" + session.stream().mapToInt(Event::value).sum());
                    }
                    if (isGone(last, watermark)) {
                        all.removeAll(session);
                    }
                }
            }
            return closed;
        }

        private Map<String, String> windows() {
            Map<String, Integer> closed = new HashMap<>();
            for (int i = 0; i < all.size(); i++) {
                Event event = all.get(i);
                for (long start = Math.floorDiv(event.second(), slide) * (long) slide;
                        start > event.second() - size;
                        start -= slide) {
                    boolean wasOpen = passed.get(i) == Long.MIN_VALUE || start + size + retention > passed.get(i);
                    if (wasOpen && watermark != Long.MIN_VALUE && start + size <= watermark) {
                        closed.merge(event.key() + "@" + start + "-" + (start + size), event.value(), Integer::sum);
                    }
                }
            }
            Map<String, String> texts = new HashMap<>();
            closed.forEach((window, sum) -> texts.put(window, "" + sum));
            return texts;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A stateful stream is a step of each batch, whole and once, whatever reads it; its versions live as long as its batches are remembered. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class StateBarrierTest {
    /** Static, since a task may have a copy of its function. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    @Parameter
    String master;

    private StreamingTestKit kit;
    private TestInput<Integer> input;
    private PairDStream<Integer, Integer> pairs;

    @BeforeEach
    void open() {
        CALLS.set(0);
        FAILURES_LEFT.set(0);
        open(StreamingTestKit.builder().master(master));
    }

    private void open(StreamingTestKit.Builder builder) {
        if (kit != null) {
            kit.close();
        }
        kit = builder.build();
        input = kit.input();
        pairs = input.stream().mapToPair(n -> new Tuple2<>(n, 1));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private static Optional<Integer> count(List<Integer> values, Optional<Integer> state) {
        CALLS.incrementAndGet();
        return Optional.of(state.orElse(0) + values.size());
    }

    private PairDStream<Integer, Integer> counts() {
        return pairs.updateStateByKey(StateBarrierTest::count, 4);
    }

    private static String counted(Integer key, Optional<Integer> value, State<Integer> state) {
        CALLS.incrementAndGet();
        if (key == 7 && FAILURES_LEFT.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IllegalStateException("not yet");
        }
        state.update(state.getOption().orElse(0) + 1);
        return key + "=" + state.get();
    }

    private MapWithStateDStream<Integer, Integer, Integer, String> mapped() {
        return pairs.mapWithState(StateSpec.<Integer, Integer, Integer, String>function(StateBarrierTest::counted)
                .numPartitions(4));
    }

    private static List<String> texts(AbstractRDD<?, ?> rdd) {
        List<String> texts = new ArrayList<>();
        rdd.collect().forEach(record -> texts.add(record.toString()));
        texts.sort(null);
        return texts;
    }

    private static String nameOf(AbstractRDD<?, ?> rdd) {
        return rdd.lineage() instanceof Lineage.StateView view
                ? view.name()
                : ((Lineage.Stateful) rdd.lineage()).name();
    }

    private Time now() {
        return new Time(kit.clock().currentTimeMs());
    }

    private StateVersions states() {
        return kit.waterclockContext().engine().states();
    }

    // ---- whoever reads it

    @Test
    void printOfOnePartition_takesAllPartitionsOn() {
        PairDStream<Integer, Integer> counts = counts();
        counts.print(1);
        PrintStream before = System.out;
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
        try {
            for (int i = 0; i < 3; i++) {
                input.push(0, 1, 2, 3);
                kit.advance(1);
            }
        } finally {
            System.setOut(before);
        }
        assertThat(CALLS).hasValue(12);
        assertThat(texts(counts.slice(now(), now()).get(0))).containsExactly("(0,3)", "(1,3)", "(2,3)", "(3,3)");
    }

    @Test
    void twoOutputsAndAStreamAboveIt_callTheFunctionOnce() {
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = mapped();
        TestOutput<String> one = kit.collect(mapped);
        TestOutput<String> two = kit.collect(mapped);
        TestOutput<Integer> above = kit.collect(mapped.map(String::length).filter(length -> length > 2));
        TestOutput<Tuple2<Integer, Integer>> snapshots = kit.collect(mapped.stateSnapshots());
        input.push(0, 1, 1);
        kit.advance(1);
        assertThat(CALLS).hasValue(3);
        assertThat(one.last()).containsExactlyInAnyOrder("0=1", "1=1", "1=2");
        assertThat(two.last()).isEqualTo(one.last());
        assertThat(above.last()).hasSize(3);
        assertThat(snapshots.last()).containsExactlyInAnyOrder(new Tuple2<>(0, 1), new Tuple2<>(1, 2));
    }

    @Test
    void outputThatRunsNoActionOrTwoOrOneInSomeBatches_takesTheStateOnOnceABatch() {
        Seen<List<String>> seen = new Seen<>();
        counts().foreachRDD((rdd, time) -> {
            long second = time.milliseconds() / 1000 % 60;
            if (second == 4) {
                seen.add(texts(rdd));
                assertThat(rdd.count()).isEqualTo(2);
            }
        });
        mapped().foreachRDD(rdd -> {});
        for (int i = 0; i < 4; i++) {
            input.push(1, 2);
            kit.advance(1);
        }
        assertThat(CALLS).hasValue(4 * 2 * 2);
        assertThat(seen.now()).containsExactly(List.of("(1,4)", "(2,4)"));
    }

    @Test
    void stateThatNoOutputNeeds_doesNotRun() {
        counts();
        kit.collect(pairs);
        input.push(1);
        kit.advance(2);
        assertThat(CALLS).hasValue(0);
    }

    @Test
    void stateGoesOn_inABatchInWhichItsParentHasNoRDD() {
        InputDStream<Integer> odd = new EverySecond(kit.context().graph());
        PairDStream<Integer, Integer> sparse = odd.mapToPair(n -> new Tuple2<>(n, 1));
        TestOutput<Tuple2<Integer, Integer>> counts = kit.collect(sparse.updateStateByKey(StateBarrierTest::count));
        TestOutput<String> mapped = kit.collect(sparse.mapWithState(
                StateSpec.<Integer, Integer, Integer, String>function((key, value, state) -> {
                            if (!state.isTimingOut()) {
                                state.update(1);
                            }
                            return key + (state.isTimingOut() ? " ends" : " came");
                        })
                        .timeout(Durations.milliseconds(500))));
        kit.advance(4);
        assertThat(counts.batches())
                .containsExactly(
                        List.of(new Tuple2<>(1, 1)),
                        List.of(new Tuple2<>(1, 1)),
                        List.of(new Tuple2<>(1, 2)),
                        List.of(new Tuple2<>(1, 2)));
        assertThat(mapped.batches())
                .containsExactly(List.of("1 came"), List.of("1 ends"), List.of("1 came"), List.of("1 ends"));
    }

    /** The number 1 in every second batch, and no RDD in the others. */
    private static final class EverySecond extends InputDStream<Integer> {
        EverySecond(DStreamGraph graph) {
            super(graph, "everySecond");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public @Nullable RDD<Integer> compute(Time time) {
            return time.milliseconds() / 1000 % 2 == 0
                    ? null
                    : context().waterclockContext().parallelize(List.of(1), 1);
        }
    }

    // ---- versions

    @Test
    void oldBatches_areReadableWhileRemembered_andThenFailByName() {
        PairDStream<Integer, Integer> counts = counts().named("visits");
        Seen<AbstractRDD<?, ?>> rdds = new Seen<>();
        counts.foreachRDD(rdd -> rdds.add(rdd));
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = mapped();
        mapped.foreachRDD(rdd -> {});
        kit.context().remember(Durations.seconds(3));
        Time first = now().plus(Durations.seconds(1));
        for (int i = 0; i < 3; i++) {
            input.push(1);
            kit.advance(1);
        }
        int calls = CALLS.get();
        List<PairRDD<Integer, Integer>> remembered = counts.slice(first, now());
        assertThat(remembered).hasSize(3);
        assertThat(remembered.stream().map(StateBarrierTest::texts))
                .containsExactly(List.of("(1,1)"), List.of("(1,2)"), List.of("(1,3)"));
        assertThat(mapped.slice(first, now()).stream().map(StateBarrierTest::texts))
                .containsExactly(List.of("1=1"), List.of("1=2"), List.of("1=3"));
        assertThat(CALLS).hasValue(calls);
        kit.advance(1);
        assertThat(counts.slice(first, first)).isEmpty();
        assertThatThrownBy(() -> rdds.now().get(0).collect())
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING))
                .hasMessageMatching("State visits of stream \\d+ has no published version " + first.milliseconds()
                        + " of partition \\d, which updateStateByKey at StateBarrierTest\\.java:\\d+ reads: .* kept as"
                        + " long as the batch is remembered: .* \\(StreamingContext\\.remember\\)");
        assertThat(texts(rdds.now().get(1))).containsExactly("(1,2)");
    }

    /** Between two of its slides too, with less asked for than a slide. */
    @Test
    void windowOverStates_isReadableAsLongAsItIsRemembered() {
        PairDStream<Integer, Integer> windows = counts().window(Durations.seconds(4), Durations.seconds(3));
        windows.foreachRDD(rdd -> {});
        kit.context().remember(Durations.seconds(2));
        for (int i = 0; i < 3; i++) {
            input.push(1);
            kit.advance(1);
        }
        Time end = now();
        kit.advance(2);
        assertThat(windows.slice(end, end).stream().map(StateBarrierTest::texts))
                .containsExactly(List.of("(1,1)", "(1,2)", "(1,3)"));
    }

    /** The first step has no version before it, whose absence would tell. */
    @Test
    void whatTheFirstBatchEmitted_isNotMadeAnewWhenItsVersionIsDropped() {
        Seen<AbstractRDD<?, ?>> rdds = new Seen<>();
        mapped().foreachRDD(rdd -> rdds.add(rdd));
        for (int i = 0; i < 3; i++) {
            input.push(1);
            kit.advance(1);
        }
        int calls = CALLS.get();
        for (AbstractRDD<?, ?> dropped : rdds.now().subList(0, 2)) {
            assertThatThrownBy(dropped::collect)
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING));
        }
        assertThat(CALLS).hasValue(calls);
        assertThat(texts(rdds.now().get(2))).containsExactly("1=3");
    }

    @Test
    void versions_areDroppedWithTheirBatches_andAllAtTheStop() {
        Seen<AbstractRDD<?, ?>> rdds = new Seen<>();
        PairRDD<Integer, Integer> initial = kit.waterclockContext().parallelizePairs(List.of(new Tuple2<>(1, 10)));
        pairs.updateStateByKey(StateBarrierTest::count, new HashPartitioner(2), initial)
                .foreachRDD(rdd -> rdds.add(rdd));
        mapped().foreachRDD(rdd -> rdds.add(rdd));
        long zero = kit.clock().currentTimeMs();
        kit.advance(3);
        String updated = nameOf(rdds.now().get(0));
        String mapped = nameOf(rdds.now().get(1));
        for (int i = 0; i <= 3; i++) {
            assertThat(states().isPublished(updated, zero + i * 1000L)).isEqualTo(i == 3);
            assertThat(states().isPublished(mapped, zero + i * 1000L)).isEqualTo(i == 3);
        }
        kit.context().stop(false);
        for (int i = 0; i <= 3; i++) {
            assertThat(states().isPublished(updated, zero + i * 1000L)).isFalse();
            assertThat(states().isPublished(mapped, zero + i * 1000L)).isFalse();
        }
    }

    // ---- streams above and beside it

    @Test
    void transformThatRunsAJobOfItsOwn_seesTheStateOfTheBatch() {
        TestOutput<Tuple2<Integer, Integer>> sorted =
                kit.collect(counts().transformToPair(rdd -> rdd.sortByKey(false)));
        input.push(3, 1, 2, 3);
        kit.advance(1);
        input.push(4);
        kit.advance(1);
        assertThat(sorted.batch(0)).containsExactly(new Tuple2<>(3, 2), new Tuple2<>(2, 1), new Tuple2<>(1, 1));
        assertThat(sorted.batch(1))
                .containsExactly(new Tuple2<>(4, 1), new Tuple2<>(3, 2), new Tuple2<>(2, 1), new Tuple2<>(1, 1));
        assertThat(CALLS).hasValue(3 + 4);
    }

    @Test
    void stateOverTheSnapshotsOfAnother_seesThemInTheSameBatch() {
        PairDStream<String, Integer> highest = mapped().stateSnapshots()
                .mapToPair(pair -> new Tuple2<>("most", pair._2()))
                .updateStateByKey((values, state) -> Optional.of(values.stream().reduce(state.orElse(0), Math::max)));
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(highest);
        input.push(1, 2, 2);
        kit.advance(1);
        input.push(1, 1);
        kit.advance(2);
        assertThat(seen.all())
                .containsExactly(new Tuple2<>("most", 2), new Tuple2<>("most", 3), new Tuple2<>("most", 3));
    }

    // ---- failures

    @Test
    void stepThatFailsOnce_isRunAgain_andTakesNoRecordTwice() {
        open(StreamingTestKit.builder().master(master).set("waterclock.streaming.outputRetries", "2"));
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = mapped();
        TestOutput<String> seen = kit.collect(mapped);
        TestOutput<Tuple2<Integer, Integer>> snapshots = kit.collect(mapped.stateSnapshots());
        FAILURES_LEFT.set(2);
        input.push(3, 7, 6, 3, 7);
        kit.advance(1);
        assertThat(seen.last()).containsExactlyInAnyOrder("3=1", "3=2", "6=1", "7=1", "7=2");
        FAILURES_LEFT.set(1);
        input.push(7);
        kit.advance(1);
        assertThat(seen.last()).containsExactly("7=3");
        assertThat(snapshots.last())
                .containsExactlyInAnyOrder(new Tuple2<>(3, 2), new Tuple2<>(6, 1), new Tuple2<>(7, 3));
    }

    @Test
    void stepThatFailsForGood_stopsTheStream_namingStateOperatorAndBatch() {
        Seen<List<String>> seen = new Seen<>();
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = mapped().named("visits");
        mapped.foreachRDD(rdd -> seen.add(texts(rdd)));
        input.push(1);
        kit.advance(1);
        String name = nameOf(mapped.slice(now(), now()).get(0));
        FAILURES_LEFT.set(1);
        input.push(1, 7);
        long failed = kit.clock().currentTimeMs() + 1000;
        WaterclockException failure =
                catchThrowableOfType(WaterclockException.class, () -> kit.jump(Durations.seconds(3)));
        assertThat(failure.code()).isEqualTo(ErrorCode.STATE_STEP_FAILED);
        assertThat(failure)
                .hasMessageContaining("The state \"visits\" (mapWithState at StateBarrierTest.java:")
                .hasMessageContaining("batch " + failed + " ms")
                .hasMessageContaining("no later batch is run")
                .hasMessageContaining("IllegalStateException: not yet")
                .hasRootCauseMessage("not yet");
        assertThat(seen.now()).containsExactly(List.of("1=1"));
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
        requireNothingOf(name, failed - 1000);
        requireNothingOf(name, failed);
    }

    /** Neither published nor, as far as its first partition goes, a draft. */
    private void requireNothingOf(String name, long version) {
        assertThat(states().isPublished(name, version)).isFalse();
        assertThatThrownBy(() -> states().publish(name, version, 1))
                .isInstanceOfSatisfying(
                        WaterclockException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING));
    }

    @Test
    void outputThatIsRunAgain_doesNotRunTheStepAgain() {
        open(StreamingTestKit.builder().master(master).set("waterclock.streaming.outputRetries", "1"));
        Seen<List<String>> seen = new Seen<>();
        mapped().foreachRDD(rdd -> {
            seen.add(texts(rdd));
            if (seen.now().size() == 1) {
                throw new IllegalStateException("first time");
            }
        });
        input.push(1, 2);
        kit.advance(1);
        assertThat(seen.now()).containsExactly(List.of("1=1", "2=1"), List.of("1=1", "2=1"));
        assertThat(CALLS).hasValue(2);
    }
}

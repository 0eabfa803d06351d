// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.function.Function3;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code mapWithState}, as a program sees it. Most programs here obey their records: {@code =x} sets the state, {@code -} removes it,
 * {@code ?} only looks; and tell what they saw.
 */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class MapWithStateTest {
    private static final Duration THREE_SECONDS = Durations.seconds(3);

    @Parameter
    String master;

    private StreamingTestKit kit;
    private TestInput<Tuple2<String, String>> input;
    private PairDStream<String, String> pairs;
    private TestOutput<String> seen;
    private TestOutput<Tuple2<String, String>> states;

    @BeforeEach
    void open() {
        kit = StreamingTestKit.builder().master(master).build();
        input = kit.input();
        pairs = input.stream().mapToPair(pair -> pair);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private static Tuple2<String, String> pair(@Nullable String key, @Nullable String value) {
        return new Tuple2<>(key, value);
    }

    private static String obey(String key, Optional<String> value, State<String> state) {
        String before = key + ":" + value.orElse("none") + "(" + state + (state.isTimingOut() ? " ends" : "") + ")";
        for (String order : value.orElse("").split(" ")) {
            if (order.startsWith("=")) {
                state.update(order.substring(1));
            } else if (order.equals("-")) {
                state.remove();
            }
        }
        return before;
    }

    private static StateSpec<String, String, String, String> obeying() {
        return StateSpec.function(MapWithStateTest::obey);
    }

    private MapWithStateDStream<String, String, String, String> run(StateSpec<String, String, String, String> spec) {
        MapWithStateDStream<String, String, String, String> mapped = pairs.mapWithState(spec);
        seen = kit.collect(mapped);
        states = kit.collect(mapped.stateSnapshots());
        return mapped;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private void batch(Tuple2<String, String>... records) {
        input.push(records);
        kit.advance(1);
    }

    // ---- once a record

    @Test
    void function_isCalledOnceARecord_andSeesWhatTheRecordBeforeItLeft() {
        run(obeying().numPartitions(1));
        batch(pair("a", "=1"), pair("b", "=2"), pair("a", "=3"), pair("a", "?"));
        assertThat(seen.last()).containsExactly("a:=1(<state not set>)", "b:=2(<state not set>)", "a:=3(1)", "a:?(3)");
        batch(pair("a", "?"));
        assertThat(seen.last()).containsExactly("a:?(3)");
    }

    @Test
    void recordsOfAPartition_keepTheirOrder_thoseOfEarlierPartitionsFirst() {
        run(obeying().partitioner(new HashPartitioner(1)));
        input.pushPartition(List.of(pair("b", "=1"), pair("a", "=2")));
        input.pushPartition(List.of());
        input.pushPartition(List.of(pair("a", "=3"), pair("b", "=4")));
        kit.advance(1);
        assertThat(seen.last()).containsExactly("b:=1(<state not set>)", "a:=2(<state not set>)", "a:=3(2)", "b:=4(1)");
    }

    @Test
    void idleKeys_areNotTouched() {
        run(obeying());
        batch(pair("a", "=1"), pair("b", "=2"));
        batch(pair("b", "=3"));
        assertThat(seen.last()).containsExactly("b:=3(2)");
        batch();
        assertThat(seen.last()).isEmpty();
    }

    @Test
    void snapshots_haveEveryKeyInEveryBatch_alsoInIdleOnes() {
        run(obeying());
        batch(pair("a", "=1"), pair("b", "=2"), pair("c", "?"));
        batch();
        batch(pair("b", "-"));
        batch(pair("c", "=4"));
        assertThat(states.batch(0)).containsExactlyInAnyOrder(pair("a", "1"), pair("b", "2"));
        assertThat(states.batch(1)).containsExactlyInAnyOrder(pair("a", "1"), pair("b", "2"));
        assertThat(states.batch(2)).containsExactly(pair("a", "1"));
        assertThat(states.batch(3)).containsExactlyInAnyOrder(pair("a", "1"), pair("c", "4"));
    }

    @Test
    void fullForm_seesTheTime_andMayEmitNothing() {
        MapWithStateDStream<String, String, Long, String> mapped =
                pairs.mapWithState(StateSpec.function(MapWithStateTest::firstSeen));
        TestOutput<String> emitted = kit.collect(mapped);
        TestOutput<Tuple2<String, Long>> first = kit.collect(mapped.stateSnapshots());
        batch(pair("a", ""));
        batch(pair("a", ""), pair("b", ""));
        batch(pair("a", "null"));
        assertThat(emitted.batches()).containsExactly(List.of("a at 1000"), List.of("b at 2000"), List.of());
        assertThat(first.last()).containsExactlyInAnyOrder(new Tuple2<>("a", 1000L), new Tuple2<>("b", 2000L));
    }

    @SuppressWarnings("NullOptional") // as a function that is not careful does
    private static Optional<String> firstSeen(Time time, String key, Optional<String> value, State<Long> state) {
        if (value.orElse("").equals("null")) {
            return null;
        }
        if (state.exists()) {
            return Optional.empty();
        }
        state.update(time.milliseconds() % 60_000);
        return Optional.of(key + " at " + state.get());
    }

    @Test
    void simpleForm_thatReturnsNull_emitsNothing() {
        TestOutput<String> emitted = kit.collect(pairs.mapWithState(StateSpec.<String, String, String, String>function(
                (key, value, state) -> value.isPresent() ? key : null)));
        batch(pair("a", "x"), pair("b", null));
        assertThat(emitted.last()).containsExactly("a");
    }

    // ---- the state in a call

    @Test
    void stateThatIsNotSet_isEmpty_andHasNothingToGet() {
        Function3<String, Optional<String>, State<String>, String> look = (key, value, state) -> {
            try {
                return "got " + state.get();
            } catch (NoSuchElementException e) {
                return state.exists() + " " + state.getOption().isPresent() + " " + state + " " + e.getMessage();
            }
        };
        run(StateSpec.function(look));
        batch(pair("a", ""));
        assertThat(seen.last())
                .containsExactly(
                        "false false <state not set> The state is not set; ask exists() first, or take getOption()");
    }

    @Test
    void stateInACall_isWhatTheCallMadeOfIt() {
        Function3<String, Optional<String>, State<String>, String> change = (key, value, state) -> {
            state.update("new");
            String updated = state.exists() + " " + state.get() + " " + state.getOption() + " " + state;
            state.remove();
            return updated + "; " + state.exists() + " " + state + " " + state.isTimingOut();
        };
        run(StateSpec.function(change));
        batch(pair("a", ""));
        assertThat(seen.last()).containsExactly("true new Optional[new] new; false <state not set> false");
        assertThat(states.last()).isEmpty();
    }

    @Test
    void afterRemove_updateAndRemove_areRefusedInThatCall() {
        Function3<String, Optional<String>, State<String>, String> removeTwice = (key, value, state) -> {
            state.remove();
            return refusal(() -> state.update("x")) + "; " + refusal(state::remove);
        };
        run(StateSpec.function(removeTwice).initialState(given(pair("a", "old"))));
        batch(pair("a", ""), pair("unknown", ""));
        assertThat(seen.last())
                .hasSize(2)
                .containsOnly("update: the state was removed in this call of the function; "
                        + "remove: the state was removed in this call of the function already");
        assertThat(states.last()).isEmpty();
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "allowed";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private PairRDD<String, String> given(Tuple2<String, String>... pairs) {
        return kit.waterclockContext().parallelizePairs(Arrays.asList(pairs), 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keyThatWasRemoved_canBeginAnew_inTheSameBatchAndLater(boolean timed) {
        run(timed ? obeying().timeout(THREE_SECONDS) : obeying());
        batch(pair("a", "=1"), pair("a", "-"), pair("a", "=2"), pair("a", "-"), pair("a", "=3"));
        assertThat(states.last()).containsExactly(pair("a", "3"));
        batch(pair("a", "-"), pair("a", "?"));
        assertThat(seen.last()).containsExactly("a:-(3)", "a:?(<state not set>)");
        assertThat(states.last()).isEmpty();
        batch(pair("a", "=4"));
        assertThat(seen.last()).containsExactly("a:=4(<state not set>)");
        assertThat(states.last()).containsExactly(pair("a", "4"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nullKeys_nullValues_andNullStates_areLikeOthers(boolean timed) {
        Function3<String, Optional<String>, State<String>, String> nulls = (key, value, state) -> {
            String before = key + ":" + value.isPresent() + " " + state.exists() + " " + state + " "
                    + state.getOption().isPresent() + " " + state.isTimingOut();
            if (!state.isTimingOut()) {
                state.update(null);
            }
            return before;
        };
        StateSpec<String, String, String, String> spec = StateSpec.function(nulls);
        run(timed ? spec.timeout(Durations.seconds(1)) : spec);
        batch(pair(null, null));
        batch(pair(null, "x"));
        assertThat(seen.batches())
                .containsExactly(
                        List.of("null:false false <state not set> false false"),
                        List.of("null:true true null false false"));
        assertThat(states.last()).containsExactly(pair(null, null));
        batch();
        batch();
        assertThat(states.last()).hasSize(timed ? 0 : 1);
        assertThat(seen.last()).isEqualTo(timed ? List.of("null:false true null false true") : List.of());
    }

    // ---- where states begin, and lie

    @Test
    void initialStates_areThereForTheFirstRecord_andCalledForNoOther() {
        run(obeying().initialState(given(pair("a", "1"), pair("b", "2"))));
        batch(pair("a", "?"));
        assertThat(seen.last()).containsExactly("a:?(1)");
        assertThat(states.last()).containsExactlyInAnyOrder(pair("a", "1"), pair("b", "2"));
        batch(pair("b", "-"));
        assertThat(states.last()).containsExactly(pair("a", "1"));
    }

    @Test
    void initialStates_ofAnotherPartitioning_areSpreadByTheStates() {
        RDD<Tuple2<String, String>> initial = given(pair("a", "1"), pair("b", "2"), pair("c", "3"), pair(null, null))
                .partitionBy(new HashPartitioner(7))
                .map(pair -> pair);
        run(obeying().initialState(initial).numPartitions(4));
        batch(pair("a", "?"), pair("b", "?"), pair("c", "?"), pair("d", "?"));
        assertThat(states.partitions(0))
                .containsExactly(
                        List.of(pair(null, null)),
                        List.of(pair("a", "1")),
                        List.of(pair("b", "2")),
                        List.of(pair("c", "3")));
        assertThat(seen.last()).containsExactlyInAnyOrder("a:?(1)", "b:?(2)", "c:?(3)", "d:?(<state not set>)");
    }

    @Test
    void initialStates_ofAKeyThatIsThereTwice_theLastCounts() {
        run(obeying()
                .initialState(kit.waterclockContext().parallelizePairs(List.of(pair("a", "1"), pair("a", "2")), 1)));
        batch();
        assertThat(states.last()).containsExactly(pair("a", "2"));
    }

    @Test
    void initialStates_ofAnotherContext_areRefusedAtTheCall() {
        try (StreamingTestKit other = StreamingTestKit.create()) {
            PairRDD<String, String> foreign = other.waterclockContext().parallelizePairs(List.of(pair("a", "1")));
            assertThatThrownBy(() -> pairs.mapWithState(obeying().initialState(foreign)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mapWithState at MapWithStateTest.java:")
                    .hasMessageContaining("belongs to another WaterclockContext");
        }
    }

    @Test
    void states_areInAsManyPartitionsAsTold_elseTheDefault() {
        run(obeying());
        TestOutput<String> three =
                kit.collect(pairs.mapWithState(obeying().numPartitions(5).numPartitions(3)));
        batch(pair("a", "=1"), pair("b", "=1"), pair("c", "=1"));
        assertThat(seen.partitions(0)).hasSize(2);
        assertThat(states.partitions(0)).hasSize(2);
        assertThat(three.partitions(0))
                .hasSize(3)
                .allSatisfy(partition -> assertThat(partition).hasSize(1));
    }

    @Test
    void emittedRecords_areStillOnesOfABatch_whenMappedFurther() {
        TestOutput<Integer> lengths = kit.collect(pairs.mapWithState(obeying()).map(String::length));
        batch(pair("a", "?"));
        assertThat(lengths.last()).containsExactly("a:?(<state not set>)".length());
    }

    // ---- time-outs

    @Test
    void timeOut_isStrict_andFiresInTheFirstBatchAfterItFallsDue() {
        run(obeying().timeout(THREE_SECONDS));
        batch(pair("a", "=1"), pair("b", "=2"));
        batch(pair("b", "=3"));
        kit.advance(2);
        assertThat(states.last()).hasSize(2); // exactly three seconds after: not yet
        batch();
        assertThat(seen.last()).containsExactly("a:none(1 ends)");
        assertThat(states.last()).containsExactly(pair("b", "3"));
        batch();
        assertThat(seen.last()).containsExactly("b:none(3 ends)");
        assertThat(states.last()).isEmpty();
        kit.advance(5);
        assertThat(seen.last()).isEmpty();
    }

    @Test
    void timeOut_thatIsNoMultipleOfTheInterval_firesInTheFirstBatchAfterIt() {
        run(obeying().timeout(Durations.milliseconds(1_500)));
        batch(pair("a", "=1"));
        kit.advance(1);
        assertThat(states.last()).hasSize(1);
        batch();
        assertThat(seen.last()).containsExactly("a:none(1 ends)");
    }

    @Test
    void timeOut_shorterThanTheInterval_firesInTheNextBatch() {
        run(obeying().timeout(Durations.milliseconds(1)));
        batch(pair("a", "=1"), pair("b", "=1"));
        assertThat(states.last()).hasSize(2);
        batch(pair("b", "?"));
        assertThat(seen.last()).containsExactlyInAnyOrder("b:?(1)", "a:none(1 ends)");
        assertThat(states.last()).containsExactly(pair("b", "1"));
        batch();
        assertThat(seen.last()).containsExactly("b:none(1 ends)");
    }

    @Test
    void anyRecord_putsTheTimeOutOff_alsoOneThatOnlyLooks() {
        run(obeying().timeout(THREE_SECONDS));
        batch(pair("a", "=1"));
        kit.advance(2);
        batch(pair("a", "?"));
        kit.advance(3);
        assertThat(states.last()).hasSize(1);
        batch();
        assertThat(seen.last()).containsExactly("a:none(1 ends)");
    }

    @Test
    void recordInTheBatchInWhichItsKeyFallsDue_keepsTheState() {
        run(obeying().timeout(THREE_SECONDS));
        batch(pair("a", "=1"));
        kit.advance(3);
        batch(pair("a", "?"));
        assertThat(seen.last()).containsExactly("a:?(1)");
        assertThat(states.last()).hasSize(1);
    }

    @Test
    void recordThatSetsNoState_leavesNothingToTimeOut() {
        run(obeying().timeout(Durations.seconds(1)));
        batch(pair("a", "?"));
        kit.advance(4);
        assertThat(seen.all()).containsExactly("a:?(<state not set>)");
    }

    @Test
    void timeOutsOfABatch_comeAfterItsRecords() {
        run(obeying().timeout(Durations.seconds(1)).numPartitions(1));
        batch(pair("a", "=1"), pair("b", "=1"));
        kit.advance(1);
        batch(pair("c", "=1"), pair("b", "?"));
        assertThat(seen.last()).containsExactly("c:=1(<state not set>)", "b:?(1)", "a:none(1 ends)");
    }

    @Test
    void initialStates_timeOutAsIfTheyHadComeInTheFirstBatch() {
        run(obeying().timeout(THREE_SECONDS).initialState(given(pair("a", "1"), pair("b", "2"))));
        kit.advance(1);
        batch(pair("b", "?"));
        kit.advance(2);
        assertThat(states.last()).hasSize(2);
        batch();
        assertThat(seen.last()).containsExactly("a:none(1 ends)");
        batch();
        assertThat(seen.last()).containsExactly("b:none(2 ends)");
    }

    @Test
    void keyThatTimesOut_canBeReadButNotChanged_andEndsOnce() {
        Function3<String, Optional<String>, State<String>, String> last = (key, value, state) -> {
            if (!state.isTimingOut()) {
                state.update(value.orElse(""));
                return "came";
            }
            return value.isPresent() + " " + state.exists() + " " + state.get() + " " + state.getOption() + "; "
                    + refusal(() -> state.update("x")) + "; " + refusal(state::remove);
        };
        run(StateSpec.function(last).timeout(Durations.seconds(1)));
        batch(pair("a", "v"));
        kit.advance(2);
        String why = ": the key times out, and its state goes after this call (isTimingOut is true)";
        assertThat(seen.last()).containsExactly("false true v Optional[v]; update" + why + "; remove" + why);
        assertThat(states.last()).isEmpty();
        batch(pair("a", "w"));
        assertThat(seen.last()).containsExactly("came");
        kit.advance(2);
        assertThat(seen.last()).hasSize(1);
    }

    @Test
    void keyThatWasRemovedAndBegunAnewInOneBatch_timesOutOnce() {
        run(obeying().timeout(Durations.seconds(1)));
        batch(pair("a", "=1"), pair("a", "-"), pair("a", "=2"), pair("a", "-"), pair("a", "=3"));
        kit.advance(3);
        assertThat(seen.all()).hasSize(6).endsWith("a:none(3 ends)");
        assertThat(states.last()).isEmpty();
    }

    @Test
    void keyThatWasRemovedAndBegunAnewLater_timesOutByItsNewBeginning() {
        run(obeying().timeout(THREE_SECONDS));
        batch(pair("a", "=1"));
        batch(pair("a", "-"));
        batch(pair("a", "=2"));
        kit.advance(3);
        assertThat(states.last()).containsExactly(pair("a", "2"));
        batch();
        assertThat(seen.last()).containsExactly("a:none(2 ends)");
        assertThat(seen.all().stream().filter(text -> text.contains("ends"))).hasSize(1);
    }

    @Test
    void batchesThatAreLate_timeOutByTheirOwnTimes() {
        run(obeying().timeout(THREE_SECONDS));
        batch(pair("a", "=1"));
        kit.jump(Durations.seconds(5));
        assertThat(seen.batches()).hasSize(6);
        assertThat(seen.batch(3)).isEmpty();
        assertThat(seen.batch(4)).containsExactly("a:none(1 ends)");
        assertThat(seen.batch(5)).isEmpty();
    }

    // ---- what a spec refuses

    @Test
    void spec_refusesWhatCanNotBe() {
        assertThatThrownBy(() -> obeying().numPartitions(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> obeying().timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> obeying().timeout(Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> obeying().name(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> obeying().partitioner(null)).hasMessage("StateSpec.partitioner: the argument is null");
        assertThatThrownBy(() -> pairs.mapWithState(obeying().numPartitions(Integer.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mapWithState at MapWithStateTest.java:")
                .hasMessageContaining("the number of partitions must be at most");
        assertThatThrownBy(() -> pairs.mapWithState((StateSpec<String, String, String, String>) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mapWithState at MapWithStateTest.java:");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code updateStateByKey}, as a program sees it. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class UpdateStateTest {
    /** What functions were called with; static, since a task may have a copy of its function. */
    private static final ConcurrentLinkedQueue<String> CALLS = new ConcurrentLinkedQueue<>();

    @Parameter
    String master;

    private StreamingTestKit kit;
    private TestInput<Tuple2<String, Integer>> input;
    private PairDStream<String, Integer> pairs;

    @BeforeEach
    void open() {
        CALLS.clear();
        kit = StreamingTestKit.builder().master(master).build();
        input = kit.input();
        pairs = input.stream().mapToPair(pair -> pair);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private static <V> Tuple2<String, V> pair(@Nullable String key, @Nullable V value) {
        return new Tuple2<>(key, value);
    }

    private PairRDD<String, Integer> given(int partitions, List<Tuple2<String, Integer>> states) {
        return kit.waterclockContext().parallelizePairs(states, partitions);
    }

    private static List<String> calls() {
        List<String> calls = new ArrayList<>(CALLS);
        CALLS.clear();
        Collections.sort(calls);
        return calls;
    }

    /** The sum of all values; a key whose sum is 0 ends. */
    private static Optional<Integer> sum(List<Integer> values, Optional<Integer> state) {
        int sum = state.orElse(0);
        for (int value : values) {
            sum += value;
        }
        CALLS.add(values + "+" + state.map(String::valueOf).orElse("none"));
        return sum == 0 ? Optional.empty() : Optional.of(sum);
    }

    private static Optional<Integer> sumOf(Time time, String key, List<Integer> values, Optional<Integer> state) {
        Optional<Integer> sum = sum(values, state);
        CALLS.clear();
        CALLS.add(time.milliseconds() % 60_000 + " " + key + " " + values + "+"
                + state.map(String::valueOf).orElse("none"));
        return sum;
    }

    private static Iterator<Tuple2<String, Integer>> sums(
            Iterator<Tuple3<String, List<Integer>, Optional<Integer>>> all) {
        List<Tuple2<String, Integer>> sums = new ArrayList<>();
        all.forEachRemaining(one -> sum(one._2(), one._3()).ifPresent(sum -> sums.add(pair(one._1(), sum))));
        return sums.iterator();
    }

    @Test
    void everyKnownKey_isUpdatedInEveryBatch_andAnEmptyResultEndsIt() {
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(pairs.updateStateByKey((values, state) -> {
            int sum = (state.orElse(0)) + values.size();
            return values.isEmpty() && sum == 1 ? Optional.empty() : Optional.of(sum);
        }));
        input.push(pair("a", 1), pair("b", 1), pair("a", 1));
        kit.advance(1);
        input.push(pair("c", 1));
        kit.advance(2);
        assertThat(seen.batch(0)).containsExactlyInAnyOrder(pair("a", 2), pair("b", 1));
        assertThat(seen.batch(1)).containsExactlyInAnyOrder(pair("a", 2), pair("c", 1));
        assertThat(seen.batch(2)).containsExactlyInAnyOrder(pair("a", 2));
    }

    @Test
    void idleKey_isCalledWithAnEmptyList_alsoInABatchWithoutRecords() {
        kit.collect(pairs.updateStateByKey(UpdateStateTest::sum));
        input.push(pair("a", 1), pair("b", 20));
        kit.advance(1);
        assertThat(calls()).containsExactly("[1]+none", "[20]+none");
        input.push(pair("a", 3));
        kit.advance(1);
        assertThat(calls()).containsExactly("[3]+1", "[]+20");
        kit.advance(1);
        assertThat(calls()).containsExactly("[]+20", "[]+4");
    }

    @Test
    void valuesOfAKey_comeInTheOrderOfTheBatch() {
        TestOutput<Tuple2<String, List<Integer>>> seen = kit.collect(
                pairs.<List<Integer>>updateStateByKey((values, state) -> Optional.of(new ArrayList<>(values))));
        input.pushPartition(List.of(pair("a", 3), pair("b", 7), pair("a", 1)));
        input.pushPartition(List.of(pair("a", 2)));
        kit.advance(1);
        assertThat(seen.last()).containsExactlyInAnyOrder(pair("a", List.of(3, 1, 2)), pair("b", List.of(7)));
    }

    @Test
    @SuppressWarnings("NullOptional") // as a function that is not careful does
    void nullResult_endsTheState_andALaterRecordBeginsItAnew() {
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(pairs.updateStateByKey((values, state) -> {
            sum(values, state);
            return values.contains(0) ? null : Optional.of(state.orElse(0) + 1);
        }));
        input.push(pair("a", 1));
        kit.advance(2);
        input.push(pair("a", 0), pair("never", 0));
        kit.advance(2);
        input.push(pair("a", 5));
        kit.advance(1);
        assertThat(seen.batches())
                .containsExactly(
                        List.of(pair("a", 1)), List.of(pair("a", 2)), List.of(), List.of(), List.of(pair("a", 1)));
        assertThat(calls()).containsExactlyInAnyOrder("[1]+none", "[]+1", "[0]+2", "[0]+none", "[5]+none");
    }

    @Test
    void keyThatEnds_canBeginAnewInEachLaterBatch() {
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(pairs.updateStateByKey(UpdateStateTest::sum));
        for (int value : new int[] {1, -1, 2, -2, 3}) {
            input.push(pair("a", value));
            kit.advance(1);
        }
        assertThat(seen.batches())
                .containsExactly(
                        List.of(pair("a", 1)), List.of(), List.of(pair("a", 2)), List.of(), List.of(pair("a", 3)));
    }

    @Test
    void initialStates_joinTheFirstBatch_inWhichKeysWithoutARecordAreCalledToo() {
        PairRDD<String, Integer> initial = given(3, List.of(pair("a", 10), pair("b", 20), pair("c", 30)));
        TestOutput<Tuple2<String, Integer>> seen =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, new HashPartitioner(2), initial));
        input.push(pair("a", 1), pair("d", 4), pair("c", -30));
        kit.advance(1);
        assertThat(calls()).containsExactly("[-30]+30", "[1]+10", "[4]+none", "[]+20");
        assertThat(seen.last()).containsExactlyInAnyOrder(pair("a", 11), pair("b", 20), pair("d", 4));
        input.push(pair("c", 1));
        kit.advance(1);
        assertThat(seen.last()).containsExactlyInAnyOrder(pair("a", 11), pair("b", 20), pair("c", 1), pair("d", 4));
    }

    @Test
    void initialStates_areSpreadByTheStatesPartitioner_whateverTheirOwn() {
        List<Tuple2<String, Integer>> states = List.of(pair("a", 1), pair("b", 2), pair("c", 3), pair("d", 4));
        PairRDD<String, Integer> initial = given(3, states).partitionBy(new HashPartitioner(5));
        TestOutput<Tuple2<String, Integer>> seen =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, new ByLength(), initial));
        input.push(pair("aa", 1), pair("d", 1));
        kit.advance(1);
        assertThat(seen.partitions(0)).hasSize(3);
        assertThat(seen.partitions(0).get(0)).isEmpty();
        assertThat(seen.partitions(0).get(1))
                .containsExactlyInAnyOrder(pair("a", 1), pair("b", 2), pair("c", 3), pair("d", 5));
        assertThat(seen.partitions(0).get(2)).containsExactly(pair("aa", 1));
    }

    @Test
    void initialStates_ofAKeyThatIsThereTwice_theFirstCounts() {
        PairRDD<String, Integer> initial = given(1, List.of(pair("a", 1), pair("a", 2)));
        TestOutput<Tuple2<String, Integer>> seen =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, new HashPartitioner(2), initial));
        kit.advance(1);
        assertThat(seen.last()).containsExactly(pair("a", 1));
    }

    @Test
    void initialState_thatIsNull_isRefused_namingItsKey() {
        PairRDD<String, Integer> initial = given(1, Arrays.asList(pair("a", 1), pair("b", null)));
        kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, new HashPartitioner(2), initial));
        assertThatThrownBy(() -> kit.advance(1))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("The initial state of the key b is null");
    }

    /** Spreads strings by their length, over three partitions. */
    private static final class ByLength extends Partitioner {
        private static final long serialVersionUID = 1L;

        @Override
        public int numPartitions() {
            return 3;
        }

        @Override
        public int getPartition(@Nullable Object key) {
            return key == null ? 0 : ((String) key).length() % 3;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ByLength;
        }

        @Override
        public int hashCode() {
            return 3;
        }
    }

    @Test
    void nullKeysAndNullValues_areKeysAndValuesLikeOthers() {
        TestOutput<Tuple2<String, String>> seen = kit.collect(pairs.<String>updateStateByKey(
                (values, state) -> Optional.of(state.orElse("") + new ArrayList<>(values))));
        input.push(pair(null, 1), pair("a", null), pair(null, null));
        kit.advance(2);
        assertThat(seen.batch(0)).containsExactlyInAnyOrder(pair(null, "[1, null]"), pair("a", "[null]"));
        assertThat(seen.batch(1)).containsExactlyInAnyOrder(pair(null, "[1, null][]"), pair("a", "[null][]"));
    }

    @Test
    void states_areInAsManyPartitionsAsTold_elseTheDefault() {
        TestOutput<Tuple2<String, Integer>> byDefault = kit.collect(pairs.updateStateByKey(UpdateStateTest::sum));
        TestOutput<Tuple2<String, Integer>> four = kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, 4));
        TestOutput<Tuple2<String, Integer>> three =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sum, new ByLength()));
        input.push(pair("a", 1), pair("b", 2), pair("cc", 3), pair("d", 4));
        kit.advance(1);
        assertThat(byDefault.partitions(0)).hasSize(2);
        assertThat(four.partitions(0)).hasSize(4);
        assertThat(three.partitions(0)).hasSize(3);
        assertThat(three.partitions(0).get(2)).containsExactly(pair("cc", 3));
        for (TestOutput<Tuple2<String, Integer>> each : List.of(byDefault, four, three)) {
            assertThat(each.last()).containsExactlyInAnyOrder(pair("a", 1), pair("b", 2), pair("cc", 3), pair("d", 4));
        }
    }

    @Test
    void formWithTimeAndKey_seesThem() {
        TestOutput<Tuple2<String, Integer>> seen =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sumOf, new HashPartitioner(1), true));
        input.push(pair("k", 5));
        kit.advance(1);
        assertThat(calls()).containsExactly("1000 k [5]+none");
        kit.advance(1);
        assertThat(calls()).containsExactly("2000 k []+5");
        assertThat(seen.last()).containsExactly(pair("k", 5));
    }

    @Test
    void formWithTimeAndKey_beginsWithInitialStates() {
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(pairs.updateStateByKey(
                UpdateStateTest::sumOf, new HashPartitioner(2), false, given(1, List.of(pair("k", 7)))));
        kit.advance(1);
        assertThat(calls()).containsExactly("1000 k []+7");
        assertThat(seen.last()).containsExactly(pair("k", 7));
    }

    @Test
    void partitioner_isRememberedIfAskedFor() {
        Seen<Optional<Partitioner>> partitioners = new Seen<>();
        HashPartitioner three = new HashPartitioner(3);
        List.of(
                        pairs.updateStateByKey(UpdateStateTest::sum, three),
                        pairs.updateStateByKey(UpdateStateTest::sumOf, three, true),
                        pairs.updateStateByKey(UpdateStateTest::sumOf, three, false),
                        pairs.updateStateByKey(UpdateStateTest::sums, three, true),
                        pairs.updateStateByKey(UpdateStateTest::sums, three, false))
                .forEach(states -> states.foreachRDD(rdd -> partitioners.add(rdd.partitioner())));
        kit.advance(1);
        assertThat(partitioners.now())
                .containsExactly(
                        Optional.of(three), Optional.of(three), Optional.empty(), Optional.of(three), Optional.empty());
    }

    @Test
    void formOverAPartition_seesEveryKey_andItsResultIsTheState() {
        TestOutput<Tuple2<String, Integer>> seen =
                kit.collect(pairs.updateStateByKey(UpdateStateTest::sums, new HashPartitioner(2), true));
        input.push(pair("a", 1), pair("b", 2), pair("a", 3));
        kit.advance(1);
        assertThat(calls()).containsExactly("[1, 3]+none", "[2]+none");
        input.push(pair("b", -2), pair("c", 5));
        kit.advance(1);
        assertThat(calls()).containsExactly("[-2]+2", "[5]+none", "[]+4");
        assertThat(seen.last()).containsExactlyInAnyOrder(pair("a", 4), pair("c", 5));
    }

    @Test
    void formOverAPartition_beginsWithInitialStates_andMayReadLittleOrNothing() {
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(pairs.updateStateByKey(
                all -> all.hasNext()
                        ? List.of(pair(all.next()._1(), 1)).iterator()
                        : Collections.<Tuple2<String, Integer>>emptyIterator(),
                new HashPartitioner(1),
                true,
                given(2, List.of(pair("k", 7), pair("l", 8)))));
        kit.advance(1);
        assertThat(seen.last()).hasSize(1);
    }

    @Test
    void formOverAPartition_canNotExchangeAKeyForOneOfAnotherPartition() {
        WaterclockException failure = failureOf(one -> pair(one._1() + "x", 1));
        assertThat(failure.code()).isEqualTo(ErrorCode.STATE_STEP_FAILED);
        assertThat(failure)
                .hasMessageContaining("The function gave the key ax in partition 1, but it belongs to partition 2");
    }

    @Test
    void formOverAPartition_canNotReturnNull() {
        kit.collect(pairs.updateStateByKey(
                (Iterator<Tuple3<String, List<Integer>, Optional<Integer>>> all) ->
                        (Iterator<Tuple2<String, Integer>>) null,
                new HashPartitioner(1),
                true));
        assertThatThrownBy(() -> kit.advance(1)).hasMessageContaining("The function returned null, not an iterator");
    }

    @Test
    void formOverAPartition_canNotGiveAKeyTwice() {
        assertThat(failureOf(one -> pair("z", 1))).hasMessageContaining("The function gave the key z twice");
    }

    @Test
    void formOverAPartition_canNotGiveANullState() {
        assertThat(failureOf(one -> pair(one._1(), null)))
                .hasMessageContaining("The function gave the key")
                .hasMessageContaining("a state that is null; leave the key out");
    }

    private WaterclockException failureOf(
            io.waterclock.function.Function<Tuple3<String, List<Integer>, Optional<Integer>>, Tuple2<String, Integer>>
                    each) {
        kit.collect(pairs.<Integer>updateStateByKey(
                all -> {
                    List<Tuple2<String, Integer>> result = new ArrayList<>();
                    while (all.hasNext()) {
                        result.add(each.call(all.next()));
                    }
                    return result.iterator();
                },
                new ByLength(),
                true));
        input.push(pair("a", 1), pair("b", 1));
        return catchThrowableOfType(WaterclockException.class, () -> kit.advance(1));
    }

    @Test
    void argumentsThatAreNullOrOutOfRange_areRefusedAtTheCall() {
        assertThatThrownBy(() -> pairs.updateStateByKey(UpdateStateTest::sum, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("updateStateByKey at UpdateStateTest.java:");
        assertThatThrownBy(() ->
                        pairs.updateStateByKey(UpdateStateTest::sums, new HashPartitioner(Integer.MAX_VALUE), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the number of partitions must be at most");
        assertThatThrownBy(() -> pairs.updateStateByKey(UpdateStateTest::sum, (Partitioner) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an argument is null");
        assertThatThrownBy(() -> pairs.updateStateByKey(UpdateStateTest::sum, new HashPartitioner(1), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an argument is null");
    }

    @Test
    void initialStates_ofAnotherContext_areRefusedAtTheCall() {
        try (StreamingTestKit other = StreamingTestKit.create()) {
            PairRDD<String, Integer> foreign = other.waterclockContext().parallelizePairs(List.of(pair("a", 1)));
            assertThatThrownBy(() -> pairs.updateStateByKey(UpdateStateTest::sum, new HashPartitioner(1), foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to another WaterclockContext");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.TestPairInput;
import io.waterclock.testkit.TestReceiver;
import io.waterclock.testkit.junit.StreamingTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** States, inputs of pairs and of receivers, outputs by name. */
@StreamingTest
class KitReadsStatesTest {

    private static Optional<Integer> sum(List<Integer> values, Optional<Integer> before) {
        return Optional.of(values.stream().mapToInt(n -> n).sum() + before.orElse(0));
    }

    @Test
    void stateByKey_isReadAfterEachBatch_byItsStreamAndItsName(StreamingTestKit kit) {
        TestPairInput<String, Integer> input = kit.pairs(String.class, Integer.class);
        PairDStream<String, Integer> totals =
                input.stream().updateStateByKey(KitReadsStatesTest::sum).named("totals");
        kit.collect(totals);
        assertThat(kit.state(totals)).isEmpty();
        input.push("a", 1).push("b", 5);
        kit.advance(1);
        assertThat(kit.state(totals)).isEqualTo(Map.of("a", 1, "b", 5));
        input.push("a", 2);
        kit.advance(1);
        assertThat(kit.<String, Integer>state("totals")).isEqualTo(Map.of("a", 3, "b", 5));
        assertThatThrownBy(() -> kit.state("total"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No state is named \"total\"; there are \"totals\"");
        assertThatThrownBy(() -> kit.state(input.stream())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void streamWithoutAState_isRefused(StreamingTestKit kit) {
        PairDStream<String, Integer> pairs = kit.pairs(String.class, Integer.class).stream();
        assertThatThrownBy(() -> kit.state(pairs)).hasMessageContaining("has no state");
        assertThatThrownBy(() -> kit.state("any")).hasMessage("No state is named \"any\"; the program has none");
    }

    @Test
    void mappedStates_andTheirSnapshots(StreamingTestKit kit) {
        TestPairInput<String, Integer> input = kit.pairs(String.class, Integer.class);
        MapWithStateDStream<String, Integer, Integer, String> stream = input.stream()
                .mapWithState(StateSpec.function((String key, Optional<Integer> value, State<Integer> state) -> {
                    int now = value.orElse(0) + (state.exists() ? state.get() : 0);
                    state.update(now);
                    return key + now;
                }));
        PairDStream<String, Integer> snapshots = stream.stateSnapshots();
        kit.collect(stream);
        kit.collect(snapshots);
        input.push("a", 1).push("b", 5).push("a", 3);
        kit.advance(2);
        Map<String, Integer> states = kit.state(stream);
        assertThat(states).isEqualTo(Map.of("a", 4, "b", 5)).isEqualTo(kit.state(snapshots));
    }

    @Test
    void windowByKey_isAState(StreamingTestKit kit) {
        TestPairInput<String, Integer> input = kit.pairs(String.class, Integer.class);
        PairDStream<String, Integer> sums =
                input.stream().reduceByKeyAndWindow((a, b) -> a + b, Duration.ofSeconds(2), Duration.ofSeconds(1));
        kit.collect(sums);
        input.push("a", 1);
        kit.advance(1);
        input.pushPartition(List.of(new Tuple2<>("a", 2)));
        kit.advance(1);
        assertThat(kit.state(sums)).isEqualTo(Map.of("a", 3));
        kit.advance(1);
        assertThat(kit.state(sums)).isEqualTo(Map.of("a", 2));
    }

    @Test
    void received_isInTheNextBatch_byTheWayOfBlocks(StreamingTestKit kit) {
        TestReceiver<String> receiver = kit.receiver(String.class);
        TestOutput<String> out = kit.collect("words", kit.context().receiverStream(receiver));
        receiver.push("before", "the").push(List.of("start"));
        kit.advance(1);
        receiver.push("after");
        kit.advance(2);
        assertThat(out.batches()).containsExactly(List.of("before", "the", "start"), List.of("after"), List.of());
    }
}

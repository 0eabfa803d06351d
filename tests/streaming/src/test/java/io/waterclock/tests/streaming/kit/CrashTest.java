// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.TestPairInput;
import io.waterclock.testkit.TestReceiver;
import io.waterclock.testkit.engine.InlineEngine;
import io.waterclock.testkit.junit.StreamingTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A program that is gone from one moment to the next, and one that takes its place. */
@StreamingTest
class CrashTest {

    /** A program with a state, as a function of the kit, so that it can be described again. */
    private record Totals(TestPairInput<String, Integer> input) {
        PairDStream<String, Integer> describe(StreamingTestKit kit) {
            PairDStream<String, Integer> totals = input.stream()
                    .updateStateByKey((List<Integer> values, Optional<Integer> before) ->
                            Optional.of(values.stream().mapToInt(n -> n).sum() + before.orElse(0)));
            totals.foreachRDD(rdd -> {});
            return totals;
        }
    }

    @Test
    void crash_takesTheStates_andLeavesTheClockAndWhatWasNotRead(StreamingTestKit kit) {
        Totals program = new Totals(kit.pairs(String.class, Integer.class));
        PairDStream<String, Integer> before = program.describe(kit);
        program.input().push("a", 1);
        kit.advance(2);
        assertThat(kit.state(before)).isEqualTo(Map.of("a", 1));

        program.input().push("a", 10);
        kit.crash();
        program.input().push("b", 20);
        StreamingContext dead = kit.context();
        PairDStream<String, Integer> after = kit.restart(program::describe);
        assertThat(kit.context()).isNotSameAs(dead);
        assertThat(kit.clock().currentTimeMs()).isEqualTo(1_767_348_002_000L);
        kit.advance(1);
        assertThat(kit.state(after)).as("begins empty, without a checkpoint").isEqualTo(Map.of("a", 10, "b", 20));
    }

    @Test
    void crash_isToldToNobody(StreamingTestKit kit) {
        List<String> told = new ArrayList<>();
        kit.context().addStreamingListener(new io.waterclock.streaming.listener.StreamingListener() {
            @Override
            public void onBatchCompleted(io.waterclock.streaming.listener.StreamingListenerBatchCompleted e) {
                told.add("completed");
            }
        });
        TestInput<String> input = kit.input(String.class);
        TestOutput<String> out = kit.collect(input.stream());
        kit.advance(1);
        kit.crash();
        assertThat(told).containsExactly("completed");
        assertThat(out.batches()).hasSize(1);
        assertThatThrownBy(() -> kit.advance(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has crashed");
        kit.clock().advance(java.time.Duration.ofSeconds(5));
        TestOutput<String> later = kit.restart(k -> k.collect(input.stream()));
        kit.advance(1);
        assertThat(later.times()).containsExactly(new Time(1_767_348_007_000L));
        assertThat(out.batches()).hasSize(1);
    }

    @Test
    @StreamingTest(master = "local[2]")
    void threadsOfTheEngineAndOfReceivers_endWithIt(StreamingTestKit kit) {
        TestReceiver<Integer> receiver = kit.receiver(Integer.class);
        kit.collect(kit.context().receiverStream(receiver));
        receiver.push(1, 2);
        kit.advance(1);
        kit.crash();
        TestOutput<Integer> out = kit.restart(k -> {
            TestReceiver<Integer> again = k.receiver(Integer.class);
            TestOutput<Integer> output = k.collect(k.context().receiverStream(again));
            again.push(3);
            return output;
        });
        kit.advance(1);
        kit.crash();
        assertThat(out.batches()).containsExactly(List.of(3));
    }

    @Test
    void restartAfterAStop_isOneToo(StreamingTestKit kit) {
        TestInput<String> input = kit.input(String.class);
        kit.collect(input.stream());
        kit.advance(1).stopGracefully();
        TestOutput<String> out = kit.restart(k -> k.collect(input.stream()));
        input.push("on");
        kit.advance(1);
        assertThat(out.all()).containsExactly("on");
    }

    @Test
    void failureThatWasSeenBeforeARestart_isNoSurpriseAtTheEnd() {
        try (StreamingTestKit own = StreamingTestKit.create()) {
            TestInput<String> input = own.input(String.class);
            own.collect(input.stream()).failIn(0);
            assertThatThrownBy(() -> own.advance(1)).hasMessageContaining("lets this output fail");
            TestOutput<String> out = own.restart(k -> k.collect(input.stream()));
            input.push("on");
            own.advance(1);
            assertThat(out.all()).containsExactly("on");
        }
    }

    @Test
    void whatCannotCrashOrRestart_saysSo(StreamingTestKit kit) {
        assertThatThrownBy(() -> kit.restart(k -> k.input()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the program is still there");
        kit.input(String.class).stream()
                .foreachRDD(rdd -> assertThatThrownBy(kit::crash)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("called by code that the streaming context runs"));
        kit.advance(1);
        try (StreamingTestKit own =
                StreamingTestKit.builder().engine(new InlineEngine(2)).build()) {
            own.crash();
            assertThatThrownBy(() -> own.restart(k -> k.input())).hasMessageContaining("name a master instead");
        }
    }
}

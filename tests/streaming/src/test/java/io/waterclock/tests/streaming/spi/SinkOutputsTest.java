// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.sink.Sink;
import io.waterclock.streaming.sink.SinkBatch;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.junit.StreamingTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the streaming half does with a sink: in which order it is called, by which name, and what becomes of a failure. */
@StreamingTest
class SinkOutputsTest {
    private StreamingTestKit kit;
    private TestInput<Integer> input;
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void open(StreamingTestKit fresh) {
        kit = fresh;
        input = kit.input(Integer.class);
    }

    /** Notes its calls, and fails those that it is told to. */
    private class Noting<T> implements Sink<T> {
        private final List<String> failing = new ArrayList<>();
        private String name = "";

        Noting<T> failing(String... some) {
            failing.addAll(List.of(some));
            return this;
        }

        private void note(String call) {
            calls.add(call);
            if (failing.remove(call)) {
                throw new IllegalStateException("no to " + call);
            }
        }

        private String of(SinkBatch batch) {
            assertThat(batch.name()).isEqualTo(name);
            return " " + (batch.time().milliseconds() - 1_767_348_000_000L) / 1_000;
        }

        @Override
        public void open(String newName) {
            name = newName;
            note("open");
        }

        @Override
        public void prepare(SinkBatch batch, RDD<T> rdd) {
            note("prepare" + of(batch) + " " + rdd.collect());
        }

        @Override
        public void commit(SinkBatch batch) {
            note("commit" + of(batch));
        }

        @Override
        public void abort(SinkBatch batch) {
            note("abort" + of(batch));
        }

        @Override
        public void close() {
            note("close");
        }
    }

    @Test
    void calls_comeInTheOrderThatIsPromised() {
        input.stream().writeTo(new Noting<>());
        input.push(1, 2);
        kit.advance(2);
        kit.context().stop(false);
        assertThat(calls).containsExactly("open", "prepare 1 [1, 2]", "commit 1", "prepare 2 []", "commit 2", "close");
    }

    @Test
    void pairs_areWrittenAsTuples() {
        input.stream().mapToPair(n -> new Tuple2<>(n, n * n)).writeTo(new Noting<Tuple2<Integer, Integer>>());
        input.push(3);
        kit.advance(1);
        assertThat(calls).contains("prepare 1 [(3,9)]");
    }

    // ---- names

    private String nameOf(Noting<?> sink) {
        kit.start();
        return sink.name;
    }

    @Test
    void sink_knowsTheOutputByItsName() {
        Noting<Integer> sink = new Noting<>();
        input.stream().writeTo(sink).named("orders");
        assertThat(nameOf(sink)).isEqualTo("orders");
    }

    private static void describedHere(DStream<Integer> stream, Sink<Integer> first, Sink<Integer> second) {
        stream.foreachRDD(rdd -> {});
        stream.writeTo(first);
        stream.writeTo(second);
    }

    @Test
    void withoutAName_byMethodAndOrdinal_whateverOtherOutputsThereAre() {
        Noting<Integer> elsewhere = new Noting<>();
        Noting<Integer> first = new Noting<>();
        Noting<Integer> second = new Noting<>();
        input.stream().writeTo(elsewhere);
        describedHere(input.stream(), first, second);
        String here = " in SinkOutputsTest#";
        assertThat(nameOf(first)).isEqualTo("writeTo 1" + here + "describedHere");
        assertThat(nameOf(second)).isEqualTo("writeTo 2" + here + "describedHere");
        assertThat(nameOf(elsewhere))
                .isEqualTo("writeTo 1" + here + "withoutAName_byMethodAndOrdinal_whateverOtherOutputsThereAre");
    }

    @Test
    void nameThatAnotherHasByItself_isRefusedAtTheStart() {
        Noting<Integer> first = new Noting<>();
        describedHere(input.stream(), first, new Noting<>());
        input.stream().writeTo(new Noting<>()).named("writeTo 2 in SinkOutputsTest#describedHere");
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two outputs to sinks are named \"writeTo 2 in SinkOutputsTest#describedHere\"")
                .hasMessageContaining("writeTo at SinkOutputsTest.java:");
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThat(calls).isEmpty();
    }

    @Test
    void explain_saysTheName() {
        describedHere(input.stream(), new Noting<>(), new Noting<>());
        assertThat(kit.context().graph().explain())
                .contains("to a sink as \"writeTo 2 in SinkOutputsTest#describedHere\"")
                .contains("foreachRDD at SinkOutputsTest.java");
    }

    @Test
    void null_isRefused() {
        assertThatThrownBy(() -> input.stream().writeTo(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("writeTo at SinkOutputsTest.java:")
                .hasMessageContaining("an argument is null");
    }

    // ---- failures

    private WaterclockException failure() {
        try {
            kit.advance(1);
        } catch (WaterclockException e) {
            return e;
        }
        throw new AssertionError("The batch should have failed");
    }

    @Test
    void prepareThatFails_isAborted_andStopsTheProgram() {
        input.stream()
                .writeTo(new Noting<Integer>().failing("prepare 2 [2]", "abort 2"))
                .named("orders");
        List<Integer> later = new ArrayList<>();
        input.stream().foreachRDD(rdd -> later.addAll(rdd.collect()));
        input.push(1);
        kit.advance(1);
        input.push(2);
        WaterclockException failure = failure();
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTPUT_OPERATION_FAILED);
        assertThat(failure)
                .hasMessageContaining("The output \"orders\" (writeTo at SinkOutputsTest.java:")
                .hasMessageContaining("The sink \"orders\" (writeTo at SinkOutputsTest.java:")
                .hasMessageContaining("could not prepare the batch 1767348002000 ms")
                .hasRootCauseMessage("no to prepare 2 [2]");
        assertThat(((WaterclockException) failure.getCause()).code()).isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(failure.getCause().getSuppressed()).hasSize(1);
        assertThat(failure.getCause().getSuppressed()[0])
                .hasMessageContaining("could not clean up after the batch 1767348002000 ms");
        assertThat(calls).endsWith("prepare 2 [2]", "abort 2", "close");
        assertThat(later).containsExactly(1);
    }

    @Test
    void commitThatFails_isNotAborted_sinceItMayBeDone() {
        input.stream().writeTo(new Noting<Integer>().failing("commit 1"));
        assertThat(failure()).hasMessageContaining("could not commit the batch 1767348001000 ms");
        assertThat(calls).containsExactly("open", "prepare 1 []", "commit 1", "close");
    }

    @Test
    void taskThatFails_isSaidWithItsOperatorAndRecord() {
        input.stream().map(n -> 6 / n).writeTo(new Noting<>());
        input.push(0);
        assertThat(failure())
                .hasMessageContaining("map at SinkOutputsTest.java:")
                .hasMessageContaining("ArithmeticException");
        assertThat(calls).containsExactly("open", "abort 1", "close");
    }

    @Test
    @StreamingTest(settings = "waterclock.streaming.outputRetries=1")
    void retry_doesBothSteps() {
        assertThat(StreamingKeys.OUTPUT_RETRIES.name()).isEqualTo("waterclock.streaming.outputRetries");
        input.stream().writeTo(new Noting<Integer>().failing("prepare 1 []", "commit 2"));
        kit.advance(2);
        assertThat(calls)
                .containsExactly(
                        "open",
                        "prepare 1 []",
                        "abort 1",
                        "prepare 1 []",
                        "commit 1",
                        "prepare 2 []",
                        "commit 2",
                        "prepare 2 []",
                        "commit 2");
    }

    @Test
    void openThatFails_failsTheStart_andWhatWasOpenedBefore_isClosed() {
        input.stream().writeTo(new Noting<>());
        Noting<Integer> second = new Noting<Integer>().failing("open");
        input.stream().writeTo(second).named("second");
        Log log = new Log();
        Log.Input source = new Log.Input(kit.context(), log);
        kit.collect(source);
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("The sink \"second\" (writeTo at SinkOutputsTest.java:")
                .hasMessageContaining("could not begin")
                .hasRootCauseMessage("no to open");
        assertThat(calls).containsExactly("open", "open", "close");
        assertThat(source.calls).isEmpty();
    }

    @Test
    void closeThatFails_comesOutOfTheStop() {
        input.stream().writeTo(new Noting<Integer>().failing("close")).named("orders");
        kit.start();
        assertThatThrownBy(() -> kit.context().stop(false))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("The sink \"orders\"")
                .hasMessageContaining("could not end");
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
    }
}

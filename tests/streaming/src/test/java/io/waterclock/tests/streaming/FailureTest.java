// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationCompleted;
import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.loop.Rooms;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.loop.ThreadRooms;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that fails ends the program, and says which, where and why; the same whichever output failed. */
class FailureTest {

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]", "local[2]"})
    void functionThatThrows_namesOutputBatchOperatorPlacePartitionAndRecord(String master) {
        try (StreamingTestKit kit = StreamingTestKit.builder().master(master).build()) {
            TestInput<String> lines = kit.input(String.class);
            lines.stream().map(Integer::parseInt).foreachRDD(rdd -> rdd.collect());

            lines.push("1", "2");
            kit.advance(1);
            lines.pushPartition(List.of("3")).pushPartition(List.of("4", "5", "six", "7"));
            WaterclockException failure = failureOf(kit);

            assertThat(failure.code()).isEqualTo(ErrorCode.OUTPUT_OPERATION_FAILED);
            assertThat(failure)
                    .hasMessageContaining("The output foreachRDD at FailureTest.java:")
                    .hasMessageContaining("failed in batch 1767348002000 ms")
                    .hasMessageContaining("map at FailureTest.java:")
                    .hasMessageContaining("partition 1")
                    .hasMessageContaining("record 2")
                    .hasMessageContaining("NumberFormatException");
            assertThat(failure).hasRootCauseInstanceOf(NumberFormatException.class);
            assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    /** As when the machine has no thread left, which may be why the output failed. */
    @Test
    @Timeout(180)
    void failureForWhoseStopThereIsNoThread_endsTheProgramAllTheSame() {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("threads");
        Surroundings surroundings =
                new Surroundings(new NoThreadAside(new ThreadRooms("threads")), WallClock.system(), NanoClock.system());
        try (StreamingContext ssc =
                new StreamingContext(new WaterclockContext(conf), Durations.milliseconds(10), surroundings)) {
            ssc.queueStream(new ArrayDeque<RDD<Integer>>()).foreachRDD(rdd -> {
                throw new IllegalStateException("boom");
            });
            ssc.start();
            assertThatThrownBy(ssc::awaitTermination).hasRootCauseMessage("boom");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    private record NoThreadAside(Rooms rooms) implements Rooms {
        @Override
        public void open(Loop loop, Consumer<Throwable> crashed) {
            rooms.open(loop, crashed);
        }

        @Override
        public boolean awaitEnd(Loop loop, long timeoutMs) throws InterruptedException {
            return rooms.awaitEnd(loop, timeoutMs);
        }

        @Override
        public boolean haveThreads() {
            return true;
        }

        @Override
        public void interrupt(Loop loop) {
            rooms.interrupt(loop);
        }

        @Override
        public String describe(Loop loop) {
            return rooms.describe(loop);
        }

        @Override
        public void aside(String name, Runnable work) {
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    @Test
    void failure_isThrownAtEachAwait() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            kit.input(String.class).stream().foreachRDD(rdd -> {
                throw new IllegalStateException("boom");
            });
            WaterclockException first = failureOf(kit);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> kit.context().awaitTermination())
                        .isInstanceOf(WaterclockException.class)
                        .hasMessage(first.getMessage())
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasRootCauseMessage("boom");
                assertThatThrownBy(() -> kit.context().awaitTerminationOrTimeout(10))
                        .hasMessage(first.getMessage());
            }
            assertThat(first).hasMessageContaining("java.lang.IllegalStateException: boom");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whicheverOutputFails_thoseBeforeHaveRun_thoseAfterNot_andNoLaterBatch(int failing) {
        List<String> ran = new ArrayList<>();
        List<String> events = new ArrayList<>();
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<Integer> input = kit.input(Integer.class);
            for (int i = 0; i < 3; i++) {
                int output = i;
                input.stream()
                        .foreachRDD((rdd, time) -> {
                            if (output == failing && rdd.count() == 2) {
                                throw new java.io.IOException("disk full");
                            }
                            ran.add(output + "@" + (time.milliseconds() / 1000 % 10));
                        })
                        .named("output " + i);
            }
            kit.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                    events.add("batch");
                }

                @Override
                public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted e) {
                    e.outputOperationInfo().failureReason().ifPresent(events::add);
                }
            });
            input.push(1);
            kit.advance(1);
            input.push(1, 2);
            WaterclockException failure = failureOf(kit);
            assertThat(failure)
                    .hasMessageContaining("The output \"output " + failing + "\" (foreachRDD at FailureTest.java:")
                    .hasMessageContaining("disk full")
                    .hasCauseInstanceOf(java.io.IOException.class);

            kit.jump(java.time.Duration.ofSeconds(5));
        } catch (WaterclockException | IllegalStateException expected) {
            assertThat(expected).hasMessageContaining("disk full");
        }
        List<String> expected = new ArrayList<>(List.of("0@1", "1@1", "2@1"));
        for (int i = 0; i < failing; i++) {
            expected.add(i + "@2");
        }
        assertThat(ran).isEqualTo(expected);
        assertThat(events).containsExactly("batch", "java.io.IOException: disk full");
    }

    @Test
    void retries_runTheWholeOutputAgain() {
        AtomicInteger attempts = new AtomicInteger();
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.outputRetries", "2")
                .build()) {
            TestInput<Integer> input = kit.input(Integer.class);
            input.stream().foreachRDD(rdd -> {
                if (attempts.incrementAndGet() % 3 != 0) {
                    throw new IllegalStateException("not yet");
                }
            });
            TestOutput<Integer> after = kit.collect(input.stream());
            kit.advance(2);
            assertThat(attempts).hasValue(6);
            assertThat(after.batches()).hasSize(2);
        }
    }

    @Test
    void retries_endInAFailureThatCountsThem() {
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.outputRetries", "2")
                .build()) {
            kit.input(Integer.class).stream().foreachRDD(rdd -> {
                throw new IllegalStateException("never");
            });
            assertThat(failureOf(kit)).hasMessageContaining("(3 attempts)").hasMessageContaining("never");
        }
    }

    @Test
    void transformThatReturnsNull_isSaid() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            kit.input(String.class).stream()
                    .transform(rdd -> (io.waterclock.rdd.RDD<String>) null)
                    .print();
            WaterclockException failure = failureOf(kit);
            assertThat(failure.code()).isEqualTo(ErrorCode.BATCH_GENERATION_FAILED);
            assertThat(failure)
                    .hasMessageContaining("The batch 1767348001000 ms could not be made")
                    .hasMessageContaining("transform at FailureTest.java:")
                    .hasMessageContaining("returned null");
            assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void transformThatThrows_isSaid_afterTheBatchesBefore() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<String> input = kit.input(String.class);
            TestOutput<String> before = kit.collect(input.stream());
            input.stream()
                    .transform((rdd, time) -> {
                        if (time.milliseconds() % 10_000 == 3_000) {
                            throw new java.util.concurrent.TimeoutException("no answer");
                        }
                        return rdd;
                    })
                    .print();
            kit.advance(2);
            WaterclockException failure = failureOf(kit);
            assertThat(failure.code()).isEqualTo(ErrorCode.BATCH_GENERATION_FAILED);
            assertThat(failure)
                    .hasMessageContaining("transform at FailureTest.java:")
                    .hasMessageContaining("no answer")
                    .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(before.batches()).hasSize(2);
        }
    }

    @Test
    void transformThatThrowsAnError_keepsTheNameOfItsOperator() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            kit.input(String.class).stream()
                    .<String>transform(rdd -> {
                        throw new StackOverflowError("too deep");
                    })
                    .print();
            WaterclockException failure = failureOf(kit);
            assertThat(failure)
                    .hasMessageContaining("The function of transform at FailureTest.java:")
                    .hasMessageContaining("too deep")
                    .hasRootCauseInstanceOf(StackOverflowError.class);
        }
    }

    private static WaterclockException failureOf(StreamingTestKit kit) {
        WaterclockException failure = catchThrowableOfType(WaterclockException.class, () -> kit.advance(1));
        assertThat(failure).as("the batch fails").isNotNull();
        return failure;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.OutputOperationInfo;
import io.waterclock.streaming.listener.ReceiverInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchStarted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationCompleted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationStarted;
import io.waterclock.streaming.listener.StreamingListenerReceiverError;
import io.waterclock.streaming.listener.StreamingListenerReceiverStarted;
import io.waterclock.streaming.listener.StreamingListenerReceiverStopped;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestReceiver;
import io.waterclock.testkit.junit.StreamingTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listeners are told with each event: as much as was known when it happened, and no more. */
@StreamingTest
class EventsTest {
    private StreamingTestKit kit;

    @BeforeEach
    void open(StreamingTestKit fresh) {
        kit = fresh;
    }

    private static final class Told implements StreamingListener {
        final List<BatchInfo> submitted = new ArrayList<>();
        final List<BatchInfo> started = new ArrayList<>();
        final List<BatchInfo> completed = new ArrayList<>();
        final List<OutputOperationInfo> outputsStarted = new ArrayList<>();
        final List<OutputOperationInfo> outputsCompleted = new ArrayList<>();
        final List<String> receivers = new ArrayList<>();

        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
            submitted.add(e.batchInfo());
        }

        @Override
        public void onBatchStarted(StreamingListenerBatchStarted e) {
            started.add(e.batchInfo());
        }

        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted e) {
            completed.add(e.batchInfo());
        }

        @Override
        public void onOutputOperationStarted(StreamingListenerOutputOperationStarted e) {
            outputsStarted.add(e.outputOperationInfo());
        }

        @Override
        public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted e) {
            outputsCompleted.add(e.outputOperationInfo());
        }

        @Override
        public synchronized void onReceiverStarted(StreamingListenerReceiverStarted e) {
            receivers.add("started" + of(e.receiverInfo()));
        }

        @Override
        public synchronized void onReceiverError(StreamingListenerReceiverError e) {
            receivers.add("error" + of(e.receiverInfo()));
        }

        @Override
        public synchronized void onReceiverStopped(StreamingListenerReceiverStopped e) {
            receivers.add("stopped" + of(e.receiverInfo()));
        }

        private static String of(ReceiverInfo receiver) {
            return " " + receiver.streamId() + (receiver.active() ? " active" : "") + ": " + receiver.lastErrorMessage()
                    + (receiver.lastError().isEmpty()
                            ? ""
                            : " by " + receiver.lastError().lines().findFirst().get());
        }
    }

    private static List<OptionalLong> delays(BatchInfo batch) {
        return List.of(batch.schedulingDelay(), batch.processingDelay(), batch.totalDelay());
    }

    private static List<OptionalLong> times(BatchInfo batch) {
        return List.of(batch.processingStartTime(), batch.processingEndTime());
    }

    private static OptionalLong ms(long value) {
        return OptionalLong.of(value);
    }

    private static final OptionalLong NONE = OptionalLong.empty();

    @Test
    void eventOfABatch_hasTheTimesThatHavePassed() {
        long start = kit.clock().currentTimeMs();
        Told told = new Told();
        kit.context().addStreamingListener(told);
        kit.input(Integer.class).stream()
                .foreachRDD((rdd, time) ->
                        kit.clock().advance(Duration.ofMillis(time.milliseconds() <= start + 2_000 ? 1_500 : 1)));
        kit.advance(1);
        BatchInfo submitted = told.submitted.get(1);
        BatchInfo started = told.started.get(1);
        BatchInfo completed = told.completed.get(1);
        assertThat(submitted.batchTime().milliseconds()).isEqualTo(start + 2_000);
        assertThat(submitted.submissionTime()).as("when it could be made").isEqualTo(start + 2_500);
        assertThat(times(submitted)).containsExactly(NONE, NONE);
        assertThat(delays(submitted)).containsExactly(NONE, NONE, NONE);
        assertThat(times(started)).containsExactly(ms(start + 2_500), NONE);
        assertThat(delays(started)).containsExactly(ms(0), NONE, NONE);
        assertThat(times(completed)).containsExactly(ms(start + 2_500), ms(start + 4_000));
        assertThat(delays(completed)).containsExactly(ms(0), ms(1_500), ms(1_500));
    }

    @Test
    void eachEventOfABatch_hasTheRecordsOfEachInput_byIdsThatCountFromZero() {
        Told told = new Told();
        kit.context().addStreamingListener(told);
        TestInput<Integer> first = kit.input(Integer.class);
        TestReceiver<String> receiver = kit.receiver(String.class);
        DStream<String> second = kit.context().receiverStream(receiver);
        TestInput<Integer> third = kit.input(Integer.class);
        first.stream().foreachRDD(rdd -> {});
        second.foreachRDD(rdd -> {});
        third.stream().foreachRDD(rdd -> {});
        kit.start();
        first.push(1, 2, 3);
        receiver.push("a", "b");
        kit.advance(1);
        for (List<BatchInfo> batches : List.of(told.submitted, told.started, told.completed)) {
            assertThat(batches.get(0).streamIdToInputInfo())
                    .containsOnlyKeys(0, 1, 2)
                    .allSatisfy((id, info) -> assertThat(info.inputStreamId()).isEqualTo(id));
            assertThat(batches.get(0).streamIdToInputInfo().values())
                    .extracting(StreamInputInfo::numRecords)
                    .containsExactly(3L, 2L, 0L);
            assertThat(batches.get(0).numRecords()).isEqualTo(5);
        }
    }

    @Test
    void outputsOfABatch_areInItsEvents_asFarAsTheyHaveGot() {
        long start = kit.clock().currentTimeMs();
        Told told = new Told();
        kit.context().addStreamingListener(told);
        DStream<Integer> numbers = kit.input(Integer.class).stream();
        numbers.foreachRDD(rdd -> kit.clock().advance(Duration.ofMillis(20)));
        numbers.foreachRDD(rdd -> kit.clock().advance(Duration.ofMillis(30))).named("second");
        kit.advance(1);
        assertThat(told.submitted.get(0).outputOperationInfos())
                .containsOnlyKeys(0, 1)
                .allSatisfy((id, output) -> assertThat(output.startTime()).isEmpty());
        assertThat(told.started.get(0).outputOperationInfos().values())
                .allSatisfy(output -> assertThat(output.startTime()).isEmpty());
        assertThat(told.outputsStarted).extracting(OutputOperationInfo::id).containsExactly(0, 1);
        assertThat(told.outputsStarted.get(1).startTime()).hasValue(start + 1_020);
        assertThat(told.outputsStarted).allSatisfy(output -> {
            assertThat(output.endTime()).isEmpty();
            assertThat(output.duration()).isEmpty();
            assertThat(output.batchTime().milliseconds()).isEqualTo(start + 1_000);
        });
        assertThat(told.outputsCompleted)
                .extracting(OutputOperationInfo::duration)
                .containsExactly(ms(20), ms(30));
        assertThat(told.outputsCompleted.get(0).name()).startsWith("foreachRDD at EventsTest.java:");
        assertThat(told.outputsCompleted.get(1).name()).isEqualTo("second");
        assertThat(told.outputsCompleted.get(1).description()).startsWith("foreachRDD at EventsTest.java:");
        assertThat(told.completed.get(0).outputOperationInfos().values())
                .containsExactlyElementsOf(told.outputsCompleted)
                .allSatisfy(output -> assertThat(output.failureReason()).isEmpty());
    }

    @Test
    void listenerThatCameLater_orWentEarlier_isToldOfWhatHappensMeanwhile() {
        Told early = new Told();
        Told late = new Told();
        kit.context().addStreamingListener(early);
        kit.input(Integer.class).stream().foreachRDD(rdd -> {});
        kit.advance(1);
        kit.context().addStreamingListener(late);
        kit.context().removeStreamingListener(early);
        kit.advance(2);
        assertThat(early.completed).hasSize(1);
        assertThat(late.submitted).hasSize(2);
        assertThat(late.completed).hasSize(2);
    }

    @Test
    void receiverThatReportsAnError_andStops_isToldOfEachTime() {
        Told told = new Told();
        kit.context().addStreamingListener(told);
        TestReceiver<String> receiver = kit.receiver(String.class);
        kit.context().receiverStream(receiver).foreachRDD(rdd -> {});
        kit.start();
        receiver.reportError("something is odd", new IllegalStateException("odd"));
        kit.turn();
        receiver.stop("no more today", new java.io.IOException("gone"));
        kit.turn();
        assertThat(told.receivers.get(0)).isEqualTo("started 0 active: ");
        assertThat(told.receivers.get(1))
                .isEqualTo("error 0 active: something is odd by java.lang.IllegalStateException: odd");
        assertThat(told.receivers.get(2))
                .startsWith("stopped 0: ")
                .endsWith("no more today by java.io.IOException: gone");
    }
}

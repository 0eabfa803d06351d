// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ReplayableInputDStream} has to keep: each record in one batch, a batch the same whenever it is read, by another run too, and nothing lost or taken
 * twice between two runs. Each test has an outside of its own, empty at first, which the test class makes (before each test, or as a field).
 *
 * <p>The programs run on a {@link StreamingTestKit}, so time is the test's. An input may have threads, but what {@link #add} has added is there for the next batch.
 *
 * @param <T> the type of the records
 */
public abstract class ReplayableInputContract<T> {

    /** Makes the input in a program; each time over the same outside. */
    protected abstract ReplayableInputDStream<T, ?> input(StreamingContext context) throws Exception;

    /** A record for the outside, another for each number from 0 on. */
    protected abstract T record(int number);

    /**
     * Adds records to the outside, behind those that it has. When it returns the next batch takes them.
     *
     * @param nowMs the time of the test, in milliseconds since the epoch
     */
    protected abstract void add(List<T> records, long nowMs) throws Exception;

    /** The kit on which programs run. */
    protected StreamingTestKit.Builder kit() {
        return StreamingTestKit.builder();
    }

    /** Whether a batch has its records in the order in which they came. */
    protected boolean keepsOrder() {
        return true;
    }

    /** Whether the number of records of a batch is known when its outputs have read them all. */
    protected boolean countsRecords() {
        return true;
    }

    // ---- one run

    @Test
    void everyRecord_isInOneBatch_inOrder() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            Program program = describe(kit, Map.of());
            add(kit, 0, 2);
            kit.advance(1);
            add(kit, 2, 3);
            add(kit, 3, 6);
            kit.advance(2);
            add(kit, 6, 7);
            kit.advance(1);
            assertBatches(List.of(records(0, 2), records(2, 6), records(0, 0), records(6, 7)), program.out);
        }
    }

    @Test
    void batchWithoutRecords_isEmpty_andHasAPosition() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            Program program = describe(kit, Map.of());
            kit.advance(2);
            assertBatches(List.of(records(0, 0), records(0, 0)), program.out);
            assertNotNull(
                    program.input.position(program.out.times().get(1)), "The position of a batch without records");
            add(kit, 0, 1);
            kit.advance(1);
            assertBatches(List.of(records(0, 0), records(0, 0), records(0, 1)), program.out);
        }
    }

    @Test
    void recordsThatComeWhileABatchRuns_areInTheNext() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            Program program = describe(kit, Map.of(), (input, time) -> {
                if (input.positions().size() == 1) {
                    add(kit, 2, 4);
                }
            });
            kit.context().remember(Duration.ofMinutes(1));
            add(kit, 0, 2);
            kit.advance(3);
            assertBatches(List.of(records(0, 2), records(2, 4), records(0, 0)), program.out);
        }
    }

    @Test
    void batchesThatAreLate_haveEachRecordOnce() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            Program program = describe(kit, Map.of());
            add(kit, 0, 2);
            kit.advance(1);
            add(kit, 2, 4);
            kit.jump(intervals(kit, 3));
            add(kit, 4, 5);
            kit.advance(1);
            assertRecords(records(0, 5), program.out.all(), "all batches");
        }
    }

    @Test
    void batch_isReadAgain_withTheSameRecords() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            kit.context().remember(Duration.ofMinutes(1));
            Program program = describe(kit, Map.of());
            runThreeBatches(kit);
            for (int i = 0; i < 3; i++) {
                assertRecords(program.out.batch(i), program.read(i), "batch " + i + " when it is read again");
            }
        }
    }

    @Test
    void numberOfRecords_isTrue() throws Exception {
        if (!countsRecords()) {
            return;
        }
        try (StreamingTestKit kit = kit().build()) {
            Program program = describe(kit, Map.of());
            List<Long> counts = new ArrayList<>();
            kit.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
                    StreamInputInfo info =
                            completed.batchInfo().streamIdToInputInfo().get(program.input.id());
                    counts.add(info == null ? -1 : info.numRecords());
                }
            });
            runThreeBatches(kit);
            assertEquals(List.of(2L, 1L, 3L, 0L), counts, "The numbers of records of the batches");
        }
    }

    // ---- one run after the other

    @Test
    void anotherRun_readsTheSameBatches_andGoesOnBehindTheLast() throws Exception {
        TreeMap<Time, byte[]> saved = new TreeMap<>();
        try (StreamingTestKit kit = kit().build()) {
            kit.context().remember(Duration.ofMinutes(1));
            Program before = describe(kit, Map.of(), (input, time) -> saved.put(time, input.saved(time)));
            runThreeBatches(kit);
            assertReplayed(kit, before, saved);
        }
    }

    /** As a position that is changed for the next batch would not. */
    @Test
    void positionsOfEarlierBatches_stayWhatTheyWere() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            kit.context().remember(Duration.ofMinutes(1));
            Program before = describe(kit, Map.of());
            runThreeBatches(kit);
            assertReplayed(kit, before, before.saved());
        }
    }

    private void assertReplayed(StreamingTestKit kit, Program before, Map<Time, byte[]> saved) throws Exception {
        kit.crash();
        add(kit, 6, 8);
        pass(kit);
        Program after = kit.restart(again -> {
            again.context().remember(Duration.ofMinutes(1));
            return describe(again, saved);
        });
        kit.advance(1);
        assertBatches(List.of(records(6, 8)), after.out);
        for (int i = 0; i < 3; i++) {
            List<T> replayed = after.input.compute(before.out.times().get(i)).collect();
            assertRecords(before.out.batch(i), replayed, "batch " + i + " when another run reads it");
        }
    }

    @Test
    void nothingComesTwice_andNothingIsLost_whenAnotherRunGoesOn() throws Exception {
        try (StreamingTestKit kit = kit().build()) {
            Program before = describe(kit, Map.of());
            runThreeBatches(kit);
            Map<Time, byte[]> saved = before.saved();
            kit.crash();
            Program quiet = kit.restart(again -> describe(again, saved));
            kit.advance(2);
            assertBatches(List.of(records(0, 0), records(0, 0)), quiet.out);

            Map<Time, byte[]> savedAgain = quiet.saved();
            kit.stopGracefully();
            add(kit, 6, 7);
            pass(kit);
            Program after = kit.restart(again -> describe(again, savedAgain));
            add(kit, 7, 9);
            kit.advance(2);
            assertBatches(List.of(records(6, 9), records(0, 0)), after.out);
        }
    }

    @Test
    void batchThatFailed_isThereForAnotherRun() throws Exception {
        TreeMap<Time, byte[]> saved = new TreeMap<>();
        try (StreamingTestKit kit = kit().build()) {
            Program before = describe(kit, Map.of(), (input, time) -> {
                saved.clear();
                for (Time each : input.positions().keySet()) {
                    saved.put(each, input.saved(each));
                }
            });
            kit.expectError("The test lets this output fail");
            before.out.failIn(1);
            add(kit, 0, 2);
            kit.advance(1);
            add(kit, 2, 5);
            WaterclockException failure = assertThrows(WaterclockException.class, () -> kit.advance(1));
            assertEquals(ErrorCode.OUTPUT_OPERATION_FAILED, failure.code(), failure.getMessage());
            Time failed = saved.lastKey();

            add(kit, 5, 6);
            pass(kit);
            Program after = kit.restart(again -> describe(again, saved));
            kit.start();
            assertRecords(
                    records(2, 5), after.input.compute(failed).collect(), "the batch that failed, in another run");
            kit.advance(1);
            assertBatches(List.of(records(5, 6)), after.out);
        }
    }

    // ---- programs

    private interface InBatch<T> {
        void run(ReplayableInputDStream<T, ?> input, Time time) throws Exception;
    }

    private final class Program {
        private final ReplayableInputDStream<T, ?> input;
        private final TestOutput<T> out;

        Program(ReplayableInputDStream<T, ?> input, TestOutput<T> out) {
            this.input = input;
            this.out = out;
        }

        Map<Time, byte[]> saved() {
            Map<Time, byte[]> saved = new TreeMap<>();
            input.positions().keySet().forEach(time -> saved.put(time, input.saved(time)));
            return saved;
        }

        List<T> read(int batch) {
            return input.compute(out.times().get(batch)).collect();
        }
    }

    private Program describe(StreamingTestKit kit, Map<Time, byte[]> saved) {
        return describe(kit, saved, (input, time) -> {});
    }

    private Program describe(StreamingTestKit kit, Map<Time, byte[]> saved, InBatch<T> inBatch) {
        ReplayableInputDStream<T, ?> input;
        try {
            input = input(kit.context());
        } catch (Exception e) {
            throw new AssertionError("The input can't be made", e);
        }
        saved.forEach(input::restore);
        input.foreachRDD((rdd, time) -> inBatch.run(input, time));
        return new Program(input, kit.collect(input));
    }

    private void runThreeBatches(StreamingTestKit kit) throws Exception {
        add(kit, 0, 2);
        kit.advance(1);
        add(kit, 2, 3);
        kit.advance(1);
        add(kit, 3, 6);
        kit.advance(2);
    }

    /** Time passes without a program. */
    private static void pass(StreamingTestKit kit) {
        kit.clock().advance(intervals(kit, 5).dividedBy(2));
    }

    private static Duration intervals(StreamingTestKit kit, int n) {
        return Duration.ofMillis(n * kit.context().graph().batchMs());
    }

    private void add(StreamingTestKit kit, int from, int to) throws Exception {
        add(records(from, to), kit.clock().currentTimeMs());
    }

    private List<T> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::record).toList();
    }

    // ---- comparing

    private void assertBatches(List<List<T>> expected, TestOutput<T> out) {
        assertEquals(expected.size(), out.batches().size(), "The number of batches");
        for (int i = 0; i < expected.size(); i++) {
            assertRecords(expected.get(i), out.batch(i), "batch " + i + " of " + out.batches());
        }
    }

    private void assertRecords(List<T> expected, List<T> found, String where) {
        if (keepsOrder()) {
            assertEquals(expected, found, "The records of " + where);
        } else {
            assertEquals(
                    counted(expected), counted(found), "The records of " + where + ", and how often each is there");
        }
    }

    private Map<T, Integer> counted(List<T> records) {
        Map<T, Integer> counted = new HashMap<>();
        records.forEach(each -> counted.merge(each, 1, Integer::sum));
        return counted;
    }
}

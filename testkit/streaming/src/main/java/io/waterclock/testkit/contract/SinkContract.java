// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.sink.Sink;
import io.waterclock.streaming.sink.SinkBatch;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Sink} has to keep: a batch is seen whole or not at all, and once, whatever is repeated and wherever a process dies. Each test has an outside of its own, empty at
 * first, which the test class makes (before each test, or as a field).
 *
 * @param <T> the type of the records
 */
public abstract class SinkContract<T> {
    private static final String NAME = "orders";
    private static final String OTHER = "returns";
    private static final String FAILURE = "the contract's own failure";

    private StreamingTestKit kit;
    private Sink<T> sink;

    /** Makes a sink as a new process would; each time over the same outside. */
    protected abstract Sink<T> sink() throws Exception;

    /** A record to write, another for each number from 0 on. */
    protected abstract T record(int number);

    /** All records that a reader outside sees of an output, in any order. */
    protected abstract Collection<T> visible(String name) throws Exception;

    /** The kit on which jobs and programs run. */
    protected StreamingTestKit.Builder kit() {
        return StreamingTestKit.builder();
    }

    @BeforeEach
    final void open() throws Exception {
        kit = kit().build();
        sink = opened(NAME);
    }

    @AfterEach
    final void close() throws Exception {
        sink.close();
        kit.close();
    }

    // ---- prepare and commit

    @Test
    void preparedBatch_isNotVisible_andCommitted_itIs() throws Exception {
        sink.prepare(batch(1), rdd(0, 5));
        assertVisible(NAME, 0, 0, "after prepare");
        sink.commit(batch(1));
        assertVisible(NAME, 0, 5, "after commit");
        write(sink, batch(2), 5, 7);
        assertVisible(NAME, 0, 7, "after the commit of a second batch");
    }

    @Test
    void preparedAgain_theLastCounts() throws Exception {
        sink.prepare(batch(1), rdd(0, 5));
        sink.prepare(batch(1), rdd(5, 8));
        sink.commit(batch(1));
        assertVisible(NAME, 5, 8, "after two prepares and a commit");
    }

    @Test
    void committedAgain_isThereOnce() throws Exception {
        write(sink, batch(1), 0, 3);
        sink.commit(batch(1));
        assertVisible(NAME, 0, 3, "after a second commit");
        write(sink, batch(1), 3, 6);
        assertVisible(NAME, 0, 3, "after a second prepare and commit, with other records");
    }

    @Test
    void olderBatchAgain_changesNothing() throws Exception {
        write(sink, batch(1), 0, 3);
        write(sink, batch(2), 3, 5);
        sink.commit(batch(1));
        write(sink, batch(1), 7, 9);
        assertVisible(NAME, 0, 5, "after an older batch was written again");
        write(sink, batch(3), 5, 6);
        assertVisible(NAME, 0, 6, "after the next batch");
    }

    @Test
    void twoNames_doNotDisturbEachOther() throws Exception {
        Sink<T> other = opened(OTHER);
        SinkBatch others = new SinkBatch(OTHER, batch(1).time());
        sink.prepare(batch(1), rdd(0, 3));
        other.prepare(others, rdd(3, 7));
        sink.commit(batch(1));
        assertVisible(NAME, 0, 3, "after its commit");
        assertVisible(OTHER, 0, 0, "after the commit of another name");
        other.commit(others);
        assertVisible(NAME, 0, 3, "after the commit of another name");
        assertVisible(OTHER, 3, 7, "after its commit");
        other.close();
    }

    @Test
    void emptyBatches_areNoFailure() throws Exception {
        sink.prepare(batch(1), kit.waterclockContext().emptyRDD());
        sink.commit(batch(1));
        sink.prepare(batch(2), rdd(0, 0));
        sink.commit(batch(2));
        assertVisible(NAME, 0, 0, "after two empty batches");
        write(sink, batch(3), 0, 2);
        assertVisible(NAME, 0, 2, "after the next batch");
    }

    // ---- failures

    @Test
    void taskThatFails_failsThePrepare_andLeavesNothing() throws Exception {
        RDD<T> failing = rdd(0, 6)
                .mapPartitionsWithIndex((partition, records) -> partition == 0 ? records : failing(records), true);
        Exception failure = assertThrows(
                Exception.class, () -> sink.prepare(batch(1), failing), "A prepare whose task fails must fail");
        assertTrue(String.valueOf(failure.getMessage()).contains(FAILURE), () -> "The failure says why: " + failure);
        assertVisible(NAME, 0, 0, "after a prepare that failed");
        sink.abort(batch(1));
        assertVisible(NAME, 0, 0, "after abort");
        write(sink, batch(1), 0, 6);
        assertVisible(NAME, 0, 6, "after the next attempt");
    }

    private static <T> Iterator<T> failing(Iterator<T> records) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public T next() {
                if (records.hasNext()) {
                    return records.next();
                }
                throw new IllegalStateException(FAILURE);
            }
        };
    }

    @Test
    void abort_dropsWhatWasPrepared_andNothingElse() throws Exception {
        write(sink, batch(1), 0, 2);
        sink.abort(batch(1));
        assertVisible(NAME, 0, 2, "after the abort of a batch that was committed");
        sink.prepare(batch(2), rdd(2, 5));
        sink.abort(batch(2));
        assertVisible(NAME, 0, 2, "after the abort of a batch that was prepared");
        write(sink, batch(2), 2, 3);
        assertVisible(NAME, 0, 3, "after it was written again");
    }

    // ---- one process after the other

    @Test
    void processThatDies_betweenPrepareAndCommit_isRepeatedOnce() throws Exception {
        write(sink, batch(1), 0, 2);
        sink.prepare(batch(2), rdd(2, 5));
        Sink<T> next = opened(NAME);
        assertVisible(NAME, 0, 2, "after a process has died before the commit");
        write(next, batch(2), 2, 5);
        assertVisible(NAME, 0, 5, "after the next process has written the batch");
        next.close();
    }

    @Test
    void processThatDies_afterTheCommit_isRepeatedWithoutEffect() throws Exception {
        write(sink, batch(1), 0, 3);
        Sink<T> next = opened(NAME);
        write(next, batch(1), 3, 6);
        assertVisible(NAME, 0, 3, "after the next process has written a committed batch again");
        write(next, batch(2), 3, 4);
        assertVisible(NAME, 0, 4, "after the next batch");
        next.close();
    }

    /** Prepared by a process that died, and the program begins anew behind it. */
    @Test
    void whatNobodyCommits_isNeverVisible() throws Exception {
        sink.prepare(batch(1), rdd(0, 3));
        Sink<T> next = opened(NAME);
        write(next, batch(2), 3, 5);
        assertVisible(NAME, 3, 5, "after a batch that was never committed, and the next");
        next.close();
    }

    // ---- in a program

    @Test
    void everyBatchOfAProgram_isThereOnce_whenOutputsAreRetried() throws Exception {
        try (StreamingTestKit program =
                kit().set(StreamingKeys.OUTPUT_RETRIES.name(), "2").build()) {
            TestInput<T> input = program.input();
            FailingTwice<T> failing = new FailingTwice<>(sink(), 2);
            input.stream().writeTo(failing).named("program");
            input.push(records(0, 3));
            program.advance(1);
            input.push(records(3, 6));
            program.advance(1);
            assertEquals(4, failing.commits, "The number of commits that were tried");
            assertVisible("program", 0, 6, "after a batch whose output was retried");
            input.push(records(6, 7));
            program.advance(2);
            assertVisible("program", 0, 7, "after further batches");
        }
    }

    /** Fails to commit a batch twice: first before it is done, then behind it. */
    private static final class FailingTwice<T> implements Sink<T> {
        private final Sink<T> below;
        private final int batch;
        private int commits;

        FailingTwice(Sink<T> below, int batch) {
            this.below = below;
            this.batch = batch;
        }

        @Override
        public void open(String name) throws Exception {
            below.open(name);
        }

        @Override
        public void prepare(SinkBatch to, RDD<T> rdd) throws Exception {
            below.prepare(to, rdd);
        }

        @Override
        public void commit(SinkBatch to) throws Exception {
            commits++;
            if (commits == batch) {
                throw new IllegalStateException(FAILURE);
            }
            below.commit(to);
            if (commits == batch + 1) {
                throw new IllegalStateException(FAILURE);
            }
        }

        @Override
        public void abort(SinkBatch to) throws Exception {
            below.abort(to);
        }

        @Override
        public void close() throws Exception {
            below.close();
        }
    }

    // ---- what tests are made of

    private Sink<T> opened(String name) throws Exception {
        Sink<T> opened = sink();
        opened.open(name);
        return opened;
    }

    private static SinkBatch batch(int number) {
        return new SinkBatch(NAME, new Time(1_767_348_000_000L + number * 1_000L));
    }

    private void write(Sink<T> to, SinkBatch batch, int from, int until) throws Exception {
        to.prepare(batch, rdd(from, until));
        to.commit(batch);
    }

    private RDD<T> rdd(int from, int to) {
        return kit.waterclockContext().parallelize(records(from, to), 2);
    }

    private List<T> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::record).toList();
    }

    private void assertVisible(String name, int from, int to, String when) throws Exception {
        assertEquals(
                counted(records(from, to)),
                counted(visible(name)),
                "What is seen of \"" + name + "\" " + when + ", and how often each record is there");
    }

    private Map<T, Integer> counted(Collection<T> records) {
        Map<T, Integer> counted = new HashMap<>();
        records.forEach(each -> counted.merge(each, 1, Integer::sum));
        return counted;
    }
}

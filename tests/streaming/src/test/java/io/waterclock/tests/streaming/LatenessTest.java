// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.loop.ThreadRooms;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.ThreadLeaks;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When batches are made, and what happens when they can't be done in time. */
@Timeout(180)
class LatenessTest {

    @Test
    void batchTimes_areMultiplesOfTheInterval_fromTheNextOneOn() {
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .batchInterval(Durations.milliseconds(700))
                .startTime(1_767_348_000_123L)
                .build()) {
            TestOutput<Integer> out = kit.collect(kit.input(Integer.class).stream());
            kit.advance(Durations.seconds(3));
            long first = (1_767_348_000_123L / 700 + 1) * 700;
            assertThat(out.times())
                    .containsExactly(
                            new Time(first), new Time(first + 700), new Time(first + 1400), new Time(first + 2100));
        }
    }

    @Test
    void contextStartedOnAMultiple_hasItsFirstBatchOneIntervalLater() {
        try (StreamingTestKit kit = StreamingTestKit.builder().startTime(5_000).build()) {
            TestOutput<Integer> out = kit.collect(kit.input(Integer.class).stream());
            kit.turn();
            kit.start();
            assertThat(out.times()).isEmpty();
            kit.advance(Durations.milliseconds(999));
            assertThat(out.times()).isEmpty();
            kit.advance(Durations.milliseconds(1));
            assertThat(out.times()).containsExactly(new Time(6_000));
        }
    }

    @Test
    void suspendedMachine_walksEveryMissedTimeInOrder_theFirstTakesWhatThereIs() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<String> input = kit.input(String.class);
            TestOutput<String> out = kit.collect(input.stream());
            kit.advance(1);
            input.push("late");
            kit.jump(Duration.ofSeconds(20));
            assertThat(out.times()).hasSize(21).isSorted();
            assertThat(out.batch(1)).containsExactly("late");
            assertThat(out.batches().subList(2, 21))
                    .allSatisfy(batch -> assertThat(batch).isEmpty());
        }
    }

    /** A clock that goes on with each look at it, so that a batch also falls due between any two looks. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7})
    void batchThatFallsDueAtAnyInstant_isMade(int interval) throws Exception {
        AtomicLong now = new AtomicLong(1_000_000);
        Surroundings surroundings =
                new Surroundings(new ThreadRooms("ticking"), now::incrementAndGet, NanoClock.system());
        Seen<Long> times = new Seen<>();
        WaterclockContext context = new WaterclockContext(conf(3));
        try (StreamingContext ssc = new StreamingContext(context, Durations.milliseconds(interval), surroundings)) {
            ssc.queueStream(new ArrayDeque<RDD<Long>>()).foreachRDD((rdd, time) -> times.add(time.milliseconds()));
            ssc.start();
            times.await(200);
        }
        List<Long> made = times.now();
        for (int i = 1; i < made.size(); i++) {
            assertThat(made.get(i) - made.get(i - 1)).isEqualTo(interval);
        }
    }

    @Test
    void clockThatIsSetBack_andPutRight_holdsBatchesBackNoLonger() throws Exception {
        AtomicLong setBackMs = new AtomicLong();
        Seen<String> looks = new Seen<>();
        WallClock clock = () -> {
            if (setBackMs.get() > 0 && Thread.currentThread().getName().endsWith("-generator")) {
                looks.add("by who makes batches");
            }
            return System.currentTimeMillis() - setBackMs.get();
        };
        Surroundings surroundings = new Surroundings(new ThreadRooms("set-back"), clock, NanoClock.system());
        Seen<Long> times = new Seen<>();
        Warnings warnings = new Warnings();
        Logger log = Logger.getLogger("io.waterclock.streaming.batch.JobGenerator");
        log.addHandler(warnings);
        WaterclockContext context = new WaterclockContext(conf(8));
        try (StreamingContext ssc = new StreamingContext(context, Durations.milliseconds(20), surroundings)) {
            ssc.queueStream(new ArrayDeque<RDD<Long>>()).foreachRDD((rdd, time) -> times.add(time.milliseconds()));
            ssc.start();
            times.await(3);
            setBackMs.set(3_600_000);
            warnings.all.await(
                    list -> list.stream().anyMatch(said -> said.getMessage().startsWith("The clock was set back")));
            looks.await(20); // more than the ends of the batches that are pending can bring
            int before = times.now().size();
            setBackMs.set(0);
            times.await(before + 3);
        } finally {
            log.removeHandler(warnings);
        }
        List<Long> made = times.now();
        for (int i = 1; i < made.size(); i++) {
            assertThat(made.get(i) - made.get(i - 1)).isEqualTo(20);
        }
    }

    private static WaterclockConf conf(int maxPending) {
        return new WaterclockConf(false)
                .setMaster("local[2]")
                .setAppName("late")
                .set("waterclock.streaming.maxPendingBatches", String.valueOf(maxPending));
    }

    /** Counts what is submitted and not completed. */
    private static final class Pending implements StreamingListener {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final Seen<Long> submitted = new Seen<>();
        private final Seen<Long> completed = new Seen<>();

        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            submitted.add(e.batchInfo().batchTime().milliseconds());
        }

        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted e) {
            now.decrementAndGet();
            completed.add(e.batchInfo().batchTime().milliseconds());
        }
    }

    @Test
    void slowOutput_neverHasMoreBatchesPendingThanAllowed_andLosesNothing() throws Exception {
        ThreadLeaks leaks = ThreadLeaks.watchAll();
        WaterclockConf conf = conf(3).set("waterclock.streaming.receiver.maxBufferedBytes", "64k");
        Pending pending = new Pending();
        Semaphore permits = new Semaphore(0);
        AtomicLong sum = new AtomicLong();
        Seen<Integer> done = new Seen<>();
        Warnings warnings = new Warnings();
        Logger log = Logger.getLogger("io.waterclock.streaming.batch.JobGenerator");
        log.addHandler(warnings);
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(10))) {
            ssc.addStreamingListener(pending);
            ssc.receiverStream(new Flood()).foreachRDD(rdd -> {
                permits.acquire();
                List<Long> records = rdd.collect();
                records.forEach(sum::addAndGet);
                done.addAll(records.stream().map(Long::intValue).toList());
            });
            ssc.start();
            pending.submitted.await(3);
            warnings.all.await(1);
            long held = Flood.awaitHeld();
            assertThat(held).as("stored while nothing is done").isLessThan(Flood.RECORDS);
            permits.release(1_000_000);
            done.await(list -> list.size() >= Flood.RECORDS);
            ssc.stop(true, true);
        } finally {
            log.removeHandler(warnings);
        }
        List<LogRecord> said = warnings.all.now();
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i).getLevel())
                    .as("late and caught up, by turns")
                    .isEqualTo(i % 2 == 0 ? Level.WARNING : Level.INFO);
        }
        assertThat(sum).hasValue((long) Flood.RECORDS * (Flood.RECORDS - 1) / 2);
        assertThat(done.now()).as("in the order of storing").isSorted().hasSize(Flood.RECORDS);
        assertThat(pending.most).hasValue(3);
        List<Long> times = pending.submitted.now();
        assertThat(pending.completed.now()).isEqualTo(times);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .as("no batch time is skipped")
                    .isEqualTo(10);
        }
        leaks.check();
    }

    @Test
    void spellOfLateness_isSaidOnce_andItsEndToo() {
        Warnings warnings = new Warnings();
        Logger log = Logger.getLogger("io.waterclock.streaming.batch.JobGenerator");
        log.addHandler(warnings);
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .batchInterval(Durations.seconds(60))
                .set("waterclock.streaming.maxPendingBatches", "2")
                .build()) {
            TestInput<Integer> input = kit.input(Integer.class);
            for (int i = 0; i < 3; i++) {
                input.stream().foreachRDD(rdd -> kit.clock().advance(Duration.ofSeconds(15)));
            }
            kit.advance(1);
            assertThat(warnings.all.now()).isEmpty();
            for (int spells = 1; spells <= 2; spells++) {
                kit.jump(Duration.ofMinutes(10));
                assertThat(warnings.texts()).hasSize(2 * spells - 1);
                assertThat(warnings.texts().get(2 * spells - 2))
                        .contains("doesn't keep up", "had to wait for 120000 ms");
                kit.advance(3); // batches may pile up in two minutes
                assertThat(warnings.texts()).hasSize(2 * spells);
                assertThat(warnings.texts().get(2 * spells - 1)).contains("has caught up");
            }
        } finally {
            log.removeHandler(warnings);
        }
    }

    /** To an interval of a millisecond a pause of the garbage collector is a spell of lateness. */
    @Test
    void spellsOfLateness_thatFollowEachOtherSoon_areSaidAsOne() {
        Warnings warnings = new Warnings();
        Logger log = Logger.getLogger("io.waterclock.streaming.batch.JobGenerator");
        log.addHandler(warnings);
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .batchInterval(Durations.milliseconds(10))
                .set("waterclock.streaming.maxPendingBatches", "2")
                .build()) {
            kit.input(Integer.class).stream().foreachRDD(rdd -> {});
            kit.advance(1);
            long began = kit.clock().currentTimeMs();
            for (int pauses = 0; pauses < 5; pauses++) {
                kit.jump(Duration.ofMillis(100));
                kit.advance(100);
            }
            assertThat(warnings.texts()).singleElement().asString().contains("doesn't keep up", "for 60000 ms");
            kit.advance(Duration.ofMillis(58_000));
            assertThat(warnings.texts()).as("59 seconds since the last pause").hasSize(1);
            kit.advance(Duration.ofMillis(1_010));
            assertThat(warnings.texts()).hasSize(2);
            assertThat(warnings.texts().get(1))
                    .contains("were done 4460 ms after the batch " + (began + 40) + " ms had to wait");
            kit.jump(Duration.ofMillis(100));
            assertThat(warnings.texts()).hasSize(3);
        } finally {
            log.removeHandler(warnings);
        }
    }

    // ---- receivers that wait though nothing is late

    private List<String> saidOfFlood(boolean overAWindow, int batches) {
        Warnings warnings = new Warnings();
        Logger log = Logger.getLogger("io.waterclock.streaming.batch.Receivers");
        log.addHandler(warnings);
        Flood.reset();
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.receiver.maxBufferedBytes", "64k")
                .build()) {
            DStream<Long> flood = kit.context().receiverStream(new Flood());
            TestOutput<Long> out = kit.collect(overAWindow ? flood.window(Durations.seconds(5)) : flood);
            kit.start();
            for (int i = 0; i < batches; i++) {
                Flood.awaitHeld();
                kit.advance(1);
            }
            assertThat(out.batch(0)).isNotEmpty();
        } finally {
            log.removeHandler(warnings);
        }
        return warnings.texts();
    }

    @Test
    void receiverThatWaitsForBatchesOfAWindow_isSaidOnce_withTheSettingAndTheWindow() {
        assertThat(saidOfFlood(true, 4))
                .singleElement()
                .asString()
                .matches(
                        "The receiver of receiverStream at LatenessTest\\.java:\\d+ waits for room, which batches have that"
                                + " are done: \\d+ of the 65536 bytes that it may hold by"
                                + " waterclock\\.streaming\\.receiver\\.maxBufferedBytes\\. They are kept for 4000 ms more, since a window"
                                + " over the stream holds them, .* Raise the setting, make the window shorter, or .* Said once");
    }

    @Test
    void receiverThatWaitsForABatchThatIsNotDone_isNotSaid() {
        assertThat(saidOfFlood(false, 2)).isEmpty();
    }

    private static final class Warnings extends Handler {
        private final Seen<LogRecord> all = new Seen<>();

        List<String> texts() {
            return all.now().stream()
                    .map(said -> MessageFormat.format(said.getMessage(), said.getParameters()))
                    .toList();
        }

        @Override
        public void publish(LogRecord record) {
            all.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Stores as fast as it can. */
    private static final class Flood extends Receiver<Long> {
        private static final long serialVersionUID = 1L;
        static final int RECORDS = 20_000;

        private static final AtomicLong STORED = new AtomicLong();
        private static final AtomicReference<Thread> THREAD = new AtomicReference<>();

        Flood() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            Thread receiving = new Thread(
                    () -> {
                        for (long i = 0; i < RECORDS; i++) {
                            store(i);
                            STORED.set(i + 1);
                        }
                    },
                    "flood");
            THREAD.set(receiving);
            receiving.start();
        }

        @Override
        public void onStop() {}

        static void reset() {
            STORED.set(0);
            THREAD.set(null);
        }

        /** Waits until the receiver waits for room, and returns how much it has stored by then. */
        static long awaitHeld() {
            Thread.State state = Thread.State.NEW;
            while (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
                Thread thread = THREAD.get();
                state = thread == null ? Thread.State.NEW : thread.getState();
                assertThat(state).as("the receiver was not held back").isNotEqualTo(Thread.State.TERMINATED);
            }
            return STORED.get();
        }
    }

    @Test
    void policyFail_stopsTheContext_afterTheBatchesBefore() throws Exception {
        ThreadLeaks leaks = ThreadLeaks.watchAll();
        WaterclockConf conf = conf(2).set("waterclock.streaming.whenBehind", "fail");
        Semaphore permits = new Semaphore(0);
        Seen<Long> done = new Seen<>();
        Pending pending = new Pending();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            ssc.addStreamingListener(pending);
            ssc.queueStream(new java.util.ArrayDeque<io.waterclock.rdd.RDD<Integer>>())
                    .foreachRDD((rdd, time) -> {
                        permits.acquire();
                        done.add(time.milliseconds());
                    });
            ssc.start();
            List<Long> times = pending.submitted.await(2);
            while (System.currentTimeMillis() < times.get(1) + 25) {
                Thread.onSpinWait();
            }
            permits.release(100);
            assertThatThrownBy(ssc::awaitTermination)
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("is due while 2 batches are pending")
                    .hasMessageContaining("interval of 20 ms")
                    .extracting(e -> ((WaterclockException) e).code())
                    .isEqualTo(ErrorCode.FALLEN_BEHIND);
            assertThat(done.now()).hasSizeGreaterThanOrEqualTo(2).startsWith(times.get(0), times.get(1));
        }
        leaks.check();
    }

    @Test
    void policyFail_bearsAPause_andTheBatchesMissedInIt() {
        List<Long> done = new ArrayList<>();
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.maxPendingBatches", "2")
                .set("waterclock.streaming.whenBehind", "fail")
                .build()) {
            kit.input(Integer.class).stream().foreachRDD((rdd, time) -> done.add(time.milliseconds()));
            kit.advance(1);
            kit.jump(Duration.ofSeconds(10));
            kit.advance(1);
        }
        assertThat(done).hasSize(12);
    }

    @Test
    void policyFail_afterAPause_failsWhenItBecomesLaterThanItWasThen() {
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.maxPendingBatches", "2")
                .set("waterclock.streaming.whenBehind", "fail")
                .build()) {
            kit.input(Integer.class).stream().foreachRDD(rdd -> kit.clock().advance(Duration.ofMillis(1_500)));
            assertThatThrownBy(() -> kit.jump(Duration.ofSeconds(10)))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("is due while 2 batches are pending")
                    .extracting(e -> ((WaterclockException) e).code())
                    .isEqualTo(ErrorCode.FALLEN_BEHIND);
        }
    }

    @Test
    void concurrentListenersAndManyBatches_keepTheOrderOfEvents() {
        List<String> events = new ArrayList<>();
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            kit.context().addStreamingListener(new Failing());
            kit.expectError("a bad listener");
            kit.context().addStreamingListener(new Recorder(events));
            TestInput<Integer> input = kit.input(Integer.class);
            input.stream().foreachRDD(rdd -> kit.clock().advance(Duration.ofMillis(5)));
            input.stream().map(x -> x).foreachRDD(rdd -> kit.clock().advance(Duration.ofMillis(7)));
            input.push(1, 2, 3);
            kit.advance(2);
        }
        assertThat(events)
                .containsExactly(
                        "streaming started at 1767348000000",
                        "submitted 1767348001000 with 3",
                        "batch started OptionalLong[0]",
                        "output 0 started",
                        "output 0 took OptionalLong[5]",
                        "output 1 started",
                        "output 1 took OptionalLong[7]",
                        "completed OptionalLong[12] of OptionalLong[12]",
                        "submitted 1767348002000 with 0",
                        "batch started OptionalLong[0]",
                        "output 0 started",
                        "output 0 took OptionalLong[5]",
                        "output 1 started",
                        "output 1 took OptionalLong[7]",
                        "completed OptionalLong[12] of OptionalLong[12]");
    }

    private static final class Failing implements StreamingListener {
        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
            throw new IllegalStateException("a bad listener");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.function.Function0;
import io.waterclock.job.LocalProperties;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.ThreadLeaks;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends in which code of the program's is in the way: it throws, stops the context itself, or doesn't end. */
@Timeout(300)
class EndingsTest {
    private final WaterclockConf conf =
            new WaterclockConf(false).setMaster("local[2]").setAppName("endings");
    private final Seen<String> calls = new Seen<>();
    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watch();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    private interface Act {
        void run();
    }

    /** An input that notes what is asked of it, and does what the test wants then. */
    private final class Input extends InputDStream<String> {
        private final String name;
        private final Act atStart;
        private final Act atStop;

        Input(StreamingContext ssc, String name, Act atStart, Act atStop) {
            super(ssc.graph(), name);
            this.name = name;
            this.atStart = atStart;
            this.atStop = atStop;
        }

        @Override
        public void start() {
            calls.add(name + " start");
            atStart.run();
        }

        @Override
        public void stop() {
            calls.add(name + " stop");
            atStop.run();
        }

        @Override
        public RDD<String> compute(Time validTime) {
            return context().waterclockContext().emptyRDD();
        }
    }

    private static final Act NOTHING = () -> {};

    private static Act failing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    private static final class NeverEnds extends Receiver<Long> {
        private static final long serialVersionUID = 1L;
        private static final CountDownLatch STORED = new CountDownLatch(1);
        private static final CountDownLatch RELEASED = new CountDownLatch(1);
        private static final AtomicLong ACCEPTED = new AtomicLong();

        NeverEnds() {
            super(StorageLevel.MEMORY_ONLY);
        }

        /** Stores until it is refused, deaf to isStopped and to interrupts; then lives on. */
        @Override
        public void onStart() {
            new Thread(this::receive, "never-ends").start();
        }

        private void receive() {
            try {
                while (true) {
                    store(ACCEPTED.get());
                    ACCEPTED.incrementAndGet();
                    LockSupport.parkNanos(10_000);
                    STORED.countDown();
                }
            } catch (WaterclockException refused) {
                awaitRelease();
            }
        }

        private static void awaitRelease() {
            while (true) {
                try {
                    RELEASED.await();
                    return;
                } catch (InterruptedException e) {
                    // deaf on purpose
                }
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void gracefulStop_losesNothingThatWasAccepted_alsoWhenAReceiverDoesNotEnd() throws Exception {
        // the receiver is waited for as long as it may be, and the last batch has the rest
        conf.set("waterclock.streaming.gracefulStopTimeout", "90s");
        conf.set("waterclock.streaming.receiver.stopTimeout", "3s");
        conf.set("waterclock.streaming.receiver.maxBufferedRecords", "1000000");
        AtomicLong done = new AtomicLong();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(500))) {
            ssc.receiverStream(new NeverEnds()).foreachRDD(rdd -> done.addAndGet(rdd.count()));
            ssc.start();
            NeverEnds.STORED.await();
            ssc.stop(true, true);
            assertThat(done.get()).as("records processed").isPositive().isEqualTo(NeverEnds.ACCEPTED.get());
        } finally {
            NeverEnds.RELEASED.countDown();
        }
    }

    @Test
    void inputWhoseStopThrows_keepsNothingFromEnding_andIsThrownByTheStop() throws Exception {
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        new Input(ssc, "a", NOTHING, failing("a can't stop")).foreachRDD(rdd -> {});
        new Input(ssc, "b", NOTHING, failing("b can't stop")).foreachRDD(rdd -> {});
        new Input(ssc, "c", NOTHING, NOTHING).foreachRDD(rdd -> {});
        ssc.start();
        assertThatThrownBy(ssc::stop)
                .hasMessage("a can't stop")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("b can't stop"));
        assertThat(calls.now()).containsExactly("a start", "b start", "c start", "a stop", "b stop", "c stop");
        assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThat(ssc.waterclockContext().isStopped()).isTrue();
        ssc.awaitTermination();
        ssc.close();
    }

    @Test
    void failureInTheCleanUpOfAStart_isSuppressedInTheStartsOwn_andOnlyStartedInputsAreStopped() {
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        new Input(ssc, "a", NOTHING, failing("a can't stop")).foreachRDD(rdd -> {});
        new Input(ssc, "b", failing("b can't start"), NOTHING).foreachRDD(rdd -> {});
        new Input(ssc, "c", NOTHING, NOTHING).foreachRDD(rdd -> {});
        Throwable thrown = catchThrowable(ssc::start);
        assertThat(thrown).hasMessage("b can't start");
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("a can't stop");
        assertThat(calls.now()).containsExactly("a start", "b start", "a stop");
        assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThat(StreamingContext.getActive()).isEmpty();
        ssc.close();
    }

    @Test
    void stopInsideAnInputsStop_returnsAtOnce_andItsWishIsDone() throws Exception {
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        new Input(ssc, "a", NOTHING, () -> ssc.stop(true)).foreachRDD(rdd -> {});
        ssc.start();
        ssc.stop(false);
        ssc.awaitTermination();
        assertThat(calls.now()).containsExactly("a start", "a stop");
        assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        ssc.close();
    }

    @Test
    void stopInsideAnInputsStart_startsNothingMore_andStopsWhatWasStarted() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        new Input(ssc, "a", NOTHING, NOTHING).foreachRDD(rdd -> batches.incrementAndGet());
        new Input(ssc, "b", () -> ssc.stop(true, true), NOTHING).foreachRDD(rdd -> {});
        new Input(ssc, "c", NOTHING, NOTHING).foreachRDD(rdd -> {});
        ssc.receiverStream(new SocketProgramsTest.Numbers("n", 1)).foreachRDD(rdd -> {});
        ssc.start();
        ssc.awaitTermination();
        assertThat(calls.now()).containsExactly("a start", "b start", "a stop", "b stop");
        assertThat(batches).hasValue(0);
        assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
    }

    @Test
    void contextIsTheActiveOne_beforeAnythingOfItRuns_untilItEnds() {
        AtomicReference<Object> atStart = new AtomicReference<>();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(1))) {
            new Input(ssc, "a", () -> atStart.set(StreamingContext.getActive().orElse(null)), NOTHING)
                    .foreachRDD(rdd -> {
                        throw new IllegalStateException("at once");
                    });
            ssc.start();
            assertThat(atStart).hasValue(ssc);
            assertThatThrownBy(ssc::awaitTermination).hasMessageContaining("at once");
            assertThat(StreamingContext.getActive()).isEmpty();
        }
    }

    @Test
    void propertiesThatAnOutputSets_areGoneForTheNext_andForWhatTransformRuns() throws Exception {
        Seen<String> seen = new Seen<>();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            ssc.waterclockContext().setLocalProperty("user.key", "of the starter");
            var stream = ssc.<Integer>queueStream(new ArrayDeque<>()).transform(rdd -> {
                seen.add("transform " + ssc.waterclockContext().getLocalProperty("user.key"));
                ssc.waterclockContext().setLocalProperty("user.key", "left by transform");
                return rdd;
            });
            for (int i = 0; i < 2; i++) {
                stream.foreachRDD(rdd -> {
                    seen.add("output " + ssc.waterclockContext().getLocalProperty("user.key"));
                    ssc.waterclockContext().setLocalProperty("user.key", "left by an output");
                });
            }
            ssc.start();
            assertThat(ssc.waterclockContext().getLocalProperty("user.key")).isEqualTo("of the starter");
            assertThat(seen.await(9).stream().distinct())
                    .containsExactlyInAnyOrder("transform of the starter", "output of the starter");
        }
    }

    @Test
    void jobGroupOfTheThreadThatStarts_staysItsOwn_andIsNotThatOfTheBatches() throws Exception {
        Seen<List<String>> seen = new Seen<>();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            WaterclockContext wc = ssc.waterclockContext();
            wc.setJobGroup("nightly", "the nightly run");
            ssc.<Integer>queueStream(new ArrayDeque<>())
                    .foreachRDD(rdd -> seen.add(List.of(
                            String.valueOf(wc.getLocalProperty(LocalProperties.GROUP)),
                            String.valueOf(wc.getLocalProperty(LocalProperties.DESCRIPTION)))));
            ssc.start();
            assertThat(seen.await(1).get(0))
                    .hasSize(2)
                    .doesNotContain("nightly", "the nightly run")
                    .contains("batches of a stream");
            assertThat(wc.getLocalProperty(LocalProperties.GROUP)).isEqualTo("nightly");
            assertThat(wc.getLocalProperty(LocalProperties.DESCRIPTION)).isEqualTo("the nightly run");
        }
    }

    @Test
    void getActiveOrCreate_makesAContextOnlyWhereNoneIsActive() {
        AtomicInteger made = new AtomicInteger();
        Function0<StreamingContext> make = () -> {
            made.incrementAndGet();
            return new StreamingContext(conf, Durations.seconds(1));
        };
        try (StreamingContext first = StreamingContext.getActiveOrCreate(make)) {
            assertThat(StreamingContext.getActive()).as("not started").isEmpty();
            first.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> {});
            first.start();
            assertThat(StreamingContext.getActiveOrCreate(make)).isSameAs(first);
            assertThat(made).hasValue(1);
        }
        try (StreamingContext second = StreamingContext.getActiveOrCreate(make)) {
            assertThat(second.getState()).isEqualTo(StreamingContextState.INITIALIZED);
            assertThat(made).hasValue(2);
        }
        assertThatThrownBy(() -> StreamingContext.getActiveOrCreate(() -> {
                    throw new java.io.IOException("no settings");
                }))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("no settings");
    }

    @Test
    void inputThatNoOutputReads_isStartedAndStopped_butNeverAsked() throws Exception {
        Seen<String> batches = new Seen<>();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            new Input(ssc, "read", NOTHING, NOTHING).foreachRDD(rdd -> batches.add("batch"));
            new Unread(ssc).map(x -> x);
            ssc.start();
            batches.await(2);
        }
        assertThat(calls.now()).containsExactly("read start", "unread start", "read stop", "unread stop");
    }

    private final class Unread extends InputDStream<String> {
        Unread(StreamingContext ssc) {
            super(ssc);
        }

        @Override
        public void start() {
            calls.add("unread start");
        }

        @Override
        public void stop() {
            calls.add("unread stop");
        }

        @Override
        public RDD<String> compute(Time validTime) {
            calls.add("unread asked");
            return context().waterclockContext().emptyRDD();
        }
    }

    private static final CountDownLatch IN_TASK = new CountDownLatch(1);

    @Test
    void stop_cancelsAJob_whoseOutputSetAGroupOfItsOwn() throws Exception {
        AtomicInteger counted = new AtomicInteger();
        Seen<Throwable> thrown = new Seen<>();
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        RDD<Integer> two = ssc.waterclockContext().parallelize(List.of(1, 2), 2);
        ssc.queueStream(new ArrayDeque<>(), true, two).foreachRDD(rdd -> {
            ssc.waterclockContext().setJobGroup("mine", "a group of the user's");
            try {
                rdd.mapPartitions(records -> endless()).count();
                counted.incrementAndGet();
            } catch (WaterclockException e) {
                thrown.add(e);
                throw e;
            }
        });
        ssc.start();
        IN_TASK.await();
        ssc.stop();
        assertThat(counted).hasValue(0);
        assertThat(((WaterclockException) thrown.await(1).get(0)).code()).isEqualTo(ErrorCode.JOB_CANCELLED);
        assertThat(thrown.now().get(0)).hasMessageContaining("the streaming context was stopped");
    }

    private static java.util.Iterator<Integer> endless() {
        IN_TASK.countDown();
        return new java.util.Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return 1;
            }
        };
    }

    /** The thread that ends the JVM is the one that a graceful stop would wait for. */
    @Test
    void exitInsideAnOutput_endsTheJvm_withoutWaitingForTheOutput() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), ExitProgram.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(child.waitFor(ExitProgram.GRACE_SECONDS / 2, TimeUnit.SECONDS))
                    .as("ended long before a graceful stop would give up")
                    .isTrue();
            assertThat(child.exitValue()).isEqualTo(7);
        } finally {
            child.destroyForcibly();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.ThreadLeaks;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way to end a program: all that was received is done if asked, nothing hangs, nothing is left. */
@Timeout(180)
class StoppingTest {
    private final WaterclockConf conf = new WaterclockConf(false)
            .setMaster("local[2]")
            .setAppName("stopping")
            .set("waterclock.streaming.receiverRestartDelay", "20ms");
    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watchAll();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    @Test
    void gracefulStop_processesAllThatWasStored() throws Exception {
        Seen<String> seen = new Seen<>();
        CountDownLatch firstBatch = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(50))) {
            ssc.receiverStream(new SocketProgramsTest.Numbers("n", 2_000)).foreachRDD(rdd -> {
                if (!rdd.isEmpty()) {
                    firstBatch.countDown();
                    goOn.await();
                }
                seen.addAll(rdd.collect());
            });
            ssc.start();
            firstBatch.await();
            Thread stopper = new Thread(() -> ssc.stop(true, true), "stopper");
            stopper.start();
            goOn.countDown();
            ssc.awaitTermination();
            stopper.join();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(ssc.waterclockContext().isStopped()).isTrue();
        }
        // The receiver may have been stopped before its last number; what it stored is all there, in order.
        List<String> all = seen.now();
        assertThat(all).isNotEmpty();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo("n" + i);
        }
    }

    @Test
    void gracefulStop_byHand_makesTheLastBatchAtItsTime() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            Seen<String> seen = new Seen<>();
            StoresAtOnce receiver = new StoresAtOnce();
            kit.context()
                    .receiverStream(receiver)
                    .foreachRDD((rdd, time) ->
                            rdd.collect().forEach(record -> seen.add(record + "@" + time.milliseconds())));
            kit.start();
            receiver.awaitStored();
            kit.stopGracefully();
            long batch = kit.clock().currentTimeMs();
            assertThat(batch % 1000).isZero();
            assertThat(seen.now()).containsExactly("one@" + batch, "two@" + batch);
        }
    }

    private static final class StoresAtOnce extends io.waterclock.streaming.receiver.Receiver<String> {
        private static final long serialVersionUID = 1L;
        private final CountDownLatch stored = new CountDownLatch(1);

        @Override
        public void onStart() {
            store(List.of("one", "two"));
            stored.countDown();
        }

        @Override
        public void onStop() {}

        void awaitStored() {
            try {
                assertThat(stored.await(Seen.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void gracefulStop_thatTakesTooLong_endsAnyway() throws Exception {
        conf.set("waterclock.streaming.gracefulStopTimeout", "200ms");
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        ssc.start();
        entered.await();
        ssc.stop(true, true);
        assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        assertThat(interrupted).isTrue();
        ssc.awaitTermination();
    }

    private static final CountDownLatch IN_TASK = new CountDownLatch(1);

    private static int slowly(int n) {
        IN_TASK.countDown();
        LockSupport.parkNanos(100_000);
        return n;
    }

    @Test
    void stop_cancelsARunningJob() throws Exception {
        ConcurrentLinkedQueue<RDD<Integer>> queue = new ConcurrentLinkedQueue<>();
        Seen<Long> counts = new Seen<>();
        StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20));
        queue.add(ssc.waterclockContext()
                .parallelize(IntStream.range(0, 1_000_000).boxed().toList(), 2));
        ssc.queueStream(queue).map(StoppingTest::slowly).foreachRDD(rdd -> counts.add(rdd.count()));
        ssc.start();
        IN_TASK.await();
        ssc.stop();
        ssc.awaitTermination();
        assertThat(counts.now()).isEmpty();
    }

    @Test
    void stopInsideAnOutput_returnsAtOnce_andIsDone() throws Exception {
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            Seen<String> states = new Seen<>();
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> {
                if (states.now().isEmpty()) {
                    ssc.stop(true, true);
                    states.add(ssc.getState().name());
                }
            });
            ssc.start();
            ssc.awaitTermination();
            assertThat(states.now()).containsExactly("ACTIVE");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void stopInsideATask_returnsAtOnce_andIsDone() throws Exception {
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            RDD<Integer> one = ssc.waterclockContext().parallelize(List.of(1, 2, 3), 3);
            ssc.queueStream(new ArrayDeque<>(), true, one).foreachRDD(rdd -> rdd.foreach(n -> ssc.stop(false)));
            ssc.start();
            ssc.awaitTermination();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void awaitInsideAnOutput_isRefused() throws Exception {
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> ssc.awaitTermination());
            ssc.start();
            assertThatThrownBy(ssc::awaitTermination)
                    .hasMessageContaining("would wait for itself")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void stopInsideAListener_isRefused() throws Exception {
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            Seen<Throwable> thrown = new Seen<>();
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                    try {
                        ssc.stop();
                    } catch (RuntimeException refused) {
                        thrown.add(refused);
                    }
                }
            });
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> {});
            ssc.start();
            Throwable refused = thrown.await(1).get(0);
            assertThat(refused).isInstanceOf(WaterclockException.class).hasMessageContaining("can't stop its context");
            assertThat(((WaterclockException) refused).code()).isEqualTo(ErrorCode.CALLED_BY_LISTENER);
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.ACTIVE);
        }
    }

    @Test
    void inputThatCannotStart_failsTheStart_andCleansUp() throws Exception {
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            new BadInput(ssc).foreachRDD(rdd -> {});
            assertThatThrownBy(ssc::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no such topic");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            ssc.awaitTermination();
            assertThat(StreamingContext.getActive()).isEmpty();
        }
    }

    private static final class BadInput extends InputDStream<String> {
        BadInput(StreamingContext ssc) {
            super(ssc.graph(), "badInput");
        }

        @Override
        public void start() {
            throw new IllegalStateException("no such topic");
        }

        @Override
        public void stop() {}

        @Override
        public RDD<String> compute(io.waterclock.streaming.Time validTime) {
            return context().waterclockContext().emptyRDD();
        }
    }

    @Test
    void batchHalfStoppedUnderneath_isAFailure() throws Exception {
        WaterclockContext wc = new WaterclockContext(conf);
        try (StreamingContext ssc = new StreamingContext(wc, Durations.milliseconds(20))) {
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> rdd.count());
            ssc.start();
            wc.stop();
            assertThatThrownBy(ssc::awaitTermination)
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("foreachRDD at StoppingTest.java:");
        }
    }

    @Test
    void functions_runUnderTheLoaderAndPropertiesOfTheThreadThatStarted() throws Exception {
        ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        AtomicReference<String> property = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> {
                seen.set(Thread.currentThread().getContextClassLoader());
                property.set(ssc.waterclockContext().getLocalProperty("my.property"));
                ran.countDown();
            });
            Thread starter = new Thread(() -> {
                ssc.waterclockContext().setLocalProperty("my.property", "its value");
                ssc.start();
            });
            starter.setContextClassLoader(mine);
            starter.start();
            starter.join();
            assertThat(ran.await(Seen.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen).hasValue(mine);
        assertThat(property).hasValue("its value");
    }

    /** A JVM that is told to end drains its program first. */
    @Test
    void endOfTheJvm_drains() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), ShutdownProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("stored");
            child.toHandle().destroy(); // SIGTERM; Process.destroy would close the pipe that is read here
            assertThat(out.readLine()).isEqualTo("processed 1000");
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(Seen.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}

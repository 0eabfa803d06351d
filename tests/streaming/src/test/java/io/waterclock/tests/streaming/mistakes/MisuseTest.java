// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.ThreadLeaks;
import io.waterclock.tests.streaming.Logged;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that can't be right: each is told what, where and what to do, and leaves no thread behind. */
class MisuseTest {
    private final WaterclockConf conf =
            new WaterclockConf(false).setMaster("local[2]").setAppName("misuse");
    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watchAll();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    private StreamingContext context() {
        return new StreamingContext(conf, Durations.seconds(1));
    }

    private static DStream<String> streamOf(StreamingContext context) {
        return context.queueStream(new ArrayDeque<>());
    }

    @Test
    void startWithNoOutput_isRefused_andStops() throws InterruptedException {
        try (StreamingContext ssc = context()) {
            streamOf(ssc).map(x -> x);
            assertThatThrownBy(ssc::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no output operation was added")
                    .hasMessageContaining("print()");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            ssc.awaitTermination();
            assertThatThrownBy(ssc::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void startTwice_onlyWarns() {
        Logged said = Logged.of("io.waterclock.streaming.StreamingContext");
        try (said;
                StreamingContext ssc = context()) {
            streamOf(ssc).foreachRDD(rdd -> {});
            ssc.start();
            assertThat(said.texts()).isEmpty();
            ssc.start();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.ACTIVE);
            assertThat(said.texts())
                    .containsExactly("start() was called on a streaming context that is active already");
        }
    }

    @Test
    void startAfterStop_isRefused() {
        StreamingContext ssc = context();
        streamOf(ssc).foreachRDD(rdd -> {});
        ssc.start();
        ssc.stop();
        assertThatThrownBy(ssc::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was stopped")
                .hasMessageContaining("make a new StreamingContext");
    }

    @Test
    void stopBeforeStart_stops_andAwaitReturns() throws InterruptedException {
        try (Logged said = Logged.of("io.waterclock.streaming.StreamingContext")) {
            StreamingContext ssc = context();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.INITIALIZED);
            assertThat(ssc.awaitTerminationOrTimeout(1)).isFalse();
            ssc.stop();
            assertThat(said.texts()).containsExactly("A streaming context is stopped that was never started");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(ssc.awaitTerminationOrTimeout(1)).isTrue();
            ssc.awaitTermination();
        }
    }

    @Test
    void stopTwice_onlyWarns() {
        try (Logged said = Logged.of("io.waterclock.streaming.StreamingContext")) {
            StreamingContext ssc = context();
            streamOf(ssc).foreachRDD(rdd -> {});
            ssc.start();
            ssc.stop();
            assertThat(said.texts()).isEmpty();
            ssc.stop();
            ssc.close();
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(said.texts())
                    .containsExactly("stop() was called on a streaming context that has stopped already");
        }
    }

    @Test
    void contextsThatAreOnlyBuilt_areAllowed() {
        try (StreamingContext one = context();
                StreamingContext two = context()) {
            assertThat(one.getState()).isEqualTo(StreamingContextState.INITIALIZED);
            assertThat(two.getState()).isEqualTo(StreamingContextState.INITIALIZED);
            assertThat(StreamingContext.getActive()).isEmpty();
        }
    }

    @Test
    void stopOfTheStreamingHalf_leavesTheBatchHalf_untilToldOtherwise() {
        StreamingContext ssc = context();
        WaterclockContext wc = ssc.waterclockContext();
        streamOf(ssc).foreachRDD(rdd -> {});
        ssc.start();
        ssc.stop(false);
        assertThat(wc.parallelize(List.of(1, 2)).count()).isEqualTo(2);
        ssc.stop(true);
        assertThat(wc.isStopped()).isTrue();
    }

    /** What a program might add, by the name under which it is refused. */
    private static Map<String, ThrowingCallable> additions(
            StreamingContext ssc, DStream<String> stream, PairDStream<String, Integer> pairs) {
        Map<String, ThrowingCallable> additions = new LinkedHashMap<>();
        additions.put("map", () -> stream.map(x -> x));
        additions.put("window", () -> stream.window(Durations.seconds(2)));
        additions.put("transform", () -> stream.transform(rdd -> rdd));
        additions.put("reduceByKey", () -> pairs.reduceByKey(Integer::sum));
        additions.put(
                "mapWithState",
                () -> pairs.mapWithState(
                        StateSpec.function((String key, Optional<Integer> value, State<Integer> state) -> key)));
        additions.put(
                "withEventTime",
                () -> pairs.withEventTime(pair -> 0L, Durations.seconds(1))
                        .tumblingWindow(Durations.seconds(1))
                        .reduceByKey(Integer::sum));
        additions.put("print", () -> stream.print());
        additions.put("foreachRDD", () -> stream.foreachRDD(rdd -> {}));
        additions.put("saveAsTextFiles", () -> stream.saveAsTextFiles("out"));
        additions.put("queueStream", () -> ssc.queueStream(new ArrayDeque<>()));
        additions.put("socketTextStream", () -> ssc.socketTextStream("localhost", 1));
        additions.put("receiverStream", () -> ssc.receiverStream(new Silent()));
        additions.put("textFileStream", () -> ssc.textFileStream("in"));
        additions.put("union", () -> ssc.union(stream, stream));
        additions.put("remember", () -> ssc.remember(Durations.seconds(5)));
        additions.put("named\\(\"late\"\\)", () -> stream.named("late"));
        return additions;
    }

    @Test
    void anythingAddedAfterTheStart_isRefused() {
        try (StreamingContext ssc = context()) {
            DStream<String> stream = streamOf(ssc);
            PairDStream<String, Integer> pairs = stream.mapToPair(x -> new Tuple2<>(x, 1));
            stream.foreachRDD(rdd -> {});
            ssc.start();
            requireRefused(
                    additions(ssc, stream, pairs),
                    "nothing can be added after the streaming context was started; describe the whole program before start\\(\\)");
            ssc.stop(false);
            requireRefused(
                    additions(ssc, stream, pairs),
                    "nothing can be added after the streaming context was stopped; make a new StreamingContext");
        }
    }

    private static void requireRefused(Map<String, ThrowingCallable> additions, String text) {
        additions.forEach((name, addition) -> assertThatThrownBy(addition)
                .as(name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(name + " at MisuseTest\\.java:\\d+: " + text));
    }

    @Test
    void persistAfterTheStart_isUnsupported() {
        try (StreamingContext ssc = context()) {
            DStream<String> stream = streamOf(ssc);
            stream.foreachRDD(rdd -> {});
            ssc.start();
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> stream.cache(), () -> stream.persist(), () -> stream.persist(StorageLevel.DISK_ONLY))) {
                assertThatThrownBy(call)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageMatching("persist at MisuseTest\\.java:\\d+: the storage level of queueStream at"
                                + " MisuseTest\\.java:\\d+ can't be changed after its context was started; call it before"
                                + " start\\(\\)");
            }
        }
    }

    /** In the words of the stream, where its function may be shared by the tasks and so has come to be there. */
    @Test
    void streamInAFunctionOfATask_isRefused_sayingWhatToDo() {
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.functions.strict", "false")
                .build()) {
            TestInput<Integer> numbers = kit.input();
            DStream<Integer> other = kit.input(Integer.class).stream();
            kit.collect(numbers.stream().map(n -> other.count()));
            numbers.push(1);
            assertThatThrownBy(() -> kit.advance(1))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("map at MisuseTest.java:")
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .message()
                    .matches(
                            "count at MisuseTest\\.java:\\d+: called in a function of a task, where streams are of no use;"
                                    + " describe it before start\\(\\), by join, union or transformWith, and give the function"
                                    + " values");
        }
    }

    @Test
    void streamInAFunction_isRefusedBeforeAnyTask_whereFunctionsAreStrict() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<Integer> numbers = kit.input();
            DStream<Integer> other = kit.input(Integer.class).stream();
            kit.collect(numbers.stream().map(n -> other.count()));
            numbers.push(1);
            assertThatThrownBy(() -> kit.advance(1))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("The function of map at MisuseTest.java:")
                    .hasMessageContaining("java.io.NotSerializableException: io.waterclock.testkit.TestInput$Pushed")
                    .hasMessageContaining(
                            "contexts, RDDs or streams, which are of no use in tasks: before the call, copy what");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S | The batch interval is PT0S, but must be longer than zero; the shortest valid one is 1 ms",
                "PT-1S | The batch interval is PT-1S, but must be longer than zero; the shortest valid one is 1 ms",
                "PT0.0015S | whole number of milliseconds; the nearest valid ones are 1 ms and 2 ms",
                "PT0.0005S | whole number of milliseconds; the nearest valid one is 1 ms",
                " | The batch interval is null"
            })
    void interval_mustBeWholePositiveMilliseconds(Duration interval, String text) {
        assertThatThrownBy(() -> new StreamingContext(conf, interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
        try (WaterclockContext wc = new WaterclockContext(conf)) {
            assertThatThrownBy(() -> new StreamingContext(wc, interval)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new StreamingContext("local", "x", interval))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unknownMaster_saysWhichThereAre() {
        assertThatThrownBy(() -> new StreamingContext("mesos://x", "x", Durations.seconds(1)))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("\"mesos://x\"")
                .hasMessageContaining("local[n]")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.UNKNOWN_MASTER);
    }

    @Test
    void settingThatDoesNotExist_orCannotBe_isRefused() {
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.maxPendingBatchs", "3"), Durations.seconds(1)))
                .hasMessageContaining("Did you mean waterclock.streaming.maxPendingBatches?");
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.whenBehind", "skip"), Durations.seconds(1)))
                .hasMessageContaining("queue (wait for room, skip no batch time) or fail");
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.concurrentJobs", "0"), Durations.seconds(1)))
                .hasMessageContaining("waterclock.streaming.concurrentJobs");
    }

    @Test
    void settingOfSparksThatAProgramReliesOn_isRefused_sayingWhy() {
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.receiver.writeAheadLog.enable", "true"),
                        Durations.seconds(1)))
                .isInstanceOf(WaterclockException.class)
                .hasMessage(
                        "waterclock.streaming.receiver.writeAheadLog.enable is \"true\", a setting of Spark's that can't"
                                + " be had here: there is no write-ahead log yet, so what was received and not processed is lost"
                                + " when the process dies; remove the setting to run without")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.BAD_CONFIGURATION);
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.checkpoint.directory", "/tmp/x"), Durations.seconds(1)))
                .hasMessageContaining("there are no checkpoints yet");
        assertThatThrownBy(() -> new StreamingContext(
                        conf.clone().set("waterclock.streaming.stopSparkContextByDefault", "false"),
                        Durations.seconds(1)))
                .hasMessageContaining("is called waterclock.streaming.stopWaterclockContextByDefault");
    }

    @Test
    void settingsOfSparksWithoutEffect_areAccepted_andSaidOnceAContext() {
        conf.set("waterclock.streaming.backpressure.enabled", "true")
                .set("waterclock.streaming.receiver.writeAheadLog.enable", "false")
                .set("waterclock.streaming.kafka.maxRatePerPartition", "100")
                .set("waterclock.executor.memory", "2g");
        Logged said = Logged.of("io.waterclock.ConfValidator");
        try (said;
                StreamingContext ssc = context()) {
            streamOf(ssc).foreachRDD(rdd -> {});
            ssc.start();
        }
        assertThat(said.texts())
                .singleElement()
                .asString()
                .startsWith("Settings that are known in Spark and have no effect here yet: ")
                .contains("waterclock.streaming.backpressure.enabled (", "waterclock.executor.memory (")
                .contains("kafka.maxRatePerPartition (there is no Kafka input yet)")
                .contains("waterclock.streaming.receiver.writeAheadLog.enable (");
    }

    @Test
    void concurrentJobs_areAccepted_andSaidToStayInOrder() {
        conf.set("waterclock.streaming.concurrentJobs", "4");
        Logged said = Logged.of("io.waterclock.streaming.batch.BatchSettings");
        try (said;
                StreamingContext ssc = context()) {
            streamOf(ssc).foreachRDD(rdd -> {});
            ssc.start();
        }
        assertThat(said.texts())
                .containsExactly(
                        "waterclock.streaming.concurrentJobs is 4, and outputs still run one at a time, so that"
                                + " they and the batches stay in order");
    }

    @Test
    void streamsOfTwoContexts_cannotBeCombined() {
        try (StreamingContext one = context();
                StreamingContext two = context()) {
            DStream<String> a = streamOf(one);
            DStream<String> b = streamOf(two);
            assertThatThrownBy(() -> a.union(b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "union at MisuseTest.java:\\d+: the streams queueStream at MisuseTest.java:\\d+ and "
                                    + "queueStream at MisuseTest.java:\\d+ belong to different streaming contexts.*");
            assertThatThrownBy(() -> one.union(a, b)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> one.union(b, b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("union at MisuseTest.java:\\d+: the stream queueStream at MisuseTest.java:\\d+"
                            + " belongs to a different streaming context than the one that was called.*");
            assertThatThrownBy(() -> one.transform(List.of(b), (rdds, time) -> null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a different streaming context");
            assertThatThrownBy(() -> a.transformWith(b, (x, y, time) -> x))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> a.mapToPair(x -> new Tuple2<>(x, 1)).join(b.mapToPair(x -> new Tuple2<>(x, 1))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nullsAndNonsenseInOperators_areRefusedAtTheCall() {
        try (StreamingContext ssc = context()) {
            DStream<String> stream = streamOf(ssc);
            assertThatThrownBy(() -> stream.map(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("map at MisuseTest.java:\\d+: an argument is null");
            assertThatThrownBy(() -> ssc.transform(List.of(stream), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("transform at MisuseTest.java:\\d+: an argument is null");
            assertThatThrownBy(() -> ssc.transformToPair(List.of(stream), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("transformToPair at MisuseTest.java:\\d+: an argument is null");
            assertThatThrownBy(() -> stream.persist(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "persist at MisuseTest.java:\\d+: the storage level of queueStream at .* is null");
            Map<String, ThrowingCallable> nulls = Map.of(
                    "queueStream", () -> ssc.queueStream(null),
                    "receiverStream", () -> ssc.receiverStream(null),
                    "socketStream", () -> ssc.socketStream("localhost", 1, null, StorageLevel.MEMORY_ONLY),
                    "addStreamingListener", () -> ssc.addStreamingListener(null),
                    "StreamingContext", () -> new StreamingContext((WaterclockContext) null, Durations.seconds(1)));
            nulls.forEach((name, call) -> assertThatThrownBy(call)
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(name + " at MisuseTest.java:\\d+: an argument is null"));
            assertThatThrownBy(() -> ssc.socketTextStream(null, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "socketTextStream at MisuseTest.java:\\d+: the host is .* give a name or an address");
            assertThatThrownBy(() -> ssc.waterclockContext().emptyRDD().persist(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("persist: the storage level is null");
            Map<ThrowingCallable, String> nonsense = Map.of(
                    () -> stream.repartition(0),
                            "repartition at .*: the number of partitions must be at least 1, not 0",
                    () -> stream.countByValue(-1),
                            "countByValue at .*: the number of partitions must be at least 1, not -1",
                    () -> stream.print(-1), "print at .*: can't print -1 records; the number must be at least 0",
                    () -> ssc.<String>union(), "union at .*: at least one stream is needed",
                    () -> stream.named(" "),
                            "named at .*: the name of queueStream at .* is empty; give it one, or leave named\\(…\\) out");
            nonsense.forEach((call, text) -> assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(text));
            assertThatThrownBy(() -> stream.slice(new Time(0), new Time(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "slice at MisuseTest.java:\\d+: queueStream at MisuseTest.java:\\d+ has no batches"
                                    + " before its streaming context was started; call it after start\\(\\)");
        }
    }

    @Test
    void remember_isSetOnce() {
        try (StreamingContext ssc = context()) {
            ssc.remember(Durations.seconds(10));
            assertThatThrownBy(() -> ssc.remember(Durations.seconds(20)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "remember at MisuseTest.java:\\d+: the duration to remember is PT10S already, and can't"
                                    + " be set again to PT20S; call it once, with the longest that is needed");
            assertThatThrownBy(() -> ssc.remember(Durations.seconds(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "remember at MisuseTest.java:\\d+: the duration is PT0S, but must be longer than"
                                    + " zero; the shortest valid one is 1 ms");
        }
    }

    @Test
    void queuedRddOfAnotherContext_isSaid() {
        try (WaterclockContext other = new WaterclockContext(conf);
                StreamingTestKit kit = StreamingTestKit.create()) {
            Queue<io.waterclock.rdd.RDD<Integer>> queue = new ArrayDeque<>();
            queue.add(other.parallelize(List.of(1)));
            kit.context().queueStream(queue).print();
            assertThatThrownBy(() -> kit.advance(1))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("belongs to another WaterclockContext");
        }
    }

    @Test
    void rddOfAnotherContext_madeByTransform_isSaid() {
        try (WaterclockContext other = new WaterclockContext(conf);
                StreamingTestKit kit = StreamingTestKit.create()) {
            kit.input(Integer.class).stream()
                    .transform(rdd -> other.parallelize(List.of(1)))
                    .print();
            assertThatThrownBy(() -> kit.advance(1))
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("transform at MisuseTest.java:")
                    .hasMessageContaining("belongs to another WaterclockContext; make it with the one of the stream");
        }
    }

    private static final class Silent extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        Silent() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Interval;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.ConstantInputDStream;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.dstream.PairInputDStream;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.TestReceiver;
import io.waterclock.testkit.junit.StreamingTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues as inputs, the batch half inside a stream, and what streams remember. */
@StreamingTest
class InputsTest {
    private StreamingTestKit kit;

    @BeforeEach
    void open(StreamingTestKit fresh) {
        kit = fresh;
    }

    private RDD<Integer> rdd(Integer... numbers) {
        return kit.waterclockContext().parallelize(Arrays.asList(numbers));
    }

    @Test
    void queue_isLive_andGivesOneRddABatch() {
        Queue<RDD<Integer>> queue = new LinkedList<>(List.of(rdd(1, 2), rdd(3)));
        TestOutput<Integer> out = kit.collect(kit.context().queueStream(queue));
        kit.advance(1);
        queue.add(rdd(4, 5, 6));
        kit.advance(3);
        assertThat(out.batches()).containsExactly(List.of(1, 2), List.of(3), List.of(4, 5, 6), List.of());
        assertThat(out.partitions(3)).hasSize(1);
    }

    @Test
    void queue_allAtOnce_andItsDefaults() {
        Queue<RDD<Integer>> all = new LinkedList<>(List.of(rdd(1, 2), rdd(3)));
        TestOutput<Integer> united = kit.collect(kit.context().queueStream(all, false));
        TestOutput<Integer> standing = kit.collect(kit.context().queueStream(new LinkedList<>(), true, rdd(7)));
        TestOutput<Integer> nothing =
                kit.collect(kit.context().queueStream(new LinkedList<RDD<Integer>>(), true, null));
        kit.advance(2);
        assertThat(united.batches()).containsExactly(List.of(1, 2, 3), List.of());
        assertThat(standing.batches()).containsExactly(List.of(7), List.of(7));
        assertThat(nothing.partitions(0)).isEmpty();
    }

    @Test
    void constantInput_isTheSameInEveryBatch() {
        TestOutput<Integer> out = kit.collect(new ConstantInputDStream<>(kit.context(), rdd(1, 2)));
        kit.advance(2);
        assertThat(out.batches()).containsExactly(List.of(1, 2), List.of(1, 2));
    }

    @Test
    void constantInput_refusesNull_andAnRddOfAnotherContext() {
        assertThatThrownBy(() -> new ConstantInputDStream<Integer>(kit.context(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ConstantInputDStream at InputsTest.java")
                .hasMessageContaining("an argument is null");
        try (StreamingTestKit other = StreamingTestKit.create()) {
            RDD<Integer> foreign = other.waterclockContext().parallelize(List.of(1));
            assertThatThrownBy(() -> new ConstantInputDStream<>(kit.context(), foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to another WaterclockContext");
        }
    }

    @Test
    void inputOfTuples_isAnInputOfPairs() {
        Queue<RDD<Tuple2<String, Integer>>> queue = new LinkedList<>(
                List.of(kit.waterclockContext().parallelize(List.of(new Tuple2<>("a", 1), new Tuple2<>("a", 2)))));
        InputDStream<Tuple2<String, Integer>> input = kit.context().queueStream(queue);
        PairInputDStream<String, Integer> pairs = PairInputDStream.fromInputDStream(input);
        TestOutput<Tuple2<String, Integer>> sums = kit.collect(pairs.reduceByKey(Integer::sum));
        kit.advance(2);
        assertThat(pairs.inputDStream()).isSameAs(input);
        assertThat(sums.batches()).containsExactly(List.of(new Tuple2<>("a", 3)), List.of());
    }

    @Test
    void counts_areTrue() {
        List<BatchInfo> batches = new ArrayList<>();
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                batches.add(e.batchInfo());
            }
        });
        Queue<RDD<Integer>> queue = new LinkedList<>(List.of(rdd(1, 2).map(n -> n + 1), rdd(3).filter(n -> n > 5)));
        TestInput<String> pushed = kit.input(String.class);
        kit.context().queueStream(queue).foreachRDD(rdd -> {});
        pushed.stream().foreachRDD(rdd -> {});
        pushed.push("a", "b", "c");
        kit.advance(2);
        assertThat(batches).extracting(BatchInfo::numRecords).containsExactly(5L, 0L);
        assertThat(batches.get(1).streamIdToInputInfo().values())
                .extracting(StreamInputInfo::metadataDescription)
                .anySatisfy(text ->
                        assertThat(text).hasValueSatisfying(t -> assertThat(t).contains("not counted")));
    }

    @Test
    void linesOfAFileInAQueue_areNotCountedByAGuess(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("lines"), "a\n".repeat(1_000));
        List<BatchInfo> batches = new ArrayList<>();
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                batches.add(e.batchInfo());
            }
        });
        Queue<RDD<String>> queue =
                new LinkedList<>(List.of(kit.waterclockContext().textFile(file.toString())));
        kit.context()
                .queueStream(queue)
                .foreachRDD(rdd -> assertThat(rdd.count()).isEqualTo(1_000));
        kit.advance(1);
        assertThat(batches.get(0).numRecords()).isZero();
        assertThat(batches.get(0).streamIdToInputInfo().values())
                .singleElement()
                .satisfies(info ->
                        assertThat(info.metadataDescription().orElse("")).contains("not counted"));
    }

    @Test
    void transform_joinsWithABatchRdd() {
        PairRDD<String, String> spam = kit.waterclockContext()
                .parallelizePairs(List.of(new Tuple2<>("spam.example", "bad"), new Tuple2<>("junk.example", "worse")));
        TestInput<String> mails = kit.input(String.class);
        PairDStream<String, Integer> bySender = mails.stream().mapToPair(m -> new Tuple2<>(m, m.length()));
        TestOutput<Tuple2<String, Tuple2<Integer, String>>> bad =
                kit.collect(bySender.transformToPair(rdd -> rdd.join(spam)));
        TestOutput<String> stamped = kit.collect(mails.stream()
                .transform((rdd, time) -> rdd.map(m -> m + "@" + time.milliseconds() % 10_000)));
        TestOutput<Integer> sorted = kit.collect(
                mails.stream().transform(rdd -> rdd.map(String::length).sortBy(n -> n, true, 2)));

        mails.push("spam.example", "a.example");
        kit.advance(1);
        mails.push("junk.example");
        kit.advance(1);

        assertThat(bad.batches())
                .containsExactly(
                        List.of(new Tuple2<>("spam.example", new Tuple2<>(12, "bad"))),
                        List.of(new Tuple2<>("junk.example", new Tuple2<>(12, "worse"))));
        assertThat(stamped.all()).containsExactly("spam.example@1000", "a.example@1000", "junk.example@2000");
        assertThat(sorted.batch(0)).containsExactly(9, 12);
    }

    @Test
    void transformWith_andNWay_seeTheRddsOfOneBatch() {
        TestInput<Integer> a = kit.input(Integer.class);
        TestInput<Integer> b = kit.input(Integer.class);
        PairDStream<Integer, String> pairs = b.stream().mapToPair(n -> new Tuple2<>(n, "b" + n));
        TestOutput<Integer> both = kit.collect(a.stream().transformWith(b.stream(), (x, y, time) -> x.union(y)));
        TestOutput<String> values = kit.collect(a.stream().transformWith(pairs, (x, y, time) -> y.values()));
        TestOutput<Tuple2<Integer, Tuple2<Integer, String>>> joined = kit.collect(a.stream()
                .transformWithToPair(
                        pairs,
                        (x, y, time) -> x.mapToPair(n -> new Tuple2<>(n, -n)).join(y)));
        TestOutput<Tuple2<Integer, Integer>> zipped = kit.collect(a.stream()
                .transformWithToPair(b.stream(), (x, y, time) -> x.union(y).keyBy(n -> n % 2)));
        List<DStream<?>> streams = List.of(a.stream(), b.stream(), pairs.toDStream());
        TestOutput<Long> counts = kit.collect(kit.context().transform(streams, (rdds, time) -> {
            List<Long> all = rdds.stream().map(RDD::count).toList();
            return kit.waterclockContext().parallelize(all, 1);
        }));
        TestOutput<Tuple2<Integer, Integer>> nPairs = kit.collect(kit.context()
                .transformToPair(
                        streams,
                        (rdds, time) -> kit.waterclockContext().parallelizePairs(List.of(new Tuple2<>(1, 2)))));

        a.push(1, 2);
        b.push(2, 3, 4);
        kit.advance(1);

        assertThat(both.batch(0)).containsExactly(1, 2, 2, 3, 4);
        assertThat(values.batch(0)).containsExactly("b2", "b3", "b4");
        assertThat(joined.batch(0)).containsExactly(new Tuple2<>(2, new Tuple2<>(-2, "b2")));
        assertThat(zipped.batch(0)).hasSize(5);
        assertThat(counts.batch(0)).containsExactly(2L, 3L, 3L);
        assertThat(nPairs.batch(0)).containsExactly(new Tuple2<>(1, 2));
    }

    @Test
    void twoOutputs_shareTheRddOfABatch() {
        List<Integer> ids = new ArrayList<>();
        DStream<Integer> stream = kit.input(Integer.class).stream().map(n -> n);
        stream.foreachRDD(rdd -> ids.add(rdd.id()));
        stream.foreachRDD(rdd -> ids.add(rdd.id()));
        kit.advance(2);
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(ids.get(2)).isEqualTo(ids.get(3)).isNotEqualTo(ids.get(0));
    }

    @Test
    void streams_rememberTheLastBatch_orAsLongAsAsked() {
        long start = kit.clock().currentTimeMs();
        TestInput<Integer> input = kit.input(Integer.class);
        DStream<Integer> stream = input.stream().map(n -> n).cache();
        kit.collect(stream);
        for (int i = 1; i <= 4; i++) {
            input.push(i);
            kit.advance(1);
        }
        List<RDD<Integer>> all = stream.slice(new Time(start), new Time(start + 10_000));
        assertThat(all)
                .singleElement()
                .satisfies(rdd -> assertThat(rdd.collect()).containsExactly(4))
                .extracting(RDD::getStorageLevel)
                .isEqualTo(StorageLevel.MEMORY_ONLY);
    }

    @Test
    void remember_keepsMore_andSliceRoundsDown() {
        long start = kit.clock().currentTimeMs();
        kit.context().remember(Durations.seconds(3));
        TestInput<Integer> input = kit.input(Integer.class);
        DStream<Integer> stream = input.stream().map(n -> n).cache();
        kit.collect(stream);
        List<RDD<Integer>> seen = new ArrayList<>();
        stream.foreachRDD(rdd -> seen.add(rdd));
        for (int i = 1; i <= 6; i++) {
            input.push(i);
            kit.advance(1);
        }
        assertThat(stream.slice(new Interval(new Time(start + 4_999), new Time(start + 5_500))))
                .extracting(rdd -> rdd.collect().get(0))
                .containsExactly(4, 5);
        assertThat(stream.slice(new Time(start), new Time(start + 99_000))).hasSize(3);
        assertThat(seen.get(0).getStorageLevel().isValid())
                .as("kept beyond its time")
                .isFalse();
        assertThat(seen.get(5).getStorageLevel().isValid()).isTrue();
    }

    @Test
    void receivedRecords_ofABatchThatIsNotRemembered_failByName_sayingWhatToDo() {
        TestReceiver<Integer> receiver = kit.receiver(Integer.class);
        DStream<Integer> stream = kit.context().receiverStream(receiver);
        List<RDD<Integer>> seen = new ArrayList<>();
        stream.foreachRDD(rdd -> seen.add(rdd));
        kit.context().remember(Durations.seconds(2));
        for (int i = 1; i <= 3; i++) {
            receiver.push(i);
            kit.advance(1);
        }
        assertThat(seen.get(1).collect()).containsExactly(2);
        assertThat(seen.get(2).collect()).containsExactly(3);
        assertThatThrownBy(() -> seen.get(0).collect())
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BLOCK_MISSING))
                .hasMessageContaining("isn't kept any more")
                .hasMessageContaining("is kept as long as the batch is remembered")
                .hasMessageEndingWith("(StreamingContext.remember)");
    }

    @Test
    void sliceOfAStreamThatNoOutputReads_isRefused() {
        long start = kit.clock().currentTimeMs();
        TestInput<Integer> input = kit.input(Integer.class);
        DStream<Integer> read = input.stream().map(n -> n);
        DStream<Integer> forgotten = read.map(n -> -n);
        read.window(Durations.seconds(1)).foreachRDD(rdd -> {});
        input.push(1);
        kit.advance(1);
        Interval all = new Interval(new Time(start), new Time(start + 10_000));
        assertThat(read.slice(all)).hasSize(1);
        assertThatThrownBy(() -> forgotten.slice(all))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "slice at InputsTest.java:\\d+: map at InputsTest.java:\\d+ has no batches, since no"
                                + " output reads it; add one before start\\(\\), such as foreachRDD\\(rdd -> \\{\\}\\)");
    }

    @Test
    void receiverThatStoredNothing_givesARddWithoutPartitions_andTheOutputIsCalled() {
        TestReceiver<Integer> receiver = kit.receiver(Integer.class);
        TestOutput<Integer> out = kit.collect(kit.context().receiverStream(receiver));
        kit.advance(1);
        receiver.push(1);
        kit.advance(2);
        assertThat(out.batches()).containsExactly(List.of(), List.of(1), List.of());
        assertThat(out.partitions(0)).isEmpty();
    }

    @Test
    void functionOfTransform_isCalledInEveryBatch_alsoWhereTheBatchIsInNoWindow() {
        long start = kit.clock().currentTimeMs();
        List<Long> called = new ArrayList<>();
        DStream<Integer> stream = kit.input(Integer.class).stream().transform((rdd, time) -> {
            called.add((time.milliseconds() - start) / 1_000);
            return rdd;
        });
        kit.collect(stream.window(Durations.seconds(1), Durations.seconds(3)));
        for (long batch = 1; batch <= 4; batch++) {
            kit.advance(1);
            assertThat(called).as("after batch %s", batch).hasSize((int) batch).endsWith(batch);
        }
    }
}

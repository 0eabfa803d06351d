// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchStarted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.junit.StreamingTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch for which an input of the program's own has no RDD, which is not the same as one without records. */
@StreamingTest
class InputWithoutRddTest {
    private StreamingTestKit kit;

    @BeforeEach
    void open(StreamingTestKit fresh) {
        kit = fresh;
    }

    /** Three numbers in the first batch of each two, and no RDD in the other. */
    private static final class EverySecond extends InputDStream<Integer> {
        EverySecond(DStreamGraph graph) {
            super(graph, "everySecond");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public @Nullable RDD<Integer> compute(Time time) {
            return time.milliseconds() / 1000 % 2 == 0
                    ? null
                    : context().waterclockContext().parallelize(List.of(1, 2, 2), 2);
        }
    }

    @Test
    void operatorsOfOneStream_haveNoRddThereEither_andTheirOutputsAreNotCalled() {
        DStream<Integer> odd = new EverySecond(kit.context().graph());
        PairDStream<Integer, Integer> pairs = odd.mapToPair(n -> new Tuple2<>(n, 1));
        Map<String, TestOutput<?>> outputs = new LinkedHashMap<>();
        outputs.put("map", kit.collect(odd.map(n -> n)));
        outputs.put("filter", kit.collect(odd.filter(n -> n > 9)));
        outputs.put("glom", kit.collect(odd.glom()));
        outputs.put("reduce", kit.collect(odd.reduce(Integer::sum)));
        outputs.put("countByValue", kit.collect(odd.countByValue()));
        outputs.put("count", kit.collect(odd.count()));
        outputs.put("repartition", kit.collect(odd.repartition(3)));
        outputs.put("reduceByKey", kit.collect(pairs.reduceByKey(Integer::sum)));
        outputs.put("groupByKey", kit.collect(pairs.groupByKey()));
        outputs.put("mapValues", kit.collect(pairs.mapValues(n -> n)));
        kit.advance(4);
        outputs.forEach((name, output) -> assertThat(output.batches()).as(name).hasSize(2));
        assertThat(outputs.get("count").batches()).isEqualTo(List.of(List.of(3L), List.of(3L)));
    }

    @Test
    void batchInWhichNoOutputHasAnRdd_isCompletedToo_withoutOutputs() {
        List<String> events = new ArrayList<>();
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
                note("submitted", e.batchInfo());
            }

            @Override
            public void onBatchStarted(StreamingListenerBatchStarted e) {
                note("started", e.batchInfo());
            }

            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                note("completed", e.batchInfo());
                events.add("outputs " + e.batchInfo().outputOperationInfos().keySet());
            }

            private void note(String what, BatchInfo batch) {
                events.add(what + " " + batch.batchTime().milliseconds() / 1000 % 10);
            }
        });
        new EverySecond(kit.context().graph()).foreachRDD(rdd -> rdd.count());
        kit.advance(2);
        assertThat(events)
                .containsExactly(
                        "submitted 1",
                        "started 1",
                        "completed 1",
                        "outputs [0]",
                        "submitted 2",
                        "started 2",
                        "completed 2",
                        "outputs []");
    }

    @Test
    void operatorsThatTakeTheRddItself_orSeveral_cannotDoWithoutIt_andSayWhose() {
        Map<String, BiFunction<DStream<Integer>, DStream<Integer>, DStream<?>>> operators = new LinkedHashMap<>();
        operators.put("transform", (odd, all) -> odd.transform(rdd -> rdd));
        operators.put("transformWith", (odd, all) -> all.transformWith(odd, (one, other, time) -> one));
        operators.put("union", (odd, all) -> all.union(odd));
        operators.put("union of the context", (odd, all) -> odd.context().union(all, odd));
        operators.put(
                "transform of the context",
                (odd, all) -> odd.context()
                        .transform(
                                List.of(all, odd), (rdds, time) -> rdds.get(0).map(n -> n)));
        operators.put(
                "join",
                (odd, all) -> all.mapToPair(n -> new Tuple2<>(n, 1))
                        .join(odd.mapToPair(n -> new Tuple2<>(n, 1)))
                        .map(pair -> pair._1()));
        operators.put(
                "cogroup",
                (odd, all) -> odd.mapToPair(n -> new Tuple2<>(n, 1))
                        .cogroup(all.mapToPair(n -> new Tuple2<>(n, 1)))
                        .map(pair -> pair._1()));
        kit.expectError("which has none in this batch");
        operators.forEach((name, operator) -> {
            try (StreamingTestKit own = StreamingTestKit.create()) {
                own.expectError("which has none in this batch");
                TestInput<Integer> all = own.input(Integer.class);
                own.collect(operator.apply(new EverySecond(own.context().graph()), all.stream()));
                own.advance(1);
                assertThatThrownBy(() -> own.advance(1))
                        .as(name)
                        .isInstanceOfSatisfying(
                                WaterclockException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.BATCH_GENERATION_FAILED))
                        .hasMessageContaining(
                                "no later one is: " + name.split(" ")[0] + " at InputWithoutRddTest.java:")
                        .hasMessageContaining("which has none in this batch");
            }
        });
    }
}

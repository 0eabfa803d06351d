// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.ported;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Milliseconds;
import io.waterclock.streaming.Minutes;
import io.waterclock.streaming.Seconds;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Habits of programs that were written for Spark's Java API: with other names they compile, and mean the same. */
class WrittenForSparkTest {

    /** A value that is shared once for all batches, by whichever batch comes first. */
    private static final class Stopwords {
        private @Nullable Broadcast<List<String>> shared;
        private @Nullable LongAccumulator dropped;

        synchronized Broadcast<List<String>> of(WaterclockContext context) {
            if (shared == null) {
                shared = context.broadcast(List.of("the", "a"));
            }
            return shared;
        }

        synchronized LongAccumulator droppedBy(WaterclockContext context) {
            if (dropped == null) {
                dropped = context.wc().longAccumulator("dropped");
            }
            return dropped;
        }
    }

    @Test
    void contextOfABatch_isWrappedToShareValues() {
        Stopwords stopwords = new Stopwords();
        List<List<String>> kept = new ArrayList<>();
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<String> words = kit.input(String.class);
            words.stream().mapToPair(word -> new Tuple2<>(word, 1)).foreachRDD((rdd, time) -> {
                Broadcast<List<String>> shared = stopwords.of(new WaterclockContext(rdd.context()));
                LongAccumulator dropped = stopwords.droppedBy(new WaterclockContext(rdd.context()));
                PairRDD<String, Integer> others = rdd.filter(pair -> {
                    if (shared.value().contains(pair._1())) {
                        dropped.add(pair._2());
                        return false;
                    }
                    return true;
                });
                kept.add(others.keys().collect().stream().sorted().toList());
            });

            words.push("the", "cat", "a", "dog");
            kit.advance(1);
            words.push("the", "end");
            kit.advance(1);

            assertThat(kept).containsExactly(List.of("cat", "dog"), List.of("end"));
            assertThat(stopwords.droppedBy(kit.waterclockContext()).value()).isEqualTo(3);
        }
    }

    @Test
    void wrappedContext_isTheSameContext() {
        WaterclockContext made = new WaterclockContext("local[2]", "wrapped");
        WaterclockContext wrapped = new WaterclockContext(made);
        try (Closeable closed = wrapped) {
            assertThat(made.parallelize(List.of(1))
                            .union(wrapped.parallelize(List.of(2)))
                            .collect())
                    .containsExactly(1, 2);
            assertThat(wrapped.parallelize(List.of(3)).context()).isSameAs(made);
            assertThat(wrapped.appName()).isEqualTo("wrapped");

            wrapped.setLocalProperty("of", "both");
            assertThat(made.getLocalProperty("of")).isEqualTo("both");
            wrapped.parallelize(List.of(4)).cache();
            assertThat(made.getPersistentRDDs()).hasSameSizeAs(wrapped.getPersistentRDDs());
            assertThat(closed).isSameAs(wrapped);
        } catch (java.io.IOException e) {
            throw new AssertionError("a context throws none", e);
        }
        assertThat(made.isStopped()).isTrue();
    }

    @Test
    void wrappedStreamingContext_startsAndStopsTheSameProgram() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            StreamingContext made = kit.context();
            StreamingContext wrapped = new StreamingContext(made.ssc());
            TestInput<Integer> input = kit.input(Integer.class);
            TestOutput<Integer> output = kit.collect(wrapped.union(input.stream(), input.stream()));

            wrapped.start();
            assertThat(made.getState()).isEqualTo(StreamingContextState.ACTIVE);
            assertThat(StreamingContext.getActive()).containsSame(made);
            input.push(7);
            kit.advance(1);
            assertThat(output.last()).containsExactly(7, 7);
            assertThat(input.stream().context()).isSameAs(made);
            assertThat(wrapped.wc()).isSameAs(made.waterclockContext());

            wrapped.stop(false);
            assertThat(made.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(StreamingContext.getActive()).isEmpty();
        }
    }

    /** Says its level by a method, as Java calls what Scala has as a value. */
    private static final class Silent extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        Silent() {
            super(StorageLevel.MEMORY_AND_DISK_2());
        }

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }

    @Test
    void levelsAndDurations_areMadeByMethodsToo() {
        assertThat(new Silent().storageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK_2);
        assertThat(Milliseconds.apply(250)).isEqualTo(Durations.milliseconds(250));
        assertThat(Seconds.apply(2)).isEqualTo(Durations.seconds(2));
        assertThat(Minutes.apply(3)).isEqualTo(Durations.minutes(3));

        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<String> words = kit.input(String.class);
            DStream<String> kept = words.stream().persist(StorageLevel.MEMORY_ONLY());
            TestOutput<Tuple2<String, Long>> counts =
                    kit.collect(kept.window(Seconds.apply(2)).countByValue());
            words.push("tick");
            kit.advance(1);
            words.push("tick");
            kit.advance(1);
            assertThat(counts.batches())
                    .containsExactly(List.of(new Tuple2<>("tick", 1L)), List.of(new Tuple2<>("tick", 2L)));
        }
    }
}

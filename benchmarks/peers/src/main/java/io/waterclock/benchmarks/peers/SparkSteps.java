// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.steps.StepCase;
import io.waterclock.benchmarks.steps.StepContender;
import io.waterclock.benchmarks.steps.StepInput;
import io.waterclock.benchmarks.steps.StepOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.Optional;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.StateSpecImpl;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.util.ManualClock;
import org.jspecify.annotations.Nullable;
import scala.Function4;
import scala.Option;
import scala.Tuple2;

/**
 * Spark Streaming, by Spark's own manual clock, with a checkpoint directory and the intervals of checkpoints that it chooses itself. Its
 * context is marked as deprecated.
 */
@SuppressWarnings("deprecation")
final class SparkSteps implements StepContender {
    private static final Duration INTERVAL = Durations.seconds(1);
    private static final int PARTITIONS = 2;
    private static final long PATIENCE_MS = 300_000;

    /** Not a field of an object: what functions of a stream refer to is written to each checkpoint. */
    private static volatile @Nullable StepOutput output;

    private final LinkedBlockingQueue<Long> completed = new LinkedBlockingQueue<>();
    private @Nullable JavaStreamingContext context;
    private @Nullable Path directory;

    @Override
    public String name() {
        return SparkStreaming.LOCAL_2;
    }

    @Override
    public void begin(StepCase work, StepOutput told) throws Exception {
        output = told;
        directory = Files.createTempDirectory("waterclock-benchmark");
        JavaStreamingContext made = new JavaStreamingContext(
                SparkJvm.conf().set("spark.streaming.clock", ManualClock.class.getName()), INTERVAL);
        context = made;
        made.checkpoint(directory.toUri().toString());
        checksums(HeldInput.stream(made), work).foreachRDD(rdd -> {
            long checksum = rdd.reduce(Long::sum);
            Objects.requireNonNull(output, "begin").is(checksum);
        });
        made.addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
                completed.add(batch.batchInfo().batchTime().milliseconds());
            }
        });
        made.start();
    }

    private static JavaDStream<Long> checksums(JavaDStream<Integer> records, StepCase work) {
        int keys = work.keys();
        JavaPairDStream<Integer, Long> pairs =
                records.mapToPair(x -> new Tuple2<>(StepInput.key(x, keys), StepInput.value(x, keys)));
        Duration window = INTERVAL.times(work.slices());
        return switch (work.work()) {
            case WINDOW_SUM ->
                // Without the filter, a key whose records have all left would stay, with a sum of 0.
                checksums(pairs.reduceByKeyAndWindow(
                        Long::sum, (sum, left) -> sum - left, window, INTERVAL, PARTITIONS, pair -> pair._2() > 0));
            case WINDOW_MAX -> checksums(pairs.reduceByKeyAndWindow(Math::max, window, INTERVAL));
            case EVENT_SUM -> throw new IllegalArgumentException("There is no event time in Spark Streaming");
            case MAP_WITH_STATE -> pairs.mapWithState(touched());
            case UPDATE_STATE -> checksums(pairs.<Long>updateStateByKey(SparkSteps::sum));
        };
    }

    /** Made as {@code StateSpec.function} would, which asks the core for a method that the newer one no longer has. */
    private static StateSpec<Integer, Long, Long, Long> touched() {
        return new StateSpecImpl<>((Function4<Time, Integer, Option<Long>, State<Long>, Option<Long>> & Serializable)
                (time, key, value, state) -> {
                    long sum = value.get() + (state.exists() ? state.get() : 0);
                    state.update(sum);
                    return Option.apply(StepInput.checksum(key, sum));
                });
    }

    private static Optional<Long> sum(List<Long> values, Optional<Long> before) {
        long sum = before.orElse(0L);
        for (Long value : values) {
            sum += value;
        }
        return Optional.of(sum);
    }

    private static JavaDStream<Long> checksums(JavaPairDStream<Integer, Long> pairs) {
        return pairs.map(pair -> StepInput.checksum(pair._1(), pair._2()));
    }

    @Override
    public void offer(List<Integer> records) {
        HeldInput.offer(records);
    }

    @Override
    public void turn() throws InterruptedException {
        JavaStreamingContext begun = Objects.requireNonNull(context, "begin");
        ManualClock clock = (ManualClock) begun.ssc().scheduler().clock();
        clock.advance(INTERVAL.milliseconds());
        long waitedMs = 0;
        while (completed.poll(1, TimeUnit.SECONDS) == null) {
            // Throws what a batch failed with.
            begun.awaitTerminationOrTimeout(1);
            waitedMs += TimeUnit.SECONDS.toMillis(1);
            if (waitedMs > PATIENCE_MS) {
                throw new IllegalStateException("Spark has not completed a batch within " + PATIENCE_MS + " ms");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (context != null) {
            context.stop(true, false);
        }
        Held.clear();
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}

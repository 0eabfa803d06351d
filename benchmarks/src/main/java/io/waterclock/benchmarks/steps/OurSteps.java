// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Waterclock, its loops turned by the thread that measures; tasks run on the engine's two. */
final class OurSteps implements StepContender {
    private static final int PARTITIONS = 2;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** When the records of this batch have happened. Not a capture, which would be copied. */
    private static final AtomicLong EVENT_MS = new AtomicLong();

    private final Queue<RDD<Integer>> queue = new ArrayDeque<>();
    private @Nullable StreamingTestKit kit;

    @Override
    public String name() {
        return Names.OURS_2;
    }

    @Override
    public void begin(StepCase work, StepOutput output) {
        StreamingTestKit made = newKit();
        kit = made;
        checksums(made.context().queueStream(queue), work).foreachRDD(rdd -> output.is(sum(rdd, work)));
        made.start();
    }

    private static long sum(RDD<Long> checksums, StepCase work) {
        // the first windows end after the first batches
        return work.work() == Work.EVENT_SUM ? checksums.fold(0L, Long::sum) : checksums.reduce(Long::sum);
    }

    /** With nothing of a test in it: no function is watched, and tasks are in their order. */
    static StreamingTestKit newKit() {
        return StreamingTestKit.builder()
                .master("local[2]")
                .hostile(false)
                .set("waterclock.functions.strict", "false")
                .batchInterval(INTERVAL)
                .build();
    }

    private static DStream<Long> checksums(DStream<Integer> records, StepCase work) {
        int keys = work.keys();
        PairDStream<Integer, Long> pairs =
                records.mapToPair(x -> new Tuple2<>(StepInput.key(x, keys), StepInput.value(x, keys)));
        Duration window = INTERVAL.multipliedBy(work.slices());
        return switch (work.work()) {
            case WINDOW_SUM ->
                checksums(pairs.reduceByKeyAndWindow(Long::sum, (sum, left) -> sum - left, window, INTERVAL));
            case WINDOW_MAX -> checksums(pairs.reduceByKeyAndWindow(Math::max, window, INTERVAL));
            case EVENT_SUM ->
                checksums(pairs.withEventTime(pair -> EVENT_MS.get(), Duration.ZERO)
                        .slidingWindow(window, INTERVAL)
                        .reduceByKey(Long::sum)
                        .mapToPair(result -> new Tuple2<>(result._1().key(), result._2())));
            case MAP_WITH_STATE ->
                pairs.mapWithState(StateSpec.<Integer, Long, Long, Long>function((key, value, state) -> {
                    long sum = value.orElseThrow() + (state.exists() ? state.get() : 0);
                    state.update(sum);
                    return StepInput.checksum(key, sum);
                }));
            case UPDATE_STATE -> checksums(pairs.<Long>updateStateByKey(OurSteps::sum));
        };
    }

    private static Optional<Long> sum(List<Long> values, Optional<Long> before) {
        long sum = before.orElse(0L);
        for (Long value : values) {
            sum += value;
        }
        return Optional.of(sum);
    }

    private static DStream<Long> checksums(PairDStream<Integer, Long> pairs) {
        return pairs.map(pair -> StepInput.checksum(pair._1(), pair._2()));
    }

    @Override
    public void offer(List<Integer> records) {
        EVENT_MS.addAndGet(INTERVAL.toMillis());
        queue.add(begun().waterclockContext().parallelize(records, PARTITIONS));
    }

    @Override
    public void turn() {
        begun().advance(1);
    }

    private StreamingTestKit begun() {
        return Objects.requireNonNull(kit, "begin");
    }

    @Override
    public void close() {
        if (kit != null) {
            kit.close();
        }
    }
}

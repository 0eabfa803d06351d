// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.CoreKeys;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Engine;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.loop.Surroundings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a streaming program by hand: the test fills the inputs, turns the clock, and reads what came out. The loops that it
 * turns are those that run in production, all on the test's thread; nothing sleeps, and nothing happens that the test
 * didn't ask for.
 *
 * <pre>{@code
 * try (StreamingTestKit kit = StreamingTestKit.create()) {
 *   TestInput<String> lines = kit.input(String.class);
 *   TestOutput<Tuple2<String, Integer>> counts = kit.collect(MyProgram.wordCount(lines.stream()));
 *   lines.push("to be or", "not to be");
 *   kit.advance(1);
 *   assertThat(counts.last()).containsExactlyInAnyOrder(new Tuple2<>("to", 2), …);
 * }
 * }</pre>
 *
 * <p>A batch that fails makes {@link #advance} throw what {@code awaitTermination} would. {@link #close} stops the context
 * and fails if a thread lives on, or if a failure was never seen. Used by one thread.
 */
public final class StreamingTestKit implements AutoCloseable {
    /** A Friday, and the beginning of a second, a minute and an hour. */
    private static final long START_MS = 1_767_348_000_000L;

    private final ThreadLeaks leaks = ThreadLeaks.watch();
    private final ManualClock clock;
    private final HandTurnedRooms rooms;
    private final WaterclockContext waterclockContext;
    private final StreamingContext context;
    private final long batchMs;
    private boolean failureSeen;

    /** What a kit is made with. */
    public static final class Builder {
        private final WaterclockConf conf = new WaterclockConf(false)
                .setMaster("local")
                .setAppName("test")
                .set(CoreKeys.DEFAULT_PARALLELISM.name(), "2")
                .set(CoreKeys.STRICT_FUNCTIONS.name(), "true");
        private Duration batchInterval = Durations.seconds(1);
        private long startMs = START_MS;
        private @Nullable Engine engine;

        private Builder() {}

        /** One second unless told otherwise. */
        public Builder batchInterval(Duration interval) {
            this.batchInterval = interval;
            return this;
        }

        /**
         * The master URL. {@code local} unless told otherwise, the embedded engine on the test's own thread; {@code inline} is the
         * naive one that keeps to the definition; {@code local[2]} has worker threads.
         */
        public Builder master(String master) {
            conf.setMaster(master);
            return this;
        }

        /** An engine of the test's own; the kit closes it. */
        public Builder engine(Engine own) {
            this.engine = own;
            return this;
        }

        /** A setting. */
        public Builder set(String key, String value) {
            conf.set(key, value);
            return this;
        }

        /** The time of day to begin with, in milliseconds since the epoch. */
        public Builder startTime(long milliseconds) {
            this.startMs = milliseconds;
            return this;
        }

        public StreamingTestKit build() {
            return new StreamingTestKit(this);
        }
    }

    /** With batches of a second, two partitions by default, and strict checks of functions. */
    public static StreamingTestKit create() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    private StreamingTestKit(Builder builder) {
        this.clock = new ManualClock(builder.startMs);
        this.rooms = new HandTurnedRooms(clock);
        this.waterclockContext = new WaterclockContext(builder.conf, builder.engine);
        this.batchMs = builder.batchInterval.toMillis();
        this.context =
                new StreamingContext(waterclockContext, builder.batchInterval, new Surroundings(rooms, clock, clock));
    }

    // ---- the program under test

    public StreamingContext context() {
        return context;
    }

    public WaterclockContext waterclockContext() {
        return waterclockContext;
    }

    public ManualClock clock() {
        return clock;
    }

    HandTurnedRooms rooms() {
        return rooms;
    }

    /** An input for the program. */
    public <T> TestInput<T> input() {
        return new TestInput<>(context.graph(), waterclockContext.defaultParallelism());
    }

    /** An input for the program, of records of this type. */
    public <T> TestInput<T> input(Class<T> type) {
        return input();
    }

    /** An output that collects a stream. */
    public <T> TestOutput<T> collect(DStream<T> stream) {
        TestOutput<T> output = new TestOutput<>();
        stream.foreachRDD((rdd, time) -> output.add(time, partitionsOf(rdd)));
        return output;
    }

    /** An output that collects a stream of pairs. */
    public <K, V> TestOutput<Tuple2<K, V>> collect(PairDStream<K, V> stream) {
        TestOutput<Tuple2<K, V>> output = new TestOutput<>();
        stream.foreachRDD((rdd, time) -> output.add(time, partitionsOf(rdd)));
        return output;
    }

    private static <T, R extends AbstractRDD<T, R>> List<List<T>> partitionsOf(R rdd) {
        int[] all = IntStream.range(0, rdd.getNumPartitions()).toArray();
        return Arrays.asList(rdd.collectPartitions(all));
    }

    // ---- turning

    /**
     * Starts the program, if that hasn't been done; the first batch is made at the next multiple of the interval.
     *
     * @throws IllegalStateException when it has stopped
     */
    public StreamingTestKit start() {
        if (context.getState() == StreamingContextState.INITIALIZED) {
            context.start();
            turn();
        } else if (context.getState() == StreamingContextState.STOPPED) {
            throwFailure();
            throw new IllegalStateException("The streaming context has stopped; no further batch can be made");
        }
        return this;
    }

    /**
     * Lets so many batches fall due, one after the other, and runs each to its end. Starts the program if need be.
     *
     * @throws WaterclockException what a batch failed with
     */
    public StreamingTestKit advance(int batches) {
        start();
        for (int i = 0; i < batches; i++) {
            long next = (Math.floorDiv(clock.currentTimeMs(), batchMs) + 1) * batchMs;
            advance(Duration.ofMillis(next - clock.currentTimeMs()));
        }
        return this;
    }

    /**
     * Lets time go on by so much, stopping at whatever falls due on the way.
     *
     * @throws WaterclockException what a batch failed with
     */
    public StreamingTestKit advance(Duration duration) {
        start();
        long target = clock.nanoTime() + duration.toNanos();
        while (clock.nanoTime() < target) {
            long step = Math.min(rooms.idleNanos(), target - clock.nanoTime());
            clock.advanceNanos(step);
            turn();
        }
        return this;
    }

    /** Lets time jump by so much at once, as when a machine was suspended; then runs all that is late. */
    public StreamingTestKit jump(Duration duration) {
        start();
        clock.advance(duration);
        turn();
        return this;
    }

    /** Does what is to be done now, without letting time go on. */
    public StreamingTestKit turn() {
        rooms.turn();
        throwFailure();
        return this;
    }

    /** Stops the program gracefully: what was stored is processed, time going on as far as that needs. */
    public StreamingTestKit stopGracefully() {
        context.stop(false, true);
        throwFailure();
        return this;
    }

    private void throwFailure() {
        try {
            context.awaitTerminationOrTimeout(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WaterclockException e) {
            failureSeen = true;
            throw e;
        }
    }

    /**
     * Stops the program.
     *
     * @throws AssertionError when a thread lives on
     * @throws WaterclockException what a batch failed with, if nothing has thrown it before
     */
    @Override
    public void close() {
        context.close();
        waterclockContext.close();
        leaks.check();
        if (!failureSeen) {
            throwFailure();
        }
    }
}

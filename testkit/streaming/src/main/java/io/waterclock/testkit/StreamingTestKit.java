// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.CoreKeys;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Engine;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.PairRDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.util.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a streaming program by hand: the test fills the inputs, turns the clock, and reads what came out and what is remembered. The
 * loops that it turns are those that run in production, all on the test's thread; nothing sleeps, and nothing happens that the test
 * didn't ask for. Used by one thread.
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
 * <p>A batch that fails makes {@link #advance} throw what {@code awaitTermination} would.
 *
 * <p><b>It is hostile</b>, unless {@link Builder#hostile} says otherwise. What a program may not rely on is left to chance: in which order
 * partitions are computed, and where {@link TestInput#push} cuts its records into partitions. The seed of the chance is in
 * each failure; {@code -Dwaterclock.test.seed=…} or {@link Builder#seed} brings the same again. Functions must be serializable, and one
 * that combines two values must leave both as they are ({@code reduce}, {@code reduceByKey}, and these by window; those of {@code
 * combineByKey} may change their first argument).
 *
 * <p><b>{@link #close} looks at what is left</b>, and fails when a thread of a context or a receiver lives on; when a batch has fallen due and
 * was not done; when a failure was never seen; when the engine still has states, or the cached RDDs of several batches; and when
 * something was logged at level ERROR but for the failure that the test has seen ({@link #expectError}).
 *
 * <p><b>Where it differs from production:</b>
 * <ul>
 *   <li>Time is the test's: it goes on when the test says so, and stands still while a batch runs. So every batch is done in no time, and is
 *       never late, unless its own functions turn the {@link #clock}. Time-outs of the engine and of receivers' threads are in real time.
 *   <li>Everything runs on the test's thread, one after the other: the making of batches, their jobs, listeners, which have heard everything
 *       when {@code advance} returns. On {@code local} so do tasks; {@code master("local[4]")} gives them threads. Only receivers have
 *       threads of their own, those of tests too ({@link #receiver}).
 *   <li>A pushed input has its records in memory and gives all of them to the next batch; it is never slow, never holds anybody back and
 *       can't be replayed.
 *   <li>Nothing stops the program at the end of the JVM, and {@link #close} stops it at once, not gracefully.
 *   <li>The settings are those of the test: system properties are not read.
 * </ul>
 */
public final class StreamingTestKit implements AutoCloseable {
    /** A Friday, and the beginning of a second, a minute and an hour. */
    private static final long START_MS = 1_767_348_000_000L;

    /** Of the embedded engine: the stages behind shuffles too, which the kit doesn't see. */
    private static final String TASK_ORDER_SEED = "waterclock.embedded.taskOrderSeed";

    private final ThreadLeaks leaks;
    private final Builder made;
    private final Seed seed;
    private final @Nullable SplittableRandom random;
    private final ManualClock clock;
    private final long batchMs;
    private final List<TestInput<?>> inputs = new ArrayList<>();
    private final List<TestReceiver<?>> receivers = new ArrayList<>();
    private final List<Incarnation> crashed = new ArrayList<>();
    private final ErrorLog errors;
    private Incarnation program;
    private @Nullable WaterclockException failureSeen;

    /** What a kit is made with. */
    public static final class Builder {
        private final WaterclockConf conf = new WaterclockConf(false)
                .setMaster("local")
                .setAppName("test")
                .set(CoreKeys.DEFAULT_PARALLELISM.name(), "2")
                .set(CoreKeys.STRICT_FUNCTIONS.name(), "true");
        private Duration batchInterval = Durations.seconds(1);
        private long startMs = START_MS;
        private boolean hostile = true;
        private long threadPatienceMs = ThreadLeaks.PATIENCE_MS;
        private @Nullable Long seed;
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

        /** An engine of the test's own; the kit closes it, and has no other for a restart. */
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

        /**
         * Whether things are left to chance and combining functions are watched; true unless told otherwise. What is left at the end is looked at in
         * any case.
         */
        public Builder hostile(boolean isHostile) {
            this.hostile = isHostile;
            return this;
        }

        /** The seed of what is left to chance; goes before the system property {@code waterclock.test.seed}. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** How long threads that are ending are waited for at the end. */
        Builder threadPatience(long milliseconds) {
            this.threadPatienceMs = milliseconds;
            return this;
        }

        public StreamingTestKit build() {
            return new StreamingTestKit(this);
        }
    }

    /** With batches of a second, two partitions by default, and hostile. */
    public static StreamingTestKit create() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    private StreamingTestKit(Builder builder) {
        this.made = builder;
        this.leaks = ThreadLeaks.watch(builder.threadPatienceMs);
        this.seed = Seed.of(builder.seed);
        this.random = builder.hostile ? seed.random() : null;
        this.clock = new ManualClock(builder.startMs);
        this.batchMs = builder.batchInterval.toMillis();
        this.program = incarnation(builder.engine);
        this.errors = ErrorLog.open();
    }

    private Incarnation incarnation(@Nullable Engine engine) {
        WaterclockConf conf = made.conf.clone();
        if (random != null) {
            conf.set(TASK_ORDER_SEED, Long.toString(random.nextLong() >>> 1));
            if (!conf.contains(StreamingKeys.CHECK_COMBINING.name())) {
                conf.set(StreamingKeys.CHECK_COMBINING.name(), "true");
            }
        }
        return new Incarnation(conf, engine, made.batchInterval, clock, chance());
    }

    private @Nullable SplittableRandom chance() {
        return random == null ? null : random.split();
    }

    // ---- the program under test

    public StreamingContext context() {
        return program.context;
    }

    public WaterclockContext waterclockContext() {
        return program.waterclockContext;
    }

    public ManualClock clock() {
        return clock;
    }

    /** Of what is left to chance. */
    public long seed() {
        return seed.value();
    }

    HandTurnedRooms rooms() {
        return program.rooms;
    }

    /** An input for the program. */
    public <T> TestInput<T> input() {
        TestInput<T> input =
                new TestInput<>(context().graph(), waterclockContext().defaultParallelism(), chance());
        inputs.add(input);
        return input;
    }

    /** An input for the program, of records of this type. */
    public <T> TestInput<T> input(Class<T> type) {
        return input();
    }

    /** An input of pairs for the program. */
    public <K, V> TestPairInput<K, V> pairs(Class<K> keys, Class<V> values) {
        return new TestPairInput<>(input());
    }

    /** A receiver for the program's {@code receiverStream}, to which the test gives what it stores. */
    public <T> TestReceiver<T> receiver(Class<T> type) {
        TestReceiver<T> receiver = new TestReceiver<>();
        receivers.add(receiver);
        return receiver;
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

    /** An output that has a name, as {@link io.waterclock.streaming.dstream.OutputOperation#named} gives it. */
    public <T> TestOutput<T> collect(String name, DStream<T> stream) {
        TestOutput<T> output = new TestOutput<>();
        stream.foreachRDD((rdd, time) -> output.add(time, partitionsOf(rdd))).named(name);
        return output;
    }

    /** As {@link #collect(String, DStream)}, of pairs. */
    public <K, V> TestOutput<Tuple2<K, V>> collect(String name, PairDStream<K, V> stream) {
        TestOutput<Tuple2<K, V>> output = new TestOutput<>();
        stream.foreachRDD((rdd, time) -> output.add(time, partitionsOf(rdd))).named(name);
        return output;
    }

    private static <T, R extends AbstractRDD<T, R>> List<List<T>> partitionsOf(R rdd) {
        int[] all = IntStream.range(0, rdd.getNumPartitions()).toArray();
        return Arrays.asList(rdd.collectPartitions(all));
    }

    /** Something is going to be logged at level ERROR, with this in its text; else the end of the test fails, as it does if that doesn't come. */
    public StreamingTestKit expectError(String part) {
        errors.expect(part);
        return this;
    }

    // ---- what is remembered

    /**
     * The states after the last batch, by their keys; empty before the first.
     *
     * @param stream of {@code updateStateByKey}, of {@code stateSnapshots}, or of a window that combines by key
     */
    @SuppressWarnings("unchecked") // the records of such a stream are its states
    public <K, S> Map<K, S> state(PairDStream<K, S> stream) {
        return mapOf((PairRDD<K, S>) context().graph().lastStates(stream));
    }

    /** The states after the last batch, by their keys; empty before the first. */
    @SuppressWarnings("unchecked") // the stream says so
    public <K, S> Map<K, S> state(MapWithStateDStream<K, ?, S, ?> stream) {
        return mapOf((PairRDD<K, S>) context().graph().lastStates(stream));
    }

    /**
     * As {@link #state(PairDStream)}, of the state with a name.
     *
     * @throws IllegalArgumentException when no state is called so; it names those that there are
     */
    @SuppressWarnings("unchecked") // the test says so
    public <K, S> Map<K, S> state(String name) {
        return mapOf((PairRDD<K, S>) context().graph().lastStates(name));
    }

    private static <K, S> Map<K, S> mapOf(@Nullable PairRDD<K, S> states) {
        Map<K, S> map = new LinkedHashMap<>();
        if (states != null) {
            states.collect().forEach(pair -> map.put(pair._1(), pair._2()));
        }
        return Collections.unmodifiableMap(map);
    }

    // ---- turning

    /**
     * Starts the program, if that hasn't been done; the first batch is made at the next multiple of the interval.
     *
     * @throws IllegalStateException when it has stopped or crashed
     */
    public StreamingTestKit start() {
        if (program.hasCrashed()) {
            throw new IllegalStateException("The program has crashed; restart(…) describes it again");
        }
        if (context().getState() == StreamingContextState.INITIALIZED) {
            context().start();
            turn();
            receivers.forEach(TestReceiver::running);
        } else if (context().getState() == StreamingContextState.STOPPED) {
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
            long step = Math.min(rooms().idleNanos(), target - clock.nanoTime());
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
        rooms().turn();
        throwFailure();
        return this;
    }

    /** Stops the program gracefully: what was stored is processed, time going on as far as that needs. */
    public StreamingTestKit stopGracefully() {
        context().stop(false, true);
        throwFailure();
        return this;
    }

    private void throwFailure() {
        try {
            context().awaitTerminationOrTimeout(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WaterclockException e) {
            failureSeen = e;
            errors.seen(e);
            noteSeedIn(e);
            throw e;
        }
    }

    /** Lets the stack trace of a failure of the test say by which seed it comes again. */
    public void noteSeedIn(Throwable failure) {
        if (random != null) {
            Seed.Replay.addTo(failure, seed);
        }
    }

    // ---- crash and restart

    /**
     * The program is gone from one moment to the next, as with its process: no output, no listener and no input hears of it, nothing is drained, and
     * what the engine kept is gone. What no batch has taken of the pushed inputs stays for a {@link #restart}. It happens between batches: not
     * while code that the program runs is being called.
     *
     * @throws IllegalStateException when an output, a listener or the like calls it
     */
    public StreamingTestKit crash() {
        if (rooms().areBeingTurned()) {
            throw new IllegalStateException(
                    "crash() was called by code that the streaming context runs; a program crashes between"
                            + " batches here. Call it when advance(…) has returned");
        }
        program.crash();
        return this;
    }

    /**
     * Describes the program again, on new contexts, after a crash or a stop. The clock goes on; inputs of the kit give new streams, with what no
     * batch has taken; outputs are to be collected again. Receivers are to be made again.
     *
     * <p>Nothing is recovered as yet, since there are no checkpoints: states and windows begin empty, and batches that fell due meanwhile are not
     * made.
     *
     * @param description as at the first time; what it answers comes back
     */
    public <R> R restart(Function<StreamingTestKit, R> description) {
        if (!program.hasCrashed() && context().getState() != StreamingContextState.STOPPED) {
            throw new IllegalStateException(
                    "restart(…): the program is still there; call crash() or stopGracefully() before");
        }
        if (made.engine != null) {
            throw new IllegalStateException(
                    "restart(…): the engine that the test gave the kit is closed, and there is no other; name a master instead");
        }
        crashed.add(program);
        receivers.clear();
        program = incarnation(null);
        failureSeen = null;
        inputs.forEach(input -> input.connect(context().graph()));
        return description.apply(this);
    }

    // ---- the end

    /**
     * Stops the program, and looks at what is left.
     *
     * @throws WaterclockException what a batch failed with, if nothing has thrown it before
     * @throws AssertionError when something is left that shouldn't be
     */
    @Override
    public void close() {
        List<String> problems = new ArrayList<>();
        List<String> pending = program.pending();
        try (errors) {
            List<Runnable> ends = new ArrayList<>();
            crashed.forEach(before -> ends.add(() -> problems.addAll(before.end())));
            ends.add(() -> problems.addAll(program.end()));
            Ending.all(ends);
        }
        WaterclockException unseen = failureSeen == null && !program.hasCrashed() ? failure() : null;
        if (unseen == null && failureSeen == null) {
            problems.addAll(pending);
        }
        problems.addAll(errors.surprises());
        try {
            leaks.check();
        } catch (AssertionError e) {
            problems.add(e.getMessage());
        }
        report(problems, unseen);
    }

    private @Nullable WaterclockException failure() {
        try {
            throwFailure();
            return null;
        } catch (WaterclockException e) {
            return e;
        }
    }

    private void report(List<String> problems, @Nullable WaterclockException unseen) {
        AssertionError left = problems.isEmpty()
                ? null
                : new AssertionError(
                        String.join("\n", problems) + (random == null ? "" : "\n" + seed.replay()), unseen);
        if (left != null) {
            throw left;
        }
        if (unseen != null) {
            throw unseen;
        }
    }
}

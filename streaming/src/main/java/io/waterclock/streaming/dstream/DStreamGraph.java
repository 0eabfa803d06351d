// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Sneaky;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDDContext;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All streams, inputs and outputs of a context. A program adds to it until it is started; from then on the batch room asks
 * it for the outputs of each batch, in the order of time, and tells it which batches are completed.
 */
public final class DStreamGraph {

    /** From being described to its end; it never goes back. */
    private enum Phase {
        BUILT,
        RUNNING,
        ENDED;

        Set<Phase> successors() {
            return switch (this) {
                case BUILT -> Set.of(RUNNING, ENDED);
                case RUNNING -> Set.of(ENDED);
                case ENDED -> Set.of();
            };
        }
    }

    private final GraphHandle handle;
    private final long batchMs;
    private final Partitioner defaultPartitioner;
    private final List<AbstractDStream<?, ?, ?>> streams = new CopyOnWriteArrayList<>();
    private final List<InputDStream<?>> inputs = new CopyOnWriteArrayList<>();
    private final List<InputDStream<?>> startedInputs = new CopyOnWriteArrayList<>();
    private final List<OutputOperation> outputs = new CopyOnWriteArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final AtomicInteger nextInputId = new AtomicInteger();
    private volatile Phase phase = Phase.BUILT;
    private volatile long zeroMs = Long.MAX_VALUE;
    private volatile @Nullable Duration remembered;

    /**
     * @param batchMs the interval of the batches
     */
    public DStreamGraph(GraphHandle handle, long batchMs) {
        this.handle = handle;
        this.batchMs = batchMs;
        this.defaultPartitioner = new HashPartitioner(handle.defaultParallelism());
    }

    // ---- being built

    Object owner() {
        return handle.owner();
    }

    /** What the RDDs of the batches belong to. */
    public RDDContext rdds() {
        return handle.rdds();
    }

    /** The interval of the batches, in milliseconds. */
    public long batchMs() {
        return batchMs;
    }

    Partitioner defaultPartitioner() {
        return defaultPartitioner;
    }

    boolean isBeingBuilt() {
        return phase == Phase.BUILT;
    }

    /**
     * The operator {@code method}, called by the program just now.
     *
     * @throws IllegalStateException when nothing can be added any more
     */
    public Operator define(String method) {
        Operator operator = Operator.here(method);
        requireBeingBuilt(operator.toString());
        return operator;
    }

    /** None of the arguments of an operator may be null. */
    static void requireNoNull(Operator made, @Nullable Object... arguments) {
        for (Object argument : arguments) {
            if (argument == null) {
                throw new IllegalArgumentException(made + ": an argument is null");
            }
        }
    }

    private void requireBeingBuilt(String what) {
        if (phase == Phase.RUNNING) {
            throw new IllegalStateException(
                    what
                            + ": nothing can be added after the streaming context was started; describe the whole program before start()");
        }
        if (phase == Phase.ENDED) {
            throw new IllegalStateException(what
                    + ": nothing can be added after the streaming context was stopped; make a new StreamingContext");
        }
    }

    int nextInputId() {
        return nextInputId.getAndIncrement();
    }

    synchronized void add(AbstractDStream<?, ?, ?> stream) {
        requireBeingBuilt(stream.operator().toString());
        streams.add(stream);
        Duration atLeast = remembered;
        if (atLeast != null) {
            stream.memory().remember(atLeast.toMillis());
        }
        if (stream instanceof InputDStream<?> input) {
            inputs.add(input);
        }
    }

    synchronized OutputOperation addOutput(Operator made, OutputOperation.RunMaker maker) {
        requireBeingBuilt(made.toString());
        OutputOperation output = new OutputOperation(this, outputs.size(), made, maker);
        outputs.add(output);
        return output;
    }

    /** Takes a name for a stream or an output; refuses one that is taken. */
    synchronized void claimName(String kind, String name, String by) {
        requireBeingBuilt("named(\"" + name + "\") of " + by);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("The name of " + by + " is empty");
        }
        String before = names.putIfAbsent(kind + " " + name, by);
        if (before != null) {
            throw new IllegalArgumentException("Two " + kind + "s are named \"" + name + "\": " + before + ", and " + by
                    + ". A name stands for one " + kind + "; give one of them another");
        }
    }

    /** Refuses to combine streams of different contexts or slides. */
    void requireCompatible(Operator made, AbstractDStream<?, ?, ?> one, AbstractDStream<?, ?, ?> other) {
        if (other.graph() != one.graph()) {
            throw new IllegalArgumentException(made + ": the streams " + one + " and " + other
                    + " belong to different streaming contexts; make both from one");
        }
        if (other.slideMs() != one.slideMs()) {
            throw new IllegalArgumentException(made + ": the streams have different slides: " + one + " every "
                    + one.slideMs() + " ms, " + other + " every " + other.slideMs()
                    + " ms; they must have the same");
        }
    }

    /**
     * Lets every stream remember its RDDs at least so long.
     *
     * @throws IllegalArgumentException when that was said before with another duration
     * @throws IllegalStateException after the start
     */
    public synchronized void remember(Duration duration) {
        long ms = Durations.toWholeMs("The duration to remember", duration);
        requireBeingBuilt("remember(" + duration + ")");
        Duration before = remembered;
        if (before != null) {
            throw new IllegalArgumentException(
                    "The duration to remember is set to " + before + " already, and can't be set again to " + duration);
        }
        remembered = duration;
        streams.forEach(stream -> stream.memory().remember(ms));
    }

    // ---- running

    public boolean hasOutputs() {
        return !outputs.isEmpty();
    }

    public List<InputDStream<?>> inputs() {
        return List.copyOf(inputs);
    }

    /**
     * Nothing can be added from now on. Starts the inputs.
     *
     * @param goOn is asked before each; no further input is started when it says false
     */
    public void start(BooleanSupplier goOn) {
        synchronized (this) {
            moveTo(Phase.RUNNING);
        }
        for (InputDStream<?> input : inputs) {
            if (!goOn.getAsBoolean()) {
                return;
            }
            input.start();
            startedInputs.add(input);
        }
    }

    /** Called once, before the first batch, which is one interval after {@code zeroTime}. */
    public void begin(Time zeroTime) {
        zeroMs = zeroTime.milliseconds();
    }

    /**
     * Ends the inputs that were started, and lets go of what is kept. Can be called again. What a stop throws comes out when all is
     * done; of several, the first with the others suppressed.
     */
    public void end() {
        synchronized (this) {
            boolean wasRunning = phase == Phase.RUNNING;
            if (phase != Phase.ENDED) {
                moveTo(Phase.ENDED);
            }
            if (!wasRunning) {
                return;
            }
        }
        Throwable first = null;
        for (InputDStream<?> input : startedInputs) {
            try {
                input.stop();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        streams.forEach(stream -> letGo(stream.memory().all()));
        if (first != null) {
            throw Sneaky.unchecked(first);
        }
    }

    private void moveTo(Phase next) {
        if (!phase.successors().contains(next)) {
            throw new IllegalStateException("A stream graph that is " + phase + " can't become " + next);
        }
        phase = next;
    }

    void requireStarted(String method, AbstractDStream<?, ?, ?> stream) {
        if (phase == Phase.BUILT) {
            throw new IllegalStateException(
                    method + ": " + stream + " has no batches before its streaming context was started");
        }
    }

    boolean isValid(long timeMs, long slideMs) {
        return timeMs > zeroMs && (timeMs - zeroMs) % slideMs == 0;
    }

    long floor(long timeMs, long slideMs) {
        return timeMs - Math.floorMod(timeMs - zeroMs, slideMs);
    }

    /** The outputs of a batch, in the order in which the program added them; runs the functions of {@code transform}. */
    public List<OutputRun> generate(Time time) {
        List<OutputRun> runs = new ArrayList<>(outputs.size());
        for (OutputOperation output : outputs) {
            OutputOperation.Run run = output.at(time);
            if (run != null) {
                runs.add(new OutputRun(output, run));
            }
        }
        return runs;
    }

    /** What each input gave a batch that was generated, by its id. */
    public Map<Integer, StreamInputInfo> inputInfo(Time time) {
        Map<Integer, StreamInputInfo> infos = new LinkedHashMap<>();
        for (InputDStream<?> input : inputs) {
            infos.put(input.id(), input.inputInfo(time));
        }
        return infos;
    }

    /**
     * What each input gave a batch whose outputs are done.
     *
     * @param whenMade what {@link #inputInfo} said
     */
    public Map<Integer, StreamInputInfo> inputInfoWhenDone(Time time, Map<Integer, StreamInputInfo> whenMade) {
        Map<Integer, StreamInputInfo> infos = new LinkedHashMap<>();
        for (InputDStream<?> input : inputs) {
            StreamInputInfo before = whenMade.get(input.id());
            if (before != null) {
                infos.put(input.id(), input.inputInfoWhenDone(time, before));
            }
        }
        return infos;
    }

    /** Forgets what only batches up to this one needed, and lets go of what was kept for them. */
    public void completed(Time time) {
        for (AbstractDStream<?, ?, ?> stream : streams) {
            forget(stream, time.milliseconds());
        }
        for (InputDStream<?> input : inputs) {
            long beyondThis = input.memory().rememberMs() - batchMs;
            input.forget(new Time(time.milliseconds() - beyondThis));
        }
    }

    private <T, R extends AbstractRDD<T, R>> void forget(AbstractDStream<T, R, ?> stream, long completedMs) {
        letGo(stream.memory().forget(completedMs));
    }

    private void letGo(List<? extends AbstractRDD<?, ?>> rdds) {
        for (AbstractRDD<?, ?> rdd : rdds) {
            if (handle.unpersists() && rdd.getStorageLevel().isValid()) {
                rdd.unpersist(false);
            }
        }
    }
}

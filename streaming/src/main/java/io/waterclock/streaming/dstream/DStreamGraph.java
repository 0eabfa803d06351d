// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function2;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDDContext;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.lineage.UnchangedArguments;
import io.waterclock.streaming.program.BatchTimes;
import io.waterclock.streaming.program.GraphHandle;
import io.waterclock.streaming.program.Lifecycle;
import io.waterclock.streaming.program.Names;
import io.waterclock.streaming.sink.SinkWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All streams, inputs and outputs of a context, as the program describes them. It adds to them until it is started; what the batch room asks
 * of them from then on is the {@link GraphRun}.
 */
public final class DStreamGraph {

    private static final Logger LOG = System.getLogger(DStreamGraph.class.getName());

    /** Who has a graph: a streaming context. */
    public interface Owner {
        DStreamGraph graph();
    }

    private final GraphHandle handle;
    private final long batchMs;
    private final Partitioner defaultPartitioner;
    private final List<AbstractDStream<?, ?, ?>> streams = new CopyOnWriteArrayList<>();
    private final List<InputDStream<?>> inputs = new CopyOnWriteArrayList<>();
    private final List<OutputOperation> outputs = new CopyOnWriteArrayList<>();
    private final Windows.Shared slices = new Windows.Shared();
    private final Lifecycle life = new Lifecycle();
    private final Names names = new Names();
    private final Retention retention;
    private final BatchTimes times = new BatchTimes();
    private final GraphRun run = new GraphRun(this);
    private final AtomicInteger nextInputId = new AtomicInteger();
    private String stateSuffix = "";

    /**
     * @param batchMs the interval of the batches
     */
    public DStreamGraph(GraphHandle handle, long batchMs) {
        this.handle = handle;
        this.batchMs = batchMs;
        this.retention = new Retention(handle, batchMs);
        this.defaultPartitioner = new HashPartitioner(handle.defaultParallelism());
    }

    // ---- being built

    GraphHandle handle() {
        return handle;
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

    /** The stream of a key, which windows share; made if it is the first. */
    synchronized <S extends AbstractDStream<?, ?, ?>> S shared(Windows.Shared.Key key, Supplier<S> make) {
        return slices.get(key, make);
    }

    Lifecycle life() {
        return life;
    }

    /**
     * The operator {@code method}, called by the program just now.
     *
     * @throws IllegalStateException when nothing can be added any more
     */
    public Operator define(String method) {
        return life.define(method);
    }

    /** A function that combines two values, as streams are to use it: where a test asks for that, one that sees its arguments changed. */
    <T> Function2<T, T, T> combining(Operator made, Function2<T, T, T> f) {
        return rdds().setting(StreamingKeys.CHECK_COMBINING) ? new UnchangedArguments<>(made.toString(), f) : f;
    }

    <T> @Nullable Function2<T, T, T> combiningOrNull(Operator made, @Nullable Function2<T, T, T> f) {
        return f == null ? null : combining(made, f);
    }

    int nextInputId() {
        return nextInputId.getAndIncrement();
    }

    synchronized void add(AbstractDStream<?, ?, ?> stream) {
        life.requireBeingBuilt(stream.operator().toString());
        streams.add(stream);
        retention.applyTo(stream);
        if (stream instanceof InputDStream<?> input) {
            inputs.add(input);
        }
    }

    synchronized OutputOperation addOutput(
            Operator made,
            AbstractDStream<?, ?, ?> stream,
            OutputOperation.RunMaker maker,
            @Nullable SinkWriter<?> sink) {
        life.requireBeingBuilt(made.toString());
        OutputOperation output = new OutputOperation(this, outputs.size(), made, stream, maker, sink);
        outputs.add(output);
        return output;
    }

    Retention retention() {
        return retention;
    }

    Names names() {
        return names;
    }

    /** Takes a name for a stream or an output; refuses one that is taken. */
    synchronized void claimName(String kind, String name, String by) {
        life.requireBeingBuilt(Operator.here("named(\"" + name + "\")").toString());
        names.claim(kind, name, by);
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
                    + " ms; they must have the same, as window(length, slide) of the one with the shorter has it");
        }
    }

    /**
     * Lets every stream remember its RDDs at least so long.
     *
     * @throws IllegalArgumentException when that was said before with another duration
     * @throws IllegalStateException after the start
     */
    public synchronized void remember(Duration duration) {
        Durations.toWholeMs(Operator.here("remember") + ": the duration", duration);
        life.requireBeingBuilt(Operator.here("remember").toString());
        retention.ask(duration);
        streams.forEach(retention::applyTo);
    }

    /** How each output gets what it puts out, for people. */
    public String explain() {
        Explanation text = new Explanation();
        outputs.forEach(text::add);
        return text.toString();
    }

    // ---- running

    /** What the batch room asks of it. */
    public GraphRun run() {
        return run;
    }

    BatchTimes times() {
        return times;
    }

    List<AbstractDStream<?, ?, ?>> streams() {
        return streams;
    }

    List<OutputOperation> outputs() {
        return outputs;
    }

    public boolean hasOutputs() {
        return !outputs.isEmpty();
    }

    public List<InputDStream<?>> inputs() {
        return List.copyOf(inputs);
    }

    /**
     * Nothing can be added from now on.
     *
     * @return what outputs read, directly or through other streams; parents first
     */
    List<AbstractDStream<?, ?, ?>> conclude() {
        List<AbstractDStream<?, ?, ?>> needed;
        synchronized (this) {
            requireDistinctStates();
            requireDistinctSinks();
            life.start();
            needed = neededByOutputs();
            retention.reachBack(needed);
        }
        sayWhatARestartLoses(needed);
        return needed;
    }

    /** @return whether it was running until now */
    synchronized boolean end() {
        return life.end();
    }

    private static void sayWhatARestartLoses(List<AbstractDStream<?, ?, ?>> needed) {
        List<String> states = new ArrayList<>();
        for (AbstractDStream<?, ?, ?> stream : needed) {
            if (stream instanceof StatefulDStream<?> state) {
                states.add("\"" + state.stateName() + "\""
                        + (state.givenName() == null ? " (named after its place in the program)" : ""));
            }
        }
        if (!states.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "States and windows live in this process alone, and a restart begins without them: {0}",
                    String.join(", ", states));
        }
    }

    /** To a sink, two outputs of one name would be one. */
    private void requireDistinctSinks() {
        Names taken = new Names();
        List<String> ofPlaces = new ArrayList<>();
        for (OutputOperation output : outputs) {
            if (output.sink() != null) {
                String by = output.operator().toString();
                taken.claim("outputs to sinks", output.sinkName(), by, "A sink knows what it has by the name");
                if (!output.isNamed()) {
                    ofPlaces.add("\"" + output.sinkName() + "\"");
                }
            }
        }
        if (!ofPlaces.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "Outputs to sinks have names after their places in the program, and after a change of it may not be known again; named(…) gives"
                            + " them one that stays: {0}",
                    String.join(", ", ofPlaces));
        }
    }

    /** A state of one name and another of the same would be one to the engine and to recovery. */
    private void requireDistinctStates() {
        Names taken = new Names();
        for (AbstractDStream<?, ?, ?> stream : streams) {
            if (stream instanceof StatefulDStream<?> state) {
                taken.claim("states", state.stateName(), "that of " + state.operator(), "A name stands for one state");
            }
        }
    }

    private List<AbstractDStream<?, ?, ?>> neededByOutputs() {
        Set<AbstractDStream<?, ?, ?>> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        outputs.forEach(output -> wanted.add(output.stream()));
        List<AbstractDStream<?, ?, ?>> needed = new ArrayList<>();
        for (int i = streams.size() - 1; i >= 0; i--) {
            AbstractDStream<?, ?, ?> stream = streams.get(i);
            if (wanted.contains(stream)) {
                needed.add(stream);
                wanted.addAll(stream.parents());
            }
        }
        Collections.reverse(needed);
        return List.copyOf(needed);
    }

    /** What tells the states of this context from those of another on the same engine. */
    synchronized String stateSuffix() {
        if (stateSuffix.isEmpty()) {
            stateSuffix = " of stream " + rdds().nextRddId();
        }
        return stateSuffix;
    }

    /**
     * For test kits: the pairs of key and state after the last batch.
     *
     * @param stream one with a state, or one whose records are states
     * @return null before the first batch
     * @throws IllegalArgumentException when the stream is neither
     */
    public @Nullable PairRDD<?, ?> lastStates(AbstractDStream<?, ?, ?> stream) {
        StatefulDStream<?> state = StatefulDStream.shownBy(stream);
        if (state == null) {
            throw new IllegalArgumentException(stream + " has no state; those of updateStateByKey, mapWithState,"
                    + " stateSnapshots and reduceByKeyAndWindow have one");
        }
        return state.lastPublished();
    }

    /**
     * As {@link #lastStates(AbstractDStream)}, of the state with a name.
     *
     * @throws IllegalArgumentException when there is none, naming those that there are
     */
    public @Nullable PairRDD<?, ?> lastStates(String name) {
        List<String> known = new ArrayList<>();
        for (AbstractDStream<?, ?, ?> stream : streams) {
            if (stream instanceof StatefulDStream<?> state) {
                if (state.stateName().equals(name)) {
                    return state.lastPublished();
                }
                known.add("\"" + state.stateName() + "\"");
            }
        }
        throw new IllegalArgumentException("No state is named \"" + name + "\"; "
                + (known.isEmpty() ? "the program has none" : "there are " + String.join(", ", known)));
    }
}

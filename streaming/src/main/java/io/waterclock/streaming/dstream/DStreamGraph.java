// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.engine.StateVersions;
import io.waterclock.function.Function2;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.TaskContext;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.lineage.UnchangedArguments;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.sink.SinkWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All streams, inputs and outputs of a context. A program adds to it until it is started; from then on the batch room asks
 * it for the outputs of each batch, in the order of time, and tells it which batches are completed.
 */
public final class DStreamGraph {

    private static final Logger LOG = System.getLogger(DStreamGraph.class.getName());

    /** Who has a graph: a streaming context. */
    public interface Owner {
        DStreamGraph graph();
    }

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

    /**
     * A state taken from one version to the next, all partitions of it, before a batch's outputs run.
     *
     * @param state its name and the operator that has it, for people
     */
    public record StateStep(String state, Lineage.Stateful node) {

        /** Runs a step in its batch. */
        @FunctionalInterface
        public interface Runner {
            void run(StateStep step);
        }

        @Override
        public String toString() {
            return state;
        }
    }

    private final GraphHandle handle;
    private final long batchMs;
    private final Partitioner defaultPartitioner;
    private final List<AbstractDStream<?, ?, ?>> streams = new CopyOnWriteArrayList<>();
    private final List<InputDStream<?>> inputs = new CopyOnWriteArrayList<>();
    private final List<InputDStream<?>> startedInputs = new CopyOnWriteArrayList<>();
    private final List<SinkWriter<?>> openSinks = new CopyOnWriteArrayList<>();
    private final List<OutputOperation> outputs = new CopyOnWriteArrayList<>();
    private final Windows.Shared slices = new Windows.Shared();
    private final Map<String, String> names = new HashMap<>();
    private final AtomicInteger nextInputId = new AtomicInteger();
    private volatile List<AbstractDStream<?, ?, ?>> needed = List.of();
    private volatile Phase phase = Phase.BUILT;
    private String stateSuffix = "";
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

    /** The stream of a key, which windows share; made if it is the first. */
    synchronized <S extends AbstractDStream<?, ?, ?>> S shared(Windows.Shared.Key key, Supplier<S> make) {
        return slices.get(key, make);
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

    /** The method, called by the program just now, if none of its arguments is null. */
    public static String withoutNull(String method, @Nullable Object... arguments) {
        for (Object argument : arguments) {
            if (argument == null) {
                throw new IllegalArgumentException(Operator.here(method) + ": an argument is null");
            }
        }
        return method;
    }

    /** A function that combines two values, as streams are to use it: where a test asks for that, one that sees its arguments changed. */
    <T> Function2<T, T, T> combining(Operator made, Function2<T, T, T> f) {
        return rdds().setting(StreamingKeys.CHECK_COMBINING) ? new UnchangedArguments<>(made.toString(), f) : f;
    }

    <T> @Nullable Function2<T, T, T> combiningOrNull(Operator made, @Nullable Function2<T, T, T> f) {
        return f == null ? null : combining(made, f);
    }

    private void requireBeingBuilt(String what) {
        if (TaskContext.get() != null) {
            throw new IllegalStateException(
                    what + ": called in a function of a task, where streams are of no use; describe"
                            + " it before start(), by join, union or transformWith, and give the function values");
        }
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

    synchronized OutputOperation addOutput(
            Operator made,
            AbstractDStream<?, ?, ?> stream,
            OutputOperation.RunMaker maker,
            @Nullable SinkWriter<?> sink) {
        requireBeingBuilt(made.toString());
        OutputOperation output = new OutputOperation(this, outputs.size(), made, stream, maker, sink);
        outputs.add(output);
        return output;
    }

    /** Takes a name for a stream or an output; refuses one that is taken. */
    synchronized void claimName(String kind, String name, String by) {
        requireBeingBuilt(Operator.here("named(\"" + name + "\")").toString());
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    Operator.here("named") + ": the name of " + by + " is empty; give it one, or leave named(…) out");
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
        long ms = Durations.toWholeMs(Operator.here("remember") + ": the duration", duration);
        requireBeingBuilt(Operator.here("remember").toString());
        Duration before = remembered;
        if (before != null) {
            throw new IllegalArgumentException(Operator.here("remember") + ": the duration to remember is " + before
                    + " already, and can't be set again to " + duration
                    + "; call it once, with the longest that is needed");
        }
        remembered = duration;
        streams.forEach(stream -> stream.memory().remember(ms));
    }

    /** How each output gets what it puts out, for people. */
    public String explain() {
        Explanation text = new Explanation();
        outputs.forEach(text::add);
        return text.toString();
    }

    // ---- running

    public boolean hasOutputs() {
        return !outputs.isEmpty();
    }

    public List<InputDStream<?>> inputs() {
        return List.copyOf(inputs);
    }

    /**
     * Nothing can be added from now on. Opens the sinks, and starts the inputs.
     *
     * @param goOn is asked before each; no further one is started when it says false
     */
    public void start(BooleanSupplier goOn) {
        synchronized (this) {
            requireDistinctStates();
            requireDistinctSinks();
            moveTo(Phase.RUNNING);
            needed = neededByOutputs();
        }
        sayWhatARestartLoses();
        for (OutputOperation output : outputs) {
            SinkWriter<?> sink = output.sink();
            if (sink != null && goOn.getAsBoolean()) {
                sink.open(sinkName(output));
                openSinks.add(sink);
            }
        }
        for (InputDStream<?> input : inputs) {
            if (!goOn.getAsBoolean()) {
                return;
            }
            input.start();
            startedInputs.add(input);
        }
    }

    private void sayWhatARestartLoses() {
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
        Map<String, OutputOperation> byName = new HashMap<>();
        List<String> derived = new ArrayList<>();
        for (OutputOperation output : outputs) {
            if (output.sink() == null) {
                continue;
            }
            String name = sinkName(output);
            OutputOperation before = byName.putIfAbsent(name, output);
            if (before != null) {
                throw new IllegalArgumentException("Two outputs to sinks are named \"" + name + "\": "
                        + before.operator() + ", and " + output.operator()
                        + ". A sink knows what it has by the name; give one of them another");
            }
            if (!output.isNamed()) {
                derived.add("\"" + name + "\"");
            }
        }
        if (!derived.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "Outputs to sinks have names after their places in the program, and after a change of it may not be known again; named(…) gives"
                            + " them one that stays: {0}",
                    String.join(", ", derived));
        }
    }

    /** By which a sink knows an output: the name that the program gave it, else one as {@link #derivedStateName} makes it. */
    String sinkName(OutputOperation output) {
        if (output.isNamed()) {
            return output.name();
        }
        String method = output.operator().site().enclosingMethod();
        long ordinal = outputs.stream()
                .filter(other -> other.id() <= output.id()
                        && other.sink() != null
                        && other.operator().site().enclosingMethod().equals(method))
                .count();
        return output.operator().name() + " " + ordinal + " in " + method;
    }

    /** A state of one name and another of the same would be one to the engine and to recovery. */
    private void requireDistinctStates() {
        Map<String, StatefulDStream<?>> byName = new HashMap<>();
        for (AbstractDStream<?, ?, ?> stream : streams) {
            if (stream instanceof StatefulDStream<?> state) {
                StatefulDStream<?> before = byName.putIfAbsent(state.stateName(), state);
                if (before != null) {
                    throw new IllegalArgumentException("Two states are named \"" + state.stateName() + "\": that of "
                            + before.operator() + ", and that of " + state.operator()
                            + ". A name stands for one state; give one of them another");
                }
            }
        }
    }

    /**
     * For how long parents must remember their batches for a stream: as far as it reaches back in each batch; and where its own batches are
     * asked for later, so much longer. A state needs its parents in the batch alone: what it made of them is its own.
     */
    private long reachedBack(AbstractDStream<?, ?, ?> stream) {
        if (stream instanceof StatefulDStream<?>) {
            return 0;
        }
        long own = stream.memory().rememberMs();
        boolean isAskedForLater = own > (remembered == null ? stream.slideMs() : batchMs);
        long reached = stream.reachBackMs() + (isAskedForLater ? own : 0);
        return reached < 0 ? Long.MAX_VALUE : reached;
    }

    /**
     * What outputs read, directly or through other streams; parents first. Lets each stream remember what its children will read.
     */
    private List<AbstractDStream<?, ?, ?>> neededByOutputs() {
        Set<AbstractDStream<?, ?, ?>> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        outputs.forEach(output -> wanted.add(output.stream()));
        List<AbstractDStream<?, ?, ?>> needed = new ArrayList<>();
        for (int i = streams.size() - 1; i >= 0; i--) {
            AbstractDStream<?, ?, ?> stream = streams.get(i);
            if (wanted.contains(stream)) {
                needed.add(stream);
                long reached = reachedBack(stream);
                for (AbstractDStream<?, ?, ?> parent : stream.parents()) {
                    wanted.add(parent);
                    parent.memory().remember(reached);
                }
            }
        }
        Collections.reverse(needed);
        return List.copyOf(needed);
    }

    /** Called once, before the first batch, which is one interval after {@code zeroTime}. */
    public void begin(Time zeroTime) {
        zeroMs = zeroTime.milliseconds();
    }

    long zeroMs() {
        return zeroMs;
    }

    /**
     * Ends the inputs and sinks that were started, inputs first, and lets go of what is kept. Can be called again. What a stop throws comes out when all is
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
        List<Runnable> endings = new ArrayList<>();
        startedInputs.forEach(input -> endings.add(input::stop));
        openSinks.forEach(sink -> endings.add(sink::close));
        for (Runnable ending : endings) {
            try {
                ending.run();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        for (AbstractDStream<?, ?, ?> stream : streams) {
            letGo(stream.memory().all());
            if (stream instanceof StatefulDStream<?> stateful) {
                stateful.dropAll();
            }
        }
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

    void requireBatches(String method, AbstractDStream<?, ?, ?> stream) {
        if (phase == Phase.BUILT) {
            throw new IllegalStateException(Operator.here(method) + ": " + stream
                    + " has no batches before its streaming context was started; call it after start()");
        }
        if (!needed.isEmpty() && !needed.contains(stream)) {
            throw new IllegalStateException(
                    Operator.here(method) + ": " + stream
                            + " has no batches, since no output reads it; add one before start(), such as foreachRDD(rdd -> {})");
        }
    }

    boolean isValid(long timeMs, long slideMs) {
        return timeMs > zeroMs && (timeMs - zeroMs) % slideMs == 0;
    }

    long floor(long timeMs, long slideMs) {
        return timeMs - Math.floorMod(timeMs - zeroMs, slideMs);
    }

    /**
     * Fixes what each input gives a batch. Called once for each batch, in the order of time, when it falls due; {@link #generate}
     * may come much later.
     *
     * @return what that is, by the id of the input
     */
    public Map<Integer, StreamInputInfo> claim(Time time) {
        Map<Integer, StreamInputInfo> infos = new LinkedHashMap<>();
        for (AbstractDStream<?, ?, ?> stream : needed) {
            if (stream instanceof InputDStream<?> input) {
                synchronized (input.turn()) {
                    input.getOrCompute(time);
                }
            }
        }
        for (InputDStream<?> input : inputs) {
            synchronized (input.turn()) {
                infos.put(input.id(), input.inputInfo(time));
            }
        }
        return infos;
    }

    /** The outputs that are due in a batch, in the order in which the program added them. */
    public List<OutputOperation> outputsOf(Time time) {
        List<OutputOperation> due = new ArrayList<>(outputs.size());
        for (OutputOperation output : outputs) {
            if (isValid(time.milliseconds(), output.stream().slideMs())) {
                due.add(output);
            }
        }
        return due;
    }

    /**
     * Makes the RDDs of a batch, each stream after its parents, and takes the stateful ones a step further, whether or not an output
     * reads them. Runs the functions of {@code transform}. Called when all earlier batches are done: so a function of the program's that
     * runs jobs of its own sees the states of this batch.
     *
     * @param runner runs and publishes a step; what it throws comes out
     * @return what the outputs do; one without an RDD in this batch is left out
     */
    public List<OutputOperation.Due> generate(Time time, StateStep.Runner runner) {
        for (AbstractDStream<?, ?, ?> stream : needed) {
            stream.getOrCompute(time);
            if (stream instanceof StatefulDStream<?> stateful) {
                for (StateStep step : stateful.stepsOf(time)) {
                    runner.run(step);
                }
            }
        }
        List<OutputOperation.Due> runs = new ArrayList<>(outputs.size());
        for (OutputOperation output : outputsOf(time)) {
            OutputOperation.Run run = output.at(time);
            if (run != null) {
                runs.add(new OutputOperation.Due(output, run));
            }
        }
        return runs;
    }

    /** Computes all partitions of a step and makes them visible together. */
    public void run(StateStep step) {
        Lineage.Stateful node = step.node();
        List<Integer> all = IntStream.range(0, node.numPartitions()).boxed().toList();
        rdds().runJob(node, all, new Action.Count(), step.toString());
        states().publish(node.name(), node.toVersion(), all.size());
    }

    /** What tells the states of this context from those of another on the same engine. */
    synchronized String stateSuffix() {
        if (stateSuffix.isEmpty()) {
            stateSuffix = " of stream " + rdds().nextRddId();
        }
        return stateSuffix;
    }

    /**
     * The name of a state to which the program gave none: its operator, the method that called it, and which of that kind it is there. No line
     * numbers and no stateless operators go into it, so that it stays what it is as the program around it changes.
     */
    String derivedStateName(StatefulDStream<?> state) {
        String kind = state.operator().name();
        String method = state.operator().site().enclosingMethod();
        int ordinal = 1;
        for (AbstractDStream<?, ?, ?> stream : streams) {
            if (stream == state) {
                break;
            }
            if (stream instanceof StatefulDStream<?> other
                    && other.operator().name().equals(kind)
                    && other.operator().site().enclosingMethod().equals(method)) {
                ordinal++;
            }
        }
        return kind + " " + ordinal + " in " + method;
    }

    /**
     * For test kits: the pairs of key and state after the last batch.
     *
     * @param stream one with a state, or one whose records are states
     * @return null before the first batch
     * @throws IllegalArgumentException when the stream is neither
     */
    public @Nullable PairRDD<?, ?> lastStates(AbstractDStream<?, ?, ?> stream) {
        StatefulDStream<?> state = stream instanceof StatefulDStream<?> itself ? itself : shownBy(stream);
        if (state == null) {
            throw new IllegalArgumentException(stream + " has no state; those of updateStateByKey, mapWithState,"
                    + " stateSnapshots and reduceByKeyAndWindow have one");
        }
        return state.lastPublished();
    }

    private static @Nullable StatefulDStream<?> shownBy(AbstractDStream<?, ?, ?> stream) {
        boolean one = stream.parents().size() == 1;
        return one
                        && stream.parents().get(0) instanceof StatefulDStream<?> state
                        && (stream.operator().equals(state.operator())
                                || stream.operator().name().equals("stateSnapshots"))
                ? state
                : null;
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

    StateVersions states() {
        return handle.states();
    }

    /**
     * What each input gave a batch whose outputs are done.
     *
     * @param whenMade what {@link #claim} said
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
            synchronized (input.turn()) {
                input.forget(new Time(time.milliseconds() - keptBeyondMs(input)));
            }
        }
    }

    /**
     * For how long after a batch is done its input is kept: until no window reaches back to it; and where the program has said what streams
     * remember, all of them, so that what {@code slice} gives can be computed.
     */
    long keptBeyondMs(InputDStream<?> input) {
        Duration asked = remembered;
        return Math.max(input.memory().rememberMs() - batchMs, asked == null ? 0 : asked.toMillis());
    }

    private <T, R extends AbstractRDD<T, R>> void forget(AbstractDStream<T, R, ?> stream, long completedMs) {
        for (R rdd : stream.memory().forget(completedMs)) {
            if (isKept(rdd) && !isRemembered(rdd.lineage(), stream)) {
                rdd.unpersist(false);
            }
        }
        if (stream instanceof StatefulDStream<?> stateful) {
            stateful.dropUpTo(completedMs - stream.memory().rememberMs());
        }
    }

    /** Whether the stream, or one of which it is made, still remembers an RDD over this lineage: marks are of lineages, not of streams. */
    private static boolean isRemembered(Lineage lineage, AbstractDStream<?, ?, ?> stream) {
        Set<AbstractDStream<?, ?, ?>> looked = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<AbstractDStream<?, ?, ?>> toLook = new ArrayDeque<>(List.of(stream));
        while (!toLook.isEmpty()) {
            AbstractDStream<?, ?, ?> next = toLook.pop();
            if (looked.add(next)) {
                if (next.memory().remembers(lineage)) {
                    return true;
                }
                toLook.addAll(next.parents());
            }
        }
        return false;
    }

    private boolean isKept(AbstractRDD<?, ?> rdd) {
        return handle.unpersists() && rdd.getStorageLevel().isValid();
    }

    private void letGo(List<? extends AbstractRDD<?, ?>> rdds) {
        for (AbstractRDD<?, ?> rdd : rdds) {
            if (isKept(rdd)) {
                rdd.unpersist(false);
            }
        }
    }
}

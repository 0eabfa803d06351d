// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Operator;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.program.StateStep;
import io.waterclock.streaming.sink.SinkWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A graph from its start to its end, as the batch room sees it: asked for each batch, in the order of time, first what its inputs give it, then
 * what its outputs do, and told when it is completed.
 */
public final class GraphRun {
    private final DStreamGraph graph;
    private final List<InputDStream<?>> startedInputs = new CopyOnWriteArrayList<>();
    private final List<SinkWriter<?>> openSinks = new CopyOnWriteArrayList<>();
    private volatile List<AbstractDStream<?, ?, ?>> needed = List.of();
    private volatile List<InputDStream<?>> inputs = List.of();

    GraphRun(DStreamGraph graph) {
        this.graph = graph;
    }

    /**
     * Nothing can be added to the graph from now on. Opens the sinks, and starts the inputs.
     *
     * @param goOn is asked before each; no further one is started when it says false
     */
    public void start(BooleanSupplier goOn) {
        needed = graph.conclude();
        inputs = graph.inputs();
        for (OutputOperation output : graph.outputs()) {
            SinkWriter<?> sink = output.sink();
            if (sink != null && goOn.getAsBoolean()) {
                sink.open(output.sinkName());
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

    /** Refuses a stream that has no batches. */
    void requireNeeded(String method, AbstractDStream<?, ?, ?> stream) {
        if (!needed.isEmpty() && !needed.contains(stream)) {
            throw new IllegalStateException(
                    Operator.here(method) + ": " + stream
                            + " has no batches, since no output reads it; add one before start(), such as foreachRDD(rdd -> {})");
        }
    }

    /** Called once, before the first batch, which is one interval after {@code zeroTime}. */
    public void begin(Time zeroTime) {
        graph.times().begin(zeroTime);
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
        List<OutputOperation> due = new ArrayList<>(graph.outputs().size());
        for (OutputOperation output : graph.outputs()) {
            if (graph.times().isValid(time.milliseconds(), output.stream().slideMs())) {
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
    public List<OutputOperation.Due> generate(Time time, Consumer<StateStep> runner) {
        for (AbstractDStream<?, ?, ?> stream : needed) {
            stream.getOrCompute(time);
            if (stream instanceof StatefulDStream<?> stateful) {
                for (StateStep step : stateful.stepsOf(time)) {
                    runner.accept(step);
                }
            }
        }
        List<OutputOperation.Due> runs = new ArrayList<>(graph.outputs().size());
        for (OutputOperation output : outputsOf(time)) {
            OutputOperation.Run run = output.at(time);
            if (run != null) {
                runs.add(new OutputOperation.Due(output, run));
            }
        }
        return runs;
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
        for (AbstractDStream<?, ?, ?> stream : graph.streams()) {
            graph.retention().forget(stream, time.milliseconds());
        }
        for (InputDStream<?> input : inputs) {
            synchronized (input.turn()) {
                input.forget(new Time(time.milliseconds() - graph.retention().keptBeyondMs(input)));
            }
        }
    }

    /**
     * Ends the inputs and sinks that were started, inputs first, and lets go of what is kept. Can be called again. What a stop throws comes out when all is
     * done; of several, the first with the others suppressed.
     */
    public void end() {
        if (!graph.end()) {
            return;
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
        for (AbstractDStream<?, ?, ?> stream : graph.streams()) {
            graph.retention().letGo(stream);
        }
        if (first != null) {
            throw Sneaky.unchecked(first);
        }
    }
}

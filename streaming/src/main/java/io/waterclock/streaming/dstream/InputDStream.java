// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamInputInfo;
import org.jspecify.annotations.Nullable;

/**
 * A stream from outside; the place to begin for an input of one's own that is asked for each batch ({@link
 * io.waterclock.streaming.receiver.Receiver} is for those that push).
 *
 * <p>Calls come one at a time: {@link #start} once, when the context starts; {@link #compute} once for each batch, in the
 * order of time, if an output needs the stream; {@link #inputInfo} after that; {@link #inputInfoWhenDone} and {@link #forget} when batches are done;
 * {@link #stop} once, if start has returned. None is called from a task. An exception from start fails the start of the
 * context, and this input is not stopped; one from compute fails the batch, and stops the context; one from stop comes out of
 * the context's stop when everything else has ended.
 */
public abstract class InputDStream<T> extends DStream<T> {
    private final int id;
    private final Object turn = new Object();

    /**
     * @param graph of the context, {@code context.graph()}
     * @param method what the program called to get it, for errors and for people
     */
    protected InputDStream(DStreamGraph graph, String method) {
        super(graph, graph.define(method), graph.batchMs());
        this.id = graph.nextInputId();
    }

    /**
     * For an input that the program makes by itself; a connector's says what the program called.
     *
     * @param context the streaming context
     */
    protected InputDStream(DStreamGraph.Owner context) {
        this(context.graph(), "input");
    }

    /** Whose monitor is held while it is asked for a batch, or told that batches are done: one call at a time. */
    final Object turn() {
        return turn;
    }

    /** Counts the inputs of a context, from 0. */
    public final int id() {
        return id;
    }

    /** Itself; where other APIs wrap. */
    public static <T> InputDStream<T> fromInputDStream(InputDStream<T> stream) {
        return stream;
    }

    /** Itself; where other APIs unwrap. */
    public final InputDStream<T> inputDStream() {
        return this;
    }

    /** Begins. What is opened here is closed in {@link #stop}. */
    public abstract void start();

    /** Ends; no batch is asked for any more. */
    public abstract void stop();

    /** The records of a batch; null for none. Must not wait for records to come. */
    @Override
    public abstract @Nullable RDD<T> compute(Time validTime);

    /** What it gave a batch. */
    public StreamInputInfo inputInfo(Time time) {
        return new StreamInputInfo(id, 0);
    }

    /**
     * The same when the outputs of the batch are done; for inputs whose records are counted as they are read.
     *
     * @param whenMade what {@link #inputInfo} said
     */
    public StreamInputInfo inputInfoWhenDone(Time time, StreamInputInfo whenMade) {
        return whenMade;
    }

    /**
     * The batches up to this one are done, and what was received for them can be let go. With the default of remembering
     * one batch that is the batch just completed; a longer {@code remember} keeps more.
     */
    public void forget(Time upTo) {}
}

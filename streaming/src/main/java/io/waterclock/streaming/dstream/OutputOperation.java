// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Operator;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.sink.SinkWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An output of the program: {@code print}, {@code foreachRDD} and their like. Runs once for each batch. */
public final class OutputOperation {
    private static final String RULE = "-".repeat(43);

    /** What an output does in a batch; may throw what the user's function throws. */
    @FunctionalInterface
    public interface Run {
        void run() throws Exception;
    }

    /**
     * An output in a batch.
     *
     * @param operation whose run it is
     * @param run can be called again when it failed
     */
    public record Due(OutputOperation operation, Run run) {}

    /** Makes the run of a batch; null when the stream has no RDD in it. */
    @FunctionalInterface
    interface RunMaker {
        @Nullable
        Run at(Time time);
    }

    private final DStreamGraph graph;
    private final int id;
    private final Operator operator;
    private final AbstractDStream<?, ?, ?> stream;
    private final String description;
    private final RunMaker maker;
    private final @Nullable SinkWriter<?> sink;
    private final String nameOfPlace;
    private volatile String name;

    /** @param sink to which it writes; null where the maker says it all */
    OutputOperation(
            DStreamGraph graph,
            int id,
            Operator operator,
            AbstractDStream<?, ?, ?> stream,
            RunMaker maker,
            @Nullable SinkWriter<?> sink) {
        this.graph = graph;
        this.id = id;
        this.operator = operator;
        this.stream = stream;
        this.description = operator.toString();
        this.name = description;
        this.maker = maker;
        this.sink = sink;
        this.nameOfPlace = sink == null ? description : graph.names().ofPlace(operator);
    }

    /** Counts the outputs of a program, from 0, in the order in which they run. */
    public int id() {
        return id;
    }

    /** The method called and where. */
    public Operator operator() {
        return operator;
    }

    /** The method called and where, as a text. */
    public String description() {
        return description;
    }

    /** What {@link #named} said, else the description. */
    public String name() {
        return name;
    }

    /**
     * Names the output, for people, errors and recovery.
     *
     * @throws IllegalArgumentException when another output of the program has this name
     * @throws IllegalStateException after the context was started
     */
    public OutputOperation named(String newName) {
        graph.claimName("output", newName, description);
        this.name = newName;
        return this;
    }

    /** What writes to its sink; null when it has none. */
    @Nullable
    SinkWriter<?> sink() {
        return sink;
    }

    /** By which its sink knows it: the name that the program gave it, else one of its place. */
    String sinkName() {
        return isNamed() ? name : nameOfPlace;
    }

    /** Whether {@link #named} was called. */
    boolean isNamed() {
        return !name.equals(description);
    }

    AbstractDStream<?, ?, ?> stream() {
        return stream;
    }

    @Nullable
    Run at(Time time) {
        return maker.at(time);
    }

    @Override
    public String toString() {
        return !isNamed() ? description : "\"" + name + "\" (" + description + ")";
    }

    // ---- what the built-in ones print, and how they name files

    /** One call of the stream, so that what other threads print doesn't come between the lines. */
    static <T, R extends AbstractRDD<T, R>> void print(R rdd, Time time, int num) {
        List<T> first = rdd.take(num == Integer.MAX_VALUE ? num : num + 1);
        String end = System.lineSeparator();
        StringBuilder text = new StringBuilder();
        text.append(RULE).append(end);
        text.append("Time: ").append(time).append(end);
        text.append(RULE).append(end);
        for (int i = 0; i < Math.min(num, first.size()); i++) {
            text.append(first.get(i)).append(end);
        }
        if (first.size() > num) {
            text.append("...").append(end);
        }
        text.append(end);
        System.out.print(text);
        System.out.flush();
    }

    /** {@code prefix-<ms>.suffix}, less what is missing. */
    static String fileName(@Nullable String prefix, @Nullable String suffix, Time time) {
        String ms = Long.toString(time.milliseconds());
        String front = prefix == null || prefix.isEmpty() ? ms : prefix + "-" + ms;
        return suffix == null || suffix.isEmpty() ? front : front + "." + suffix;
    }
}

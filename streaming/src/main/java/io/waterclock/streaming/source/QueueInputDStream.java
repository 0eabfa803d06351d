// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.source.LocalListSource;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.program.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * RDDs from a queue of the program's, which stays the program's: what it adds later comes in later batches. The queue is
 * read under its own monitor, so a program that adds from another thread uses {@code synchronized (queue)} or a
 * concurrent queue.
 */
public final class QueueInputDStream<T> extends InputDStream<T> {
    private final Queue<RDD<T>> queue;
    private final boolean oneAtATime;
    private final @Nullable RDD<T> whenEmpty;
    private @Nullable RDD<T> given;
    private @Nullable Time givenTo;

    private QueueInputDStream(DStreamGraph graph, Queue<RDD<T>> queue, boolean oneAtATime, @Nullable RDD<T> whenEmpty) {
        super(graph, Arguments.withoutNull("queueStream", queue));
        this.queue = queue;
        this.oneAtATime = oneAtATime;
        this.whenEmpty = whenEmpty;
    }

    /** A batch without an RDD in the queue gets an empty one of one partition. */
    public static <T> QueueInputDStream<T> of(DStreamGraph graph, Queue<RDD<T>> queue, boolean oneAtATime) {
        LocalListSource<T> nothing = LocalListSource.of("queueStream", List.of(), 1);
        RDD<T> empty = new SourceRDD<>(graph.rdds(), graph.define("queueStream"), nothing);
        return new QueueInputDStream<>(graph, queue, oneAtATime, empty);
    }

    /**
     * @param whenEmpty for a batch without an RDD in the queue; null for an RDD without partitions
     */
    public static <T> QueueInputDStream<T> of(
            DStreamGraph graph, Queue<RDD<T>> queue, boolean oneAtATime, @Nullable RDD<T> whenEmpty) {
        return new QueueInputDStream<>(graph, queue, oneAtATime, whenEmpty);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public RDD<T> compute(Time validTime) {
        given = next();
        givenTo = validTime;
        return given;
    }

    private RDD<T> next() {
        List<RDD<T>> taken = take();
        for (RDD<T> rdd : taken) {
            if (rdd.handle().owner() != graph().rdds().owner()) {
                throw new IllegalArgumentException(this + ": an RDD in the queue belongs to another WaterclockContext ("
                        + rdd + "); make it with " + "the one of the stream, context().waterclockContext()");
            }
        }
        if (taken.size() == 1) {
            return taken.get(0);
        }
        if (!taken.isEmpty()) {
            List<Lineage> parents = taken.stream().map(RDD::lineage).toList();
            return new RDD<>(graph().rdds(), new Lineage.Union(operator(), parents));
        }
        return whenEmpty != null ? whenEmpty : new SourceRDD<>(graph().rdds(), operator(), List::of);
    }

    private List<RDD<T>> take() {
        List<RDD<T>> taken = new ArrayList<>();
        synchronized (queue) {
            RDD<T> next = queue.poll();
            while (next != null) {
                taken.add(next);
                next = oneAtATime ? null : queue.poll();
            }
        }
        return taken;
    }

    @Override
    public StreamInputInfo inputInfo(Time time) {
        RDD<T> rdd = time.equals(givenTo) ? given : null;
        long count = rdd == null ? 0 : RecordCount.of(rdd.lineage());
        return count >= 0
                ? new StreamInputInfo(id(), count)
                : new StreamInputInfo(
                        id(),
                        0,
                        Map.of(StreamInputInfo.METADATA_KEY_DESCRIPTION, "not counted: " + rdd + " is computed later"));
    }
}

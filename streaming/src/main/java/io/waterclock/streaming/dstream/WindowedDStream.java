// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.Windowed;
import io.waterclock.streaming.eventtime.Accumulation;
import io.waterclock.streaming.eventtime.Emitted;
import io.waterclock.streaming.eventtime.EventTimeStep;
import io.waterclock.streaming.eventtime.Progress;
import io.waterclock.streaming.eventtime.Watermark;
import io.waterclock.streaming.eventtime.WindowShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results of windows by event time: a pair of the key with its window, and what its values came to, in the batch in which the
 * window closed.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values that windows take in
 * @param <R> the type of the results
 */
public final class WindowedDStream<K, V, R> extends PairDStream<Windowed<K>, R> {
    private final Steps<K, V> steps;

    private WindowedDStream(Operator made, Steps<K, V> steps) {
        super(steps.graph(), made, steps.slideMs());
        this.steps = steps;
        steps.results = this;
    }

    static <K, V, R> WindowedDStream<K, V, R> of(
            Operator made,
            EventTimeDStream<K, V> stream,
            WindowShape shape,
            Accumulation accumulation,
            Partitioner partitioner) {
        PartitionCount.requireFew(made, partitioner.numPartitions());
        return new WindowedDStream<>(made, new Steps<>(made, stream, shape, accumulation, partitioner));
    }

    /** The records that came when all of their windows had closed, each in the batch in which it came. */
    public PairDStream<K, V> lateRecords() {
        Operator made = define("lateRecords");
        PairFlatMapFunction<Emitted, K, V> late = Emitted.late();
        steps.emitsLate = true;
        return steps.pairs(made, parent -> new Lineage.Narrow(made, parent, NarrowKind.FLAT_MAP_TO_PAIR, late, false));
    }

    /** How many records came too late in the batches that have been followed by another. */
    public long lateCount() {
        return steps.late;
    }

    /** The watermark that the last batch used, in milliseconds since the epoch; {@link Long#MIN_VALUE} before there was one. */
    public long watermarkMs() {
        return steps.watermarkMs;
    }

    @Override
    List<AbstractDStream<?, ?, ?>> parents() {
        return List.of(steps);
    }

    @Override
    boolean holdsItsRecords() {
        return true;
    }

    @Override
    public @Nullable PairRDD<Windowed<K>, R> compute(Time validTime) {
        Lineage emitted = BatchRules.lineageOf(operator(), steps, validTime);
        return facade(new Lineage.Narrow(operator(), emitted, NarrowKind.FLAT_MAP_TO_PAIR, steps.onlyResults, false));
    }

    /** The windows themselves, a step a batch. */
    private static final class Steps<K, V> extends StatefulDStream<Emitted> {
        private final List<EventTimeDStream.Input<K, ?, V>> inputs;
        private final List<Object> timestamps = new ArrayList<>();
        private final long[] latenessMs;
        private final long[] idleAfterMs;
        private final WindowShape shape;
        private final Accumulation accumulation;
        private final PairFlatMapFunction<Emitted, ?, ?> onlyResults = Emitted.results();
        private @Nullable WindowedDStream<K, V, ?> results;
        private boolean emitsLate;
        private volatile long late;
        private volatile long watermarkMs = Watermark.NONE;

        Steps(
                Operator made,
                EventTimeDStream<K, V> stream,
                WindowShape shape,
                Accumulation accumulation,
                Partitioner partitioner) {
            super(made, stream.inputs().get(0).stream(), partitioner);
            this.inputs = stream.inputs();
            this.latenessMs = inputs.stream()
                    .mapToLong(EventTimeDStream.Input::latenessMs)
                    .toArray();
            for (int i = 0; i < inputs.size(); i++) {
                timestamps.add(inputs.get(i).timed(i));
            }
            this.idleAfterMs = inputs.stream()
                    .mapToLong(input -> slideMs() * input.idleAfterBatches())
                    .toArray();
            this.shape = shape;
            this.accumulation = accumulation;
        }

        @Override
        List<AbstractDStream<?, ?, ?>> parents() {
            return inputs.stream()
                    .<AbstractDStream<?, ?, ?>>map(EventTimeDStream.Input::stream)
                    .toList();
        }

        @Override
        StatefulFunction function(Time time) {
            List<Progress> seen = readLast(EventTimeStep.progress());
            late = seen.stream().mapToLong(Progress::late).sum();
            watermarkMs =
                    Watermark.of(seen, latenessMs, idleAfterMs, graph().times().zeroMs(), time.milliseconds());
            return new EventTimeStep(shape, accumulation, watermarkMs, emitsLate);
        }

        @Override
        Lineage input(Time time) {
            List<Lineage> timed = new ArrayList<>(inputs.size());
            for (int i = 0; i < inputs.size(); i++) {
                Lineage records = recordsOf(inputs.get(i).stream(), time);
                timed.add(new Lineage.Narrow(operator(), records, NarrowKind.MAP_TO_PAIR, timestamps.get(i), true));
            }
            return spread(timed.size() == 1 ? timed.get(0) : new Lineage.Union(operator(), timed));
        }

        @Override
        Function<Object, ? extends Iterator<?>> pairs() {
            throw new IllegalArgumentException(
                    this + ": windows by event time that haven't closed can't be read; their results can");
        }

        @Override
        Initial initial() {
            StatefulFunction loader = new EventTimeStep(shape, accumulation, Watermark.NONE, false).loader();
            return new Initial(
                    BatchRules.noRecords(operator(), statePartitioner().numPartitions()), loader);
        }

        @Override
        @Nullable
        String givenName() {
            return results == null ? null : results.name();
        }

        @Override
        String scheme() {
            return (shape.isSession() ? "sessions" : "windows") + " by event time";
        }
    }
}

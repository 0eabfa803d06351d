// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.ZeroValue;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.eventtime.Accumulation;
import io.waterclock.streaming.eventtime.Timed;
import io.waterclock.streaming.eventtime.WindowShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of which it is known when they happened; made by {@link PairDStream#withEventTime}. Its windows are of that time, not of the time of batches:
 * a window's result comes once, in the batch in which the watermark passes its end.
 *
 * <p>The watermark of a batch is the greatest event time that came in earlier batches, less the lateness that is allowed; of several inputs the
 * least. It depends on earlier batches alone, so the order of records within a batch, and repeating a batch, change nothing.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class EventTimeDStream<K, V> {
    /** An input without a record for so many batches doesn't hold back the others any more. */
    static final int IDLE_AFTER_BATCHES = 10;

    /** A stream with its timestamps: one input of the watermark. */
    record Input<K, A, V>(
            PairDStream<K, A> stream,
            Function<Tuple2<K, A>, Long> timestamp,
            Function<A, V> value,
            long latenessMs,
            int idleAfterBatches) {

        PairFunction<Tuple2<K, A>, K, Timed<V>> timed(int number) {
            return Timed.by(number, timestamp, value);
        }

        <W> Input<K, A, W> mapped(Function<V, W> f) {
            Function<A, V> before = value; // captured alone, without the stream
            return new Input<>(stream, timestamp, a -> f.call(before.call(a)), latenessMs, idleAfterBatches);
        }

        Input<K, A, V> idleAfter(int batches) {
            return new Input<>(stream, timestamp, value, latenessMs, batches);
        }
    }

    private final List<Input<K, ?, V>> inputs;

    EventTimeDStream(List<Input<K, ?, V>> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    List<Input<K, ?, V>> inputs() {
        return inputs;
    }

    /** Both streams, each with its timestamps, its lateness and when it is idle; each is an input of the watermark, which follows the slower. */
    public EventTimeDStream<K, V> union(EventTimeDStream<K, V> other) {
        Input<K, ?, V> first = inputs.get(0);
        Operator made = first.stream().define("union", other);
        List<Input<K, ?, V>> all = new ArrayList<>(inputs);
        for (Input<K, ?, V> input : other.inputs) {
            first.stream().graph().requireCompatible(made, first.stream(), input.stream());
            all.add(input);
        }
        return new EventTimeDStream<>(all);
    }

    /** Other values under the same keys, at the same times. */
    public <W> EventTimeDStream<K, W> mapValues(Function<V, W> f) {
        inputs.get(0).stream().define("mapValues", f);
        List<Input<K, ?, W>> mapped = new ArrayList<>();
        for (Input<K, ?, V> input : inputs) {
            mapped.add(input.mapped(f));
        }
        return new EventTimeDStream<>(mapped);
    }

    /**
     * After how many batches without a record an input of this stream is left out of the watermark; 10 unless told otherwise.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public EventTimeDStream<K, V> idleAfter(int batches) {
        Operator made = inputs.get(0).stream().define("idleAfter");
        if (batches < 1) {
            throw new IllegalArgumentException(
                    made + ": an input can't be idle after " + batches + " batches; at least 1");
        }
        List<Input<K, ?, V>> changed = new ArrayList<>();
        for (Input<K, ?, V> input : inputs) {
            changed.add(input.idleAfter(batches));
        }
        return new EventTimeDStream<>(changed);
    }

    /** Windows of this length, one after the other; they begin at multiples of it since the epoch. */
    public Windows<K, V> tumblingWindow(Duration size) {
        Operator made = inputs.get(0).stream().define("tumblingWindow");
        long sizeMs = Durations.toWholeMs(made + ": the window", size);
        return new Windows<>(this, new WindowShape(sizeMs, sizeMs, 0));
    }

    /** Windows of this length that begin at each multiple of the slide since the epoch. */
    public Windows<K, V> slidingWindow(Duration size, Duration slide) {
        Operator made = inputs.get(0).stream().define("slidingWindow");
        long sizeMs = Durations.toWholeMs(made + ": the window", size);
        return new Windows<>(this, new WindowShape(sizeMs, Durations.toWholeMs(made + ": the slide", slide), 0));
    }

    /**
     * Sessions of each key: what happened less than the gap apart is in one. A session ends the gap after what happened last in it.
     */
    public Windows<K, V> sessionWindow(Duration gap) {
        Operator made = inputs.get(0).stream().define("sessionWindow");
        return new Windows<>(this, new WindowShape(Durations.toWholeMs(made + ": the gap", gap), 0, 0));
    }

    /**
     * Windows over event time, before it is said what is made of their values. A record that comes when all of its windows have closed is late: it
     * is dropped and counted ({@link WindowedDStream#lateCount}), and goes into {@link WindowedDStream#lateRecords} if somebody asks for them.
     */
    public static final class Windows<K, V> {
        private final EventTimeDStream<K, V> stream;
        private final WindowShape shape;

        private Windows(EventTimeDStream<K, V> stream, WindowShape shape) {
            this.stream = stream;
            this.shape = shape;
        }

        /**
         * Late records change a closed window for so long, by the watermark: each batch that changes one gives its result again. Later ones
         * are late as above. Windows are kept for so much longer. A session that late records make longer, or one with another, has other
         * bounds than the results that were given before, which stand.
         */
        public Windows<K, V> updatingFor(Duration retention) {
            Operator made = first().define("updatingFor");
            return new Windows<>(stream, shape.updatingFor(Durations.toWholeMs(made + ": the retention", retention)));
        }

        /** One value for each key and window, by an associative and commutative function that doesn't change its arguments. */
        public WindowedDStream<K, V, V> reduceByKey(Function2<V, V, V> f) {
            return reduceByKey(f, first().graph().defaultPartitioner());
        }

        public WindowedDStream<K, V, V> reduceByKey(Function2<V, V, V> f, int numPartitions) {
            return reduceByKey(f, AbstractDStream.hash(first().define("reduceByKey"), numPartitions));
        }

        public WindowedDStream<K, V, V> reduceByKey(Function2<V, V, V> f, Partitioner partitioner) {
            Operator made = first().define("reduceByKey", f, partitioner);
            return WindowedDStream.of(made, stream, shape, Accumulation.reducing(f), partitioner);
        }

        /** A value of another type; both functions may change and return their first argument. Values come together in any order. */
        public <U> WindowedDStream<K, V, U> aggregateByKey(
                U zeroValue, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
            return aggregateByKey(zeroValue, first().graph().defaultPartitioner(), seqFunc, combFunc);
        }

        public <U> WindowedDStream<K, V, U> aggregateByKey(
                U zeroValue, int numPartitions, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
            Partitioner partitioner = AbstractDStream.hash(first().define("aggregateByKey"), numPartitions);
            return aggregateByKey(zeroValue, partitioner, seqFunc, combFunc);
        }

        public <U> WindowedDStream<K, V, U> aggregateByKey(
                U zeroValue, Partitioner partitioner, Function2<U, V, U> seqFunc, Function2<U, U, U> combFunc) {
            Operator made = first().define("aggregateByKey", partitioner, seqFunc, combFunc);
            ZeroValue<U> zero = ZeroValue.of(zeroValue, made.toString());
            return WindowedDStream.of(
                    made, stream, shape, Accumulation.aggregating(zero, seqFunc, combFunc), partitioner);
        }

        /** All values of each key and window: of a tumbling window in the order of their batches; of others stretch of time by stretch. */
        public WindowedDStream<K, V, List<V>> groupByKey() {
            return groupByKey(first().graph().defaultPartitioner());
        }

        public WindowedDStream<K, V, List<V>> groupByKey(int numPartitions) {
            return groupByKey(AbstractDStream.hash(first().define("groupByKey"), numPartitions));
        }

        public WindowedDStream<K, V, List<V>> groupByKey(Partitioner partitioner) {
            Operator made = first().define("groupByKey", partitioner);
            return WindowedDStream.of(made, stream, shape, Accumulation.grouping(), partitioner);
        }

        private PairDStream<K, ?> first() {
            return stream.inputs.get(0).stream();
        }
    }
}

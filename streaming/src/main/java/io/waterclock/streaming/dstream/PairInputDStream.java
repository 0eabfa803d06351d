// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of pairs from outside: an {@link InputDStream} of tuples, seen as pairs.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public class PairInputDStream<K, V> extends PairDStream<K, V> {
    private final InputDStream<Tuple2<K, V>> input;

    PairInputDStream(InputDStream<Tuple2<K, V>> input) {
        super(input.graph(), input.operator(), input.slideMs());
        this.input = input;
    }

    /** The pairs of an input of tuples, as they are. */
    public static <K, V> PairInputDStream<K, V> fromInputDStream(InputDStream<Tuple2<K, V>> stream) {
        return new PairInputDStream<>(stream);
    }

    /** The input itself. */
    public final InputDStream<Tuple2<K, V>> inputDStream() {
        return input;
    }

    @Override
    final List<AbstractDStream<?, ?, ?>> parents() {
        return List.of(input);
    }

    @Override
    final boolean holdsItsRecords() {
        return input.holdsItsRecords();
    }

    @Override
    public final @Nullable PairRDD<K, V> compute(Time validTime) {
        RDD<Tuple2<K, V>> rdd = input.getOrCompute(validTime);
        return rdd == null ? null : facade(rdd.lineage());
    }
}

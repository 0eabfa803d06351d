// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver of tuples stores, as a stream of pairs.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class PairReceiverInputDStream<K, V> extends PairDStream<K, V> {
    private final ReceiverInputDStream<Tuple2<K, V>> input;

    private PairReceiverInputDStream(ReceiverInputDStream<Tuple2<K, V>> input) {
        super(input.graph(), input.operator(), input.slideMs());
        this.input = input;
    }

    /** The pairs of an input of tuples, as they are. */
    public static <K, V> PairReceiverInputDStream<K, V> fromReceiverInputDStream(
            ReceiverInputDStream<Tuple2<K, V>> stream) {
        return new PairReceiverInputDStream<>(stream);
    }

    /** The input itself. */
    public ReceiverInputDStream<Tuple2<K, V>> receiverInputDStream() {
        return input;
    }

    @Override
    List<AbstractDStream<?, ?, ?>> parents() {
        return List.of(input);
    }

    @Override
    boolean holdsItsRecords() {
        return input.holdsItsRecords();
    }

    @Override
    public @Nullable PairRDD<K, V> compute(Time validTime) {
        RDD<Tuple2<K, V>> rdd = input.getOrCompute(validTime);
        return rdd == null ? null : facade(rdd.lineage());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;

/**
 * What a receiver of tuples stores, as a stream of pairs.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class PairReceiverInputDStream<K, V> extends PairInputDStream<K, V> {
    private final ReceiverInputDStream<Tuple2<K, V>> input;

    private PairReceiverInputDStream(ReceiverInputDStream<Tuple2<K, V>> input) {
        super(input);
        this.input = input;
    }

    /** The pairs of a receiver of tuples, as they are. */
    public static <K, V> PairReceiverInputDStream<K, V> fromReceiverInputDStream(
            ReceiverInputDStream<Tuple2<K, V>> stream) {
        return new PairReceiverInputDStream<>(stream);
    }

    /** The input itself. */
    public ReceiverInputDStream<Tuple2<K, V>> receiverInputDStream() {
        return input;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.Tuple2;
import io.waterclock.streaming.dstream.PairDStream;
import java.util.List;

/**
 * An input of pairs that a test fills; see {@link TestInput}.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class TestPairInput<K, V> {
    private final TestInput<Tuple2<K, V>> pairs;

    TestPairInput(TestInput<Tuple2<K, V>> pairs) {
        this.pairs = pairs;
    }

    /** The stream that a program under test takes; another one at each call. */
    public PairDStream<K, V> stream() {
        return PairDStream.fromDStream(pairs.stream());
    }

    /** Adds a pair to the next batch. */
    public TestPairInput<K, V> push(K key, V value) {
        return push(List.of(new Tuple2<>(key, value)));
    }

    /** {@link TestInput#push(List)}. */
    public TestPairInput<K, V> push(List<Tuple2<K, V>> records) {
        pairs.push(records);
        return this;
    }

    /** {@link TestInput#pushPartition}. */
    public TestPairInput<K, V> pushPartition(List<Tuple2<K, V>> records) {
        pairs.pushPartition(records);
        return this;
    }
}

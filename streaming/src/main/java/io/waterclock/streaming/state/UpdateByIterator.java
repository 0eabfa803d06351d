// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.function.Function;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@code updateStateByKey} whose function sees a whole partition: every key that has a state or a value, and gives the pairs that
 * are the state from then on.
 */
@SuppressWarnings("unchecked")
public final class UpdateByIterator<K, V, S> implements StatefulFunction {
    private static final long serialVersionUID = 1L;

    private final Function<Iterator<Tuple3<K, List<V>, Optional<S>>>, Iterator<Tuple2<K, S>>> update;
    private final Partitioner partitioner;

    public UpdateByIterator(
            Function<Iterator<Tuple3<K, List<V>, Optional<S>>>, Iterator<Tuple2<K, S>>> update,
            Partitioner partitioner) {
        this.update = update;
        this.partitioner = partitioner;
    }

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) throws Exception {
        Map<K, List<V>> came = KeyedStates.valuesByKey(records);
        Iterator<Tuple2<K, S>> result = update.call(all(KeyedStates.of(previous), came));
        if (result == null) {
            throw new IllegalArgumentException(
                    "The function returned null, not an iterator of the states; an empty one ends all");
        }
        VersionedMap.Builder<K, S> after = VersionedMap.<K, S>empty().edit();
        while (result.hasNext()) {
            Tuple2<K, S> pair = result.next();
            requireHere(pair._1(), partition);
            if (pair._2() == null) {
                throw new IllegalArgumentException("The function gave the key " + pair._1()
                        + " a state that is null; leave the key out to end its state");
            }
            if (after.put(pair._1(), pair._2()) != null) {
                throw new IllegalArgumentException("The function gave the key " + pair._1() + " twice");
            }
        }
        return new Update(after.build(), Collections.emptyIterator());
    }

    private Iterator<Tuple3<K, List<V>, Optional<S>>> all(VersionedMap<K, S> states, Map<K, List<V>> came) {
        Iterator<Tuple3<K, List<V>, Optional<S>>> known = states.iterator((key, state) -> {
            List<V> values = came.remove(key);
            return new Tuple3<>(key, values == null ? List.of() : values, Optional.of(state));
        });
        return new Iterator<>() {
            private @Nullable Iterator<Map.Entry<K, List<V>>> fresh;

            @Override
            public boolean hasNext() {
                return known.hasNext() || fresh().hasNext();
            }

            @Override
            public Tuple3<K, List<V>, Optional<S>> next() {
                if (known.hasNext()) {
                    return known.next();
                }
                Map.Entry<K, List<V>> entry = fresh().next();
                return new Tuple3<>(entry.getKey(), entry.getValue(), Optional.empty());
            }

            /** What is left when every key with a state has taken its values. */
            private Iterator<Map.Entry<K, List<V>>> fresh() {
                if (fresh == null) {
                    fresh = came.entrySet().iterator();
                }
                return fresh;
            }
        };
    }

    private void requireHere(K key, int partition) {
        int there = partitioner.getPartition(key);
        if (there != partition) {
            throw new IllegalArgumentException("The function gave the key " + key + " in partition " + partition
                    + ", but it belongs to partition " + there + "; a state's key can't be exchanged for another");
        }
    }
}

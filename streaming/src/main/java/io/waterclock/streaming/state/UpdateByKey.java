// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.function.Function2;
import io.waterclock.function.Function4;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.Time;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@code updateStateByKey}: the function is called for every key that has a state and for every new one. It takes in the groups
 * of a cogroup of one parent, and emits nothing: the stream's records are the states themselves.
 */
@SuppressWarnings("unchecked")
public final class UpdateByKey<K, V, S> implements StatefulFunction {
    private static final long serialVersionUID = 1L;

    private final Function4<Time, K, List<V>, Optional<S>, Optional<S>> update;

    public UpdateByKey(Function4<Time, K, List<V>, Optional<S>, Optional<S>> update) {
        this.update = update;
    }

    public static <K, V, S> UpdateByKey<K, V, S> of(Function2<List<V>, Optional<S>, Optional<S>> update) {
        return new UpdateByKey<>((time, key, values, state) -> update.call(values, state));
    }

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) {
        Time time = new Time(version);
        Map<K, List<V>> came = KeyedStates.valuesByKey(records);
        VersionedMap<K, S> before = KeyedStates.of(previous);
        VersionedMap<K, S> after = before.mapValues((key, state) -> {
            List<V> values = came.isEmpty() ? null : came.remove(key);
            return call(time, key, values == null ? List.of() : values, Optional.of(state));
        });
        if (!came.isEmpty()) {
            VersionedMap.Builder<K, S> withNew = after.edit();
            came.forEach((key, values) -> {
                S state = call(time, key, values, Optional.empty());
                if (state != null) {
                    withNew.put(key, state);
                }
            });
            after = withNew.build();
        }
        return new Update(after, List.of().iterator());
    }

    private @Nullable S call(Time time, K key, List<V> values, Optional<S> state) {
        try {
            Optional<S> next = update.call(time, key, values, state);
            return next == null ? null : next.orElse(null);
        } catch (Exception e) {
            throw Sneaky.unchecked(e);
        }
    }
}

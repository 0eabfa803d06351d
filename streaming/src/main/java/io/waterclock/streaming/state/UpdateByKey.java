// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.function.Function4;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.Time;
import java.util.Iterator;
import java.util.List;
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

    /** In the place of a state while the map is gone through: what came for its key. So no key is looked for among those that came. */
    private record Came(List<?> values, @Nullable Object state) {}

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) {
        Time time = new Time(version);
        VersionedMap.Builder<K, Object> marked =
                KeyedStates.<K, Object>of(previous).edit();
        while (records.hasNext()) {
            Tuple2<K, Object[]> group = (Tuple2<K, Object[]>) records.next();
            List<V> values = (List<V>) group._2()[0];
            marked.compute(group._1(), (key, state) -> new Came(values, state));
        }
        VersionedMap<K, S> after = marked.build()
                .mapValues((key, state) -> state instanceof Came came
                        ? call(time, key, (List<V>) came.values, Optional.ofNullable((S) came.state))
                        : call(time, key, List.of(), Optional.of((S) state)));
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

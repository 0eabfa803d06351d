// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.Tuple2;
import io.waterclock.rdd.StatefulFunction;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A partition's states by key, where nothing else is known of a key. */
@SuppressWarnings("unchecked")
public final class KeyedStates {
    private KeyedStates() {}

    static <K, S> VersionedMap<K, S> of(@Nullable Object previous) {
        return previous == null ? VersionedMap.empty() : (VersionedMap<K, S>) previous;
    }

    /** What a cogroup of one parent gives, in its order. */
    static <K, V> Map<K, List<V>> valuesByKey(Iterator<?> groups) {
        Map<K, List<V>> values = new LinkedHashMap<>();
        while (groups.hasNext()) {
            Tuple2<K, Object[]> group = (Tuple2<K, Object[]>) groups.next();
            values.put(group._1(), (List<V>) group._2()[0]);
        }
        return values;
    }

    /** The pairs of key and state. */
    public static <K, S> Iterator<Tuple2<K, S>> pairs(Object state) {
        return KeyedStates.<K, S>of(state).iterator(Tuple2::new);
    }

    /** How such a partition is saved and restored. */
    public static StateForm form() {
        return Form.PLAIN;
    }

    private enum Form implements StateForm {
        PLAIN;

        @Override
        public void forEach(Object partition, BiConsumer<@Nullable Object, Entry> action) {
            KeyedStates.of(partition).forEach((key, state) -> action.accept(key, new Entry(state, UNTIMED)));
        }

        @Override
        public void differences(Object older, Object newer, BiConsumer<@Nullable Object, @Nullable Entry> action) {
            VersionedMap.differences(
                    KeyedStates.of(older),
                    KeyedStates.of(newer),
                    (key, before, after) -> action.accept(key, after == null ? null : new Entry(after, UNTIMED)));
        }

        @Override
        public Object of(VersionedMap<Object, Entry> entries, long nextMs) {
            return entries.mapValues((key, entry) -> {
                if (entry.state() == null) {
                    throw new IllegalArgumentException(
                            "the state of the key " + key + " is null, which updateStateByKey doesn't have");
                }
                return entry.state();
            });
        }
    }

    /** Loads pairs of key and state; of a key that is there twice, the first counts. */
    public static StatefulFunction loader() {
        return (partition, version, previous, records) -> {
            VersionedMap.Builder<Object, Object> loaded = VersionedMap.empty().edit();
            while (records.hasNext()) {
                Tuple2<Object, Object> pair = (Tuple2<Object, Object>) records.next();
                if (pair._2() == null) {
                    throw new IllegalArgumentException("The initial state of the key " + pair._1()
                            + " is null; a key without a state must not be among them");
                }
                loaded.merge(pair._1(), pair._2(), (first, later) -> first);
            }
            return new StatefulFunction.Update(loaded.build(), List.of().iterator());
        };
    }
}

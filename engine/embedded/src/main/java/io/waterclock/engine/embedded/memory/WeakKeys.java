// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by keys that are compared by identity and not kept alive; unlike {@link java.util.WeakHashMap} it gives out the values whose
 * keys have been collected, so that what they hold can be freed. Not safe for several threads.
 *
 * @param <V> must not refer to its key
 */
public final class WeakKeys<K, V> {
    private final Map<Object, V> values = new HashMap<>();
    private final ReferenceQueue<K> collected = new ReferenceQueue<>();

    /** A key in the map; equals itself, and what asks for its referent. */
    private static final class Held<K> extends WeakReference<K> {
        private final int hash;

        Held(K key, ReferenceQueue<K> queue) {
            super(key, queue);
            this.hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Asked asked && get() == asked.key;
        }
    }

    /** A key that is looked for. */
    private static final class Asked {
        private final Object key;

        Asked(Object key) {
            this.key = key;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(key);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Held<?> held && held.equals(this);
        }
    }

    public @Nullable V get(K key) {
        return values.get(new Asked(key));
    }

    public V getOrMake(K key, Supplier<V> maker) {
        V known = get(key);
        if (known != null) {
            return known;
        }
        V made = maker.get();
        values.put(new Held<>(key, collected), made);
        return made;
    }

    public @Nullable V remove(K key) {
        return values.remove(new Asked(key));
    }

    /** Takes out the values whose keys have been collected. */
    public List<V> takeCollected() {
        List<V> taken = List.of();
        Reference<? extends K> key;
        while ((key = collected.poll()) != null) {
            V value = values.remove(key);
            if (value != null) {
                if (taken.isEmpty()) {
                    taken = new ArrayList<>();
                }
                taken.add(value);
            }
        }
        return taken;
    }

    /** All values, in no order. */
    public List<V> all() {
        return new ArrayList<>(values.values());
    }

    /** Takes out all values. */
    public List<V> takeAll() {
        List<V> taken = new ArrayList<>(values.values());
        values.clear();
        return taken;
    }

    public int size() {
        return values.size();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.codec.StandIn;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A task's copy of a {@link HashMap} that a function captured: reads the common snapshot, and becomes a copy of its own as
 * soon as anybody might change it. Most captured maps are looked up in and nothing else; copying a thousand entries
 * for each task would take longer than a small task does.
 *
 * <p>Every public method of {@link HashMap} is overridden here, and a test asserts it: one that isn't would see an empty
 * map.
 */
@SuppressWarnings("NullAway") // null keys and values are the map's business
final class LazyMapCopy<K, V> extends HashMap<K, V> implements StandIn {
    private static final long serialVersionUID = 1L;

    /** Read by all tasks and written by none; null when this map has become its own. */
    private transient volatile @Nullable HashMap<K, V> snapshot;

    LazyMapCopy(HashMap<K, V> snapshot) {
        this.snapshot = snapshot;
    }

    /** Another copy of the same snapshot; only for one that nobody has used. */
    LazyMapCopy<K, V> another() {
        return new LazyMapCopy<>(snapshot);
    }

    /** Safe where several threads read: filled before anybody can see that it is. */
    private synchronized void own() {
        HashMap<K, V> from = snapshot;
        if (from != null) {
            super.putAll(from);
            snapshot = null;
        }
    }

    // ---- reading

    @Override
    public int size() {
        HashMap<K, V> from = snapshot;
        return from != null ? from.size() : super.size();
    }

    @Override
    public boolean isEmpty() {
        HashMap<K, V> from = snapshot;
        return from != null ? from.isEmpty() : super.isEmpty();
    }

    @Override
    public V get(Object key) {
        HashMap<K, V> from = snapshot;
        return from != null ? from.get(key) : super.get(key);
    }

    @Override
    public V getOrDefault(Object key, V other) {
        HashMap<K, V> from = snapshot;
        return from != null ? from.getOrDefault(key, other) : super.getOrDefault(key, other);
    }

    @Override
    public boolean containsKey(Object key) {
        HashMap<K, V> from = snapshot;
        return from != null ? from.containsKey(key) : super.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        HashMap<K, V> from = snapshot;
        return from != null ? from.containsValue(value) : super.containsValue(value);
    }

    // ---- what changes the map, or gives something through which it can be changed

    @Override
    public V put(K key, V value) {
        own();
        return super.put(key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> other) {
        own();
        super.putAll(other);
    }

    @Override
    public V putIfAbsent(K key, V value) {
        own();
        return super.putIfAbsent(key, value);
    }

    @Override
    public V remove(Object key) {
        own();
        return super.remove(key);
    }

    @Override
    public boolean remove(Object key, Object value) {
        own();
        return super.remove(key, value);
    }

    @Override
    public void clear() {
        snapshot = null;
        super.clear();
    }

    @Override
    public Set<K> keySet() {
        own();
        return super.keySet();
    }

    @Override
    public Collection<V> values() {
        own();
        return super.values();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        own();
        return super.entrySet();
    }

    @Override
    public boolean replace(K key, V before, V value) {
        own();
        return super.replace(key, before, value);
    }

    @Override
    public V replace(K key, V value) {
        own();
        return super.replace(key, value);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> f) {
        own();
        super.replaceAll(f);
    }

    @Override
    public V computeIfAbsent(K key, Function<? super K, ? extends V> f) {
        own();
        return super.computeIfAbsent(key, f);
    }

    @Override
    public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> f) {
        own();
        return super.computeIfPresent(key, f);
    }

    @Override
    public V compute(K key, BiFunction<? super K, ? super V, ? extends V> f) {
        own();
        return super.compute(key, f);
    }

    @Override
    public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> f) {
        own();
        return super.merge(key, value, f);
    }

    /** The action may change the map that it goes through, and must then be told so. */
    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        own();
        super.forEach(action);
    }

    @Override
    public Object clone() {
        own();
        return super.clone();
    }

    @Override
    public boolean equals(Object other) {
        own();
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        own();
        return super.hashCode();
    }

    @Override
    public String toString() {
        own();
        return super.toString();
    }

    private Object writeReplace() {
        return new HashMap<>(this);
    }
}

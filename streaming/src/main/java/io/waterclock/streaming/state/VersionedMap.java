// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map of which the next version is cheap: what an {@link #edit() edit} doesn't touch, both share. Any number of
 * versions may be kept, read by any thread, and edited; none of them ever changes.
 *
 * <p>A key may be null, a value may not. Keys are compared by {@code equals}, and must not change in it. The order of entries depends
 * on the set of keys alone, not on how the map came about, except among keys of equal hash codes.
 *
 * <p>Values are compared by identity: one that was changed inside rather than replaced is no change, and is seen through all
 * versions that have it.
 */
public final class VersionedMap<K, V> implements Serializable {
    /*
     * A compressed hash-array mapped prefix tree (CHAMP): M. J. Steindorfer, J. J. Vinju, "Optimizing hash-array mapped
     * tries for fast and lean immutable JVM collections", OOPSLA 2015. Entries lie in the arrays of the nodes: no object for
     * each. A tree of a million keys is four or five nodes deep; one change copies as many nodes, many changes by one builder
     * copy each node once. See Node for the layout and Editor for the making of a version.
     *
     * Nodes have no final fields, since their editor changes them. They are safe to read for whoever gets hold of a map,
     * even through a data race, since the map's own field is final and is written last.
     */
    private static final long serialVersionUID = 1L;

    private static final VersionedMap<?, ?> EMPTY = new VersionedMap<>(Node.EMPTY, 0);

    final transient Node root;
    private final transient int size;

    private VersionedMap(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <K, V> VersionedMap<K, V> empty() {
        return (VersionedMap<K, V>) EMPTY;
    }

    private static <K, V> VersionedMap<K, V> of(Node root, int size) {
        return size == 0 ? empty() : new VersionedMap<>(root, size);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The value of a key; null when it is absent. */
    public @Nullable V get(K key) {
        return Node.as(root.get(key, Node.hash(key), 0));
    }

    public boolean containsKey(K key) {
        return get(key) != null;
    }

    /** A successor to be changed, private to who calls. It starts as this map, at no cost. */
    public Builder<K, V> edit() {
        return new Builder<>(this);
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        root.forEach(action);
    }

    /** Of each entry what {@code toRecord} makes of it, when it is asked for; also null, if that is what it makes. */
    public <R extends @Nullable Object> Iterator<R> iterator(BiFunction<? super K, ? super V, ? extends R> toRecord) {
        return new EntryIterator<>(root, toRecord);
    }

    /**
     * The same keys with other values; where {@code f} gives null, the key leaves. Nothing is hashed or compared. Parts in which
     * {@code f} gives back every value are shared with this map.
     */
    public <W> VersionedMap<K, W> mapValues(BiFunction<? super K, ? super V, ? extends @Nullable W> f) {
        ValueMapping<K, V, W> mapping = new ValueMapping<>(f);
        Node mapped = mapping.of(root);
        return of(mapped, size - mapping.left());
    }

    /**
     * Tells what isn't the same in the newer of two maps, each key once, in no order to rely on. The cost follows what was changed, if
     * one map was made from the other, or both from a third.
     */
    public static <K, V> void differences(
            VersionedMap<K, V> older, VersionedMap<K, V> newer, Changes<? super K, ? super V> changes) {
        new Differences<K, V>(changes).between(older.root, newer.root, 0);
    }

    /**
     * About how many bytes of the heap the nodes of this map take, without those that {@code older} has too. What keys and values
     * refer to isn't counted.
     */
    public long bytesBeyond(VersionedMap<?, ?> older) {
        return Footprint.bytesBeyond(root, older.root);
    }

    private Object writeReplace() {
        return new Entries(this);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A VersionedMap is read from its entries");
    }

    /** Is told what has changed between two maps. */
    @FunctionalInterface
    public interface Changes<K, V> {
        /**
         * A key whose values aren't the same object.
         *
         * @param before null when the key is only in the newer map
         * @param after null when the key is only in the older map
         */
        void changed(K key, @Nullable V before, @Nullable V after);
    }

    /**
     * The next version while it is made. Of one thread, and for one use.
     *
     * <p>A function that throws leaves the builder as it was. A function must not use the builder that calls it: that is answered with
     * a {@link ConcurrentModificationException}.
     */
    public static final class Builder<K, V> {
        private final VersionedMap<K, V> from;
        private @Nullable Editor editor;

        private Builder(VersionedMap<K, V> from) {
            this.from = from;
            this.editor = new Editor(from.root, from.size);
        }

        public int size() {
            return editor().size();
        }

        public @Nullable V get(K key) {
            return Node.as(editor().get(key));
        }

        /** @return what was there before, or null */
        public @Nullable V put(K key, V value) {
            Objects.requireNonNull(value, "value");
            return set(key, value);
        }

        /** @return what was there before, or null */
        public @Nullable V remove(K key) {
            return set(key, null);
        }

        private @Nullable V set(K key, @Nullable V value) {
            Editor edited = editor();
            V before = Node.as(edited.find(key));
            edited.set(key, value);
            return before;
        }

        /**
         * Gives a key the value that {@code f} makes of the key and its value, null when absent; where {@code f} gives null the key
         * leaves, or stays absent.
         *
         * @return the new value, or null
         */
        public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> f) {
            Editor edited = editor();
            V before = Node.as(edited.find(key));
            long found = edited.finds();
            V after = f.apply(key, before);
            return setFound(edited, found, key, after);
        }

        /**
         * Gives an absent key this value, and one that is there what {@code f} makes of its value and this; where {@code f} gives null
         * the key leaves.
         *
         * @return the new value, or null
         */
        public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> f) {
            Objects.requireNonNull(value, "value");
            Editor edited = editor();
            V before = Node.as(edited.find(key));
            long found = edited.finds();
            V after = before == null ? value : f.apply(before, value);
            return setFound(edited, found, key, after);
        }

        private @Nullable V setFound(Editor edited, long found, K key, @Nullable V after) {
            if (edited != editor || found != edited.finds()) {
                throw new ConcurrentModificationException("A function has used the builder that it was called by");
            }
            edited.set(key, after);
            return after;
        }

        /**
         * The version that was made; the map that was edited if it has the very same entries. Ends the builder.
         *
         * @throws IllegalStateException from now on, by every method
         */
        public VersionedMap<K, V> build() {
            Editor edited = editor();
            editor = null;
            return edited.root() == from.root ? from : of(edited.root(), edited.size());
        }

        private Editor editor() {
            if (editor == null) {
                throw new IllegalStateException("This builder has built its map; edit() that map to go on");
            }
            return editor;
        }
    }

    /** What is sent: the size, then keys and values in turn. Where they are read, keys may have other hash codes. */
    private static final class Entries implements Serializable {
        private static final long serialVersionUID = 1L;

        private transient VersionedMap<?, ?> map;

        Entries(VersionedMap<?, ?> map) {
            this.map = map;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            List<@Nullable Object> elements = new ArrayList<>();
            map.forEach((key, value) -> {
                elements.add(key);
                elements.add(value);
            });
            out.writeInt(map.size());
            for (Object element : elements) {
                out.writeObject(element);
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            Builder<Object, Object> read = VersionedMap.empty().edit();
            for (int left = in.readInt(); left > 0; left--) {
                read.put(in.readObject(), in.readObject());
            }
            map = read.build();
        }

        private Object readResolve() {
            return map;
        }
    }
}

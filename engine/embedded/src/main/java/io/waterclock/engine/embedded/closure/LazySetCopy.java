// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.codec.StandIn;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@link LazyMapCopy} for a {@link HashSet}. */
@SuppressWarnings("NullAway") // a null element is the set's business
final class LazySetCopy<E> extends HashSet<E> implements StandIn {
    private static final long serialVersionUID = 1L;

    /** Read by all tasks and written by none; null when this set has become its own. */
    private transient volatile @Nullable HashSet<E> snapshot;

    LazySetCopy(HashSet<E> snapshot) {
        this.snapshot = snapshot;
    }

    /** Another copy of the same snapshot; only for one that nobody has used. */
    LazySetCopy<E> another() {
        return new LazySetCopy<>(snapshot);
    }

    /** Safe where several threads read: filled before anybody can see that it is. */
    private synchronized void own() {
        HashSet<E> from = snapshot;
        if (from != null) {
            for (E element : from) {
                super.add(element); // addAll would call our add
            }
            snapshot = null;
        }
    }

    // ---- reading

    @Override
    public int size() {
        HashSet<E> from = snapshot;
        return from != null ? from.size() : super.size();
    }

    @Override
    public boolean isEmpty() {
        HashSet<E> from = snapshot;
        return from != null ? from.isEmpty() : super.isEmpty();
    }

    @Override
    public boolean contains(Object element) {
        HashSet<E> from = snapshot;
        return from != null ? from.contains(element) : super.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> all) {
        HashSet<E> from = snapshot;
        return from != null ? from.containsAll(all) : super.containsAll(all);
    }

    // ---- what changes the set, or gives something through which it can be changed

    @Override
    public boolean add(E element) {
        own();
        return super.add(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> all) {
        own();
        return super.addAll(all);
    }

    @Override
    public boolean remove(Object element) {
        own();
        return super.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> all) {
        own();
        return super.removeAll(all);
    }

    @Override
    public boolean removeIf(Predicate<? super E> which) {
        own();
        return super.removeIf(which);
    }

    @Override
    public boolean retainAll(Collection<?> all) {
        own();
        return super.retainAll(all);
    }

    @Override
    public void clear() {
        snapshot = null;
        super.clear();
    }

    @Override
    public Iterator<E> iterator() {
        own();
        return super.iterator();
    }

    @Override
    public Spliterator<E> spliterator() {
        own();
        return super.spliterator();
    }

    @Override
    public Stream<E> stream() {
        own();
        return super.stream();
    }

    @Override
    public Stream<E> parallelStream() {
        own();
        return super.parallelStream();
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        own();
        super.forEach(action);
    }

    @Override
    public Object[] toArray() {
        own();
        return super.toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        own();
        return super.toArray(array);
    }

    @Override
    public <T> T[] toArray(IntFunction<T[]> maker) {
        own();
        return super.toArray(maker);
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
        return new HashSet<>(this);
    }
}

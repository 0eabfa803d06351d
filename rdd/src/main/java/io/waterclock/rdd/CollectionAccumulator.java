// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All that was added. Safe for any thread; in a task it can be added to, not read. What one task added stays together and in order;
 * in which order tasks come is not defined.
 */
public final class CollectionAccumulator<T> extends AccumulatorV2<T, List<T>> {
    private static final long serialVersionUID = 1L;

    private ArrayList<T> list = new ArrayList<>();

    @Override
    public void add(T value) {
        CollectionAccumulator<T> own = inTaskOnly();
        if (own != null) {
            own.list.add(value);
        } else {
            synchronized (this) {
                list.add(value);
            }
        }
    }

    /** A copy that can't be changed. */
    @Override
    public synchronized List<T> value() {
        requireOutsideTask();
        return Collections.unmodifiableList(new ArrayList<>(list));
    }

    /** Replaces all that was added. For programs, outside tasks. */
    public synchronized void setValue(List<T> newValue) {
        requireOutsideTask();
        list = new ArrayList<>(newValue);
    }

    @Override
    public synchronized boolean isZero() {
        return list.isEmpty();
    }

    @Override
    public synchronized CollectionAccumulator<T> copy() {
        CollectionAccumulator<T> copy = new CollectionAccumulator<>();
        copy.list.addAll(list);
        return copy;
    }

    @Override
    public CollectionAccumulator<T> copyAndReset() {
        return new CollectionAccumulator<>();
    }

    @Override
    public synchronized void reset() {
        list = new ArrayList<>();
    }

    @Override
    public synchronized void merge(AccumulatorV2<T, List<T>> other) {
        list.addAll(((CollectionAccumulator<T>) other).list);
    }

    @Override
    public boolean isSafeInTasks() {
        return isRegistered();
    }
}

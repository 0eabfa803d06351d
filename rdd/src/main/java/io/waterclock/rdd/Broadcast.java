// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.SharedVariable;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that all tasks read. In one JVM it is the program's own object, not a copy: it must not be changed once functions
 * hold it. Safe for any thread. A function that holds it is never copied because of it.
 */
public final class Broadcast<T> implements Serializable, SharedVariable {
    private static final long serialVersionUID = 1L;

    private final long id;
    private volatile @Nullable T value;
    private volatile @Nullable Operator destroyed;

    /** For contexts. */
    public Broadcast(long id, T value) {
        this.id = id;
        this.value = value;
    }

    /** Unique in its context. */
    public long id() {
        return id;
    }

    /**
     * @throws WaterclockException with code BROADCAST_DESTROYED
     */
    @SuppressWarnings("NullAway") // the program's value may be null
    public T value() {
        T known = value;
        requireNotDestroyed();
        return known;
    }

    /** {@link #value()}. */
    public T getValue() {
        return value();
    }

    /** Lets workers' copies go; they are made again when a task asks. In one JVM there are none. */
    public void unpersist() {
        unpersist(false);
    }

    public void unpersist(boolean blocking) {
        requireNotDestroyed();
        // tasks read the program's own object
    }

    /** Lets the value go for good. Any use after that fails, also in tasks that run now. */
    public void destroy() {
        destroy(false);
    }

    public void destroy(boolean blocking) {
        requireNotDestroyed();
        destroyed = Operator.here("destroy");
        value = null;
    }

    private void requireNotDestroyed() {
        Operator by = destroyed;
        if (by != null) {
            throw new WaterclockException(
                    ErrorCode.BROADCAST_DESTROYED,
                    this + " was used after " + by + ". Destroy it when the last action that reads it has returned");
        }
    }

    @Override
    public boolean isSafeInTasks() {
        return true;
    }

    @Override
    public SharedVariable inTask() {
        return this;
    }

    @Override
    public String toString() {
        return "Broadcast(" + id + ")";
    }
}

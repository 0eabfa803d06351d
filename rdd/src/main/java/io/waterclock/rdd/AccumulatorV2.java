// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.SharedVariable;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that tasks add to and the program reads. To be registered with a context before a function holds it ({@code
 * register}; what the context makes is registered already).
 *
 * <p>Each attempt at a task adds to a copy of its own. When the task has succeeded its copy is merged, once: so in an action
 * each task counts once, however many attempts it took; what a transformation adds may be counted again when it is
 * computed again. Once the action has returned, all its tasks' updates are there.
 *
 * <p>To be extended by programs: a subclass needs no locks as long as it is reached through what functions hold, since each
 * attempt at a task gets functions of its own with the copy in them. So those functions must be serializable.
 *
 * @param <I> what is added
 * @param <O> what it makes of it
 */
public abstract class AccumulatorV2<I, O> implements Serializable, SharedVariable {
    private static final long serialVersionUID = 1L;

    private @Nullable Registration registration;
    private boolean ofTask;

    private record Registration(long id, @Nullable String name) implements Serializable {}

    /** Whether nothing has been added. */
    public abstract boolean isZero();

    /** A new one with the same content. */
    public abstract AccumulatorV2<I, O> copy();

    /** A new one with nothing in it. */
    public AccumulatorV2<I, O> copyAndReset() {
        AccumulatorV2<I, O> empty = copy();
        empty.reset();
        return empty;
    }

    public abstract void reset();

    public abstract void add(I value);

    /** Takes in all that {@code other}, which is of the same class, has taken in. Called by one thread at a time. */
    public abstract void merge(AccumulatorV2<I, O> other);

    public abstract O value();

    // ---- registered

    /**
     * For contexts.
     *
     * @throws IllegalStateException when it is registered already
     */
    public final void register(long id, @Nullable String name) {
        if (registration != null) {
            throw new IllegalStateException(
                    "register: " + this + " is registered already; an accumulator belongs to one context");
        }
        registration = new Registration(id, name);
    }

    public final boolean isRegistered() {
        return registration != null;
    }

    /**
     * Unique in its context.
     *
     * @throws IllegalStateException when it isn't registered
     */
    public final long id() {
        return registered().id;
    }

    public final Optional<String> name() {
        return Optional.ofNullable(registered().name);
    }

    private Registration registered() {
        Registration known = registration;
        if (known == null) {
            throw new IllegalStateException(
                    "An accumulator of type " + getClass().getName()
                            + " isn't registered. Call WaterclockContext.register(accumulator) before a function holds it");
        }
        return known;
    }

    // ---- in a task

    /** The copy of this thread's attempt, or null where this one itself is meant: outside tasks, and in a copy. */
    @SuppressWarnings("unchecked")
    final <A extends AccumulatorV2<?, ?>> @Nullable A inTaskOnly() {
        if (registration == null || ofTask) {
            return null;
        }
        TaskContext task = TaskContext.get();
        return task == null ? null : (A) task.copyOf(this);
    }

    /** Whether several threads may reach this object, so that it has to be locked. */
    final boolean isMain() {
        return registration != null && !ofTask;
    }

    /** For {@link #value()} of a subclass here: fails in a task, where only a part could be read. */
    final void requireOutsideTask() {
        TaskContext task = isMain() ? TaskContext.get() : null;
        if (task != null) {
            throw new WaterclockException(
                    ErrorCode.ACCUMULATOR_READ_INSIDE_TASK,
                    "The value of " + label() + " was read inside a task of "
                            + task.action().name()
                            + ", which knows only what it added itself. Read it when the action has returned, or use reduce"
                            + " or aggregate to get a result out of the records");
        }
    }

    final AccumulatorV2<I, O> copyForTask() {
        Registration known = registered();
        AccumulatorV2<I, O> copy;
        try {
            copy = Objects.requireNonNull(copyAndReset(), "it returned null");
        } catch (RuntimeException e) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED, "Making an empty copy of " + label() + " for a task failed: " + e, e);
        }
        copy.registration = known;
        copy.ofTask = true;
        return copy;
    }

    /** For contexts: takes in what an attempt at a task has added to its copy. Safe for any thread. */
    @SuppressWarnings("unchecked")
    public final void mergeFromTask(AccumulatorV2<?, ?> copy) {
        TaskContext task = TaskContext.set(null);
        try {
            synchronized (this) {
                merge((AccumulatorV2<I, O>) copy);
            }
        } catch (RuntimeException e) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED, "Merging what a task added to " + label() + " failed: " + e, e);
        } finally {
            TaskContext.set(task);
        }
    }

    /** False for a subclass of a program's: its methods are its own, and can't tell which copy is meant. */
    @Override
    public boolean isSafeInTasks() {
        return false;
    }

    @Override
    public final SharedVariable inTask() {
        registered();
        if (isSafeInTasks()) {
            return this;
        }
        AccumulatorV2<I, O> copy = inTaskOnly();
        return copy == null ? this : copy;
    }

    private String label() {
        return registration == null
                ? getClass().getSimpleName()
                : registration.name == null
                        ? "accumulator " + registration.id
                        : "accumulator " + registration.id + " (" + registration.name + ")";
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + (registration == null ? "not registered" : label()) + ")";
    }
}

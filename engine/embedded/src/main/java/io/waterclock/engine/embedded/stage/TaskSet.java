// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage, claimed one by one. The caller claims as any worker does, so that a job never waits for a worker
 * to wake up: a worker that comes in time helps, one that comes too late finds nothing to do.
 */
final class TaskSet {
    private static final int SPINS = 200;
    private static final int NONE = -1;

    /** What is done. What one of these throws all the same is told to the caller ({@link #escaped()}), and stops nobody. */
    interface Body {
        /** The calling thread is about to run some tasks. */
        default void join() {}

        /** Runs a task. */
        void run(int index);

        /** The calling thread has run some tasks; called after the last of them counts as ended. */
        default void leave() {}
    }

    private final int size;
    private final Body body;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile int escapedAt;
    private volatile @Nullable Throwable escaped;

    TaskSet(int size, Body body) {
        this.size = size;
        this.body = body;
    }

    int size() {
        return size;
    }

    int claimed() {
        return Math.min(size, next.get());
    }

    int finished() {
        return finished.get();
    }

    /** What escaped the body where nothing should, so that a task may not have run; null if nothing did, as it should be. */
    @Nullable
    Throwable escaped() {
        return escaped;
    }

    /** The index of the task that {@link #escaped()} is about. */
    int escapedAt() {
        return escapedAt;
    }

    /** Claims and runs tasks until none is left. */
    void help() {
        while (help(() -> true)) {
            // once more, if joining them failed
        }
    }

    /**
     * Claims and runs tasks until none is left, or after one of them {@code more} says no.
     *
     * @return whether there was any
     */
    boolean help(BooleanSupplier more) {
        int index = claim();
        if (index == NONE) {
            return false;
        }
        try {
            body.join();
        } catch (Throwable t) {
            escaped(t, index);
            ended(); // although it hasn't run: what is claimed is waited for
            return true;
        }
        do {
            run(index);
        } while (more.getAsBoolean() && (index = claim()) != NONE);
        try {
            body.leave();
        } catch (Throwable t) {
            escaped(t, 0);
        }
        return true;
    }

    /** Before the task counts as ended, so that the caller sees it. Out of memory, as a rule: nothing is made here. */
    private void escaped(Throwable t, int index) {
        escapedAt = index;
        escaped = t;
    }

    private int claim() {
        // looked at first, so that who comes late again and again doesn't count it round to negative numbers
        if (next.get() >= size) {
            return NONE;
        }
        int index = next.getAndIncrement();
        return index < size ? index : NONE;
    }

    private void run(int index) {
        try {
            body.run(index);
        } catch (Throwable t) {
            escaped(t, index);
        } finally {
            ended();
        }
    }

    private void ended() {
        if (finished.incrementAndGet() == size && Thread.currentThread() != caller) {
            LockSupport.unpark(caller);
        }
    }

    /**
     * Waits, on the caller's thread, until every task has ended.
     *
     * @param onInterrupt called, with the flag still set, when the caller is interrupted meanwhile; clears the flag
     */
    void await(Runnable onInterrupt) {
        for (int i = 0; i < SPINS && finished.get() < size; i++) {
            Thread.onSpinWait();
        }
        while (finished.get() < size) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                onInterrupt.run();
            }
        }
    }
}

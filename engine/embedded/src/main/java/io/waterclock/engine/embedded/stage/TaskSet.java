// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The tasks of one stage, claimed one by one. The caller claims as any worker does, so that a job never waits for a worker
 * to wake up: a worker that comes in time helps, one that comes too late finds nothing to do.
 */
final class TaskSet {
    private static final int SPINS = 200;

    private final int size;
    private final IntConsumer body;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    /**
     * @param body runs a task; doesn't throw
     */
    TaskSet(int size, IntConsumer body) {
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

    boolean hasUnclaimed() {
        return next.get() < size;
    }

    /** Claims and runs tasks until none is left. */
    void help() {
        int index;
        while (next.get() < size && (index = next.getAndIncrement()) < size) {
            try {
                body.accept(index);
            } finally {
                if (finished.incrementAndGet() == size && Thread.currentThread() != caller) {
                    LockSupport.unpark(caller);
                }
            }
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

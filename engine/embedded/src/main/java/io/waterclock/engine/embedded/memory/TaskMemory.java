// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/**
 * What one attempt at a task holds of the {@link MemoryBudget}. Asking costs a lock: ask in steps, not for each record.
 * Safe for any thread, though one is usual.
 */
public final class TaskMemory implements AutoCloseable {
    private final MemoryBudget budget;

    // guarded by the budget
    long held;
    boolean isClosed;

    TaskMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Takes so many bytes more, or none. Returns without waiting for other tasks, but may write to disk what is kept.
     *
     * @return false when they can't be had: spill, {@link #release}, and ask again
     */
    public boolean acquire(long bytes) {
        return budget.acquire(this, bytes);
    }

    /** Gives back so many bytes of what is held. */
    public void release(long bytes) {
        budget.release(this, bytes);
    }

    /** Hands so many bytes of what is held over to what is kept from job to job; ended by {@link MemoryBudget#releaseKept}. */
    public void keep(long bytes) {
        budget.keep(this, bytes);
    }

    public long held() {
        synchronized (budget) {
            return held;
        }
    }

    /** Gives everything back. The task is refused from then on. */
    @Override
    public void close() {
        budget.close(this);
    }
}

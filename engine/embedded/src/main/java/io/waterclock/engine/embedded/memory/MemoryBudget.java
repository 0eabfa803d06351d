// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes an engine may hold: in the buffers and tables of tasks, and in what it keeps from job to job (marked
 * partitions, outputs of shuffles, states). Sizes are what the askers estimate; nothing is allocated here.
 *
 * <p>Nobody ever waits for memory. Who is refused spills, drops or does without. A task that asks makes what is kept
 * shrink, down to the part that is reserved for it; what is to be kept never takes from tasks. A single task may have
 * all but an eighth, one of n tasks an n-th; each task always gets a small floor, so that it can go on, however slowly. So
 * the floors of all tasks together are what may be held past {@link #max()}.
 *
 * <p>Safe for any thread.
 */
public final class MemoryBudget {

    /** Holds what is kept and can be done without. */
    public interface Evictor {

        /** About how many bytes {@link #evict} could free. */
        long evictable(@Nullable Object spared);

        /**
         * Frees what is kept, by dropping it or by moving it to disk, and says so by {@link #releaseKept}. Called on the asker's
         * thread, which may hold locks of any store: it must not wait for a task. May be called by several threads at once.
         *
         * @param bytes how many are wanted
         * @param spared what the asker adds to, which must not shrink for it; null for none
         * @return how many were freed
         */
        long evict(long bytes, @Nullable Object spared);
    }

    /** What the budget is of. */
    @FunctionalInterface
    public interface Heap {
        /**
         * Whether it would be nearly full of what lives, with more than is counted here. Asked under the lock.
         *
         * @param counted how many bytes are
         * @param more how many are to come
         */
        boolean isTight(long counted, long more);
    }

    /** For {@link #tryKeep}: nothing at all shall shrink. */
    public static final Object EVERYTHING = new Object();

    /** A task that holds less than this part of the budget is never refused. */
    private static final int FLOOR_PART = 128;

    /** This part is left by a task that is alone, for one that comes. */
    private static final int SPARE_PART = 8;

    private final long max;
    private final long reservedForKept;
    private final Heap heap;
    private final List<Evictor> evictors = new CopyOnWriteArrayList<>();

    // guarded by this
    private int tasks;
    private long heldByTasks;
    private long kept;
    private long pinned;

    /**
     * @param max in bytes
     * @param keptFraction the part of it that tasks don't take from what is kept
     * @param heap where it is tight nobody grows but by as much as can be evicted
     */
    public MemoryBudget(long max, double keptFraction, Heap heap) {
        this.max = max;
        this.reservedForKept = (long) (max * keptFraction);
        this.heap = heap;
    }

    /** A budget that refuses nothing. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE / 4, 0.5, (counted, more) -> false);
    }

    /** Adds a holder of what is kept; those added first are asked first. */
    public void add(Evictor evictor) {
        evictors.add(evictor);
    }

    /** In bytes. */
    public long max() {
        return max;
    }

    /** What all tasks hold, in bytes. */
    public synchronized long heldByTasks() {
        return heldByTasks;
    }

    /** What is kept from job to job, in bytes, pinned or not. */
    public synchronized long kept() {
        return kept;
    }

    // ---- tasks

    /** An account for one attempt at a task, which counts among those that share until it is closed. */
    public TaskMemory task() {
        synchronized (this) {
            tasks++;
        }
        return new TaskMemory(this);
    }

    boolean acquire(TaskMemory task, long bytes) {
        long freed = 0;
        while (true) {
            long missing;
            synchronized (this) {
                boolean tight = heap.isTight(heldByTasks + kept, bytes);
                missing = missing(task, bytes, tight ? freed : Long.MAX_VALUE);
                if (missing == 0) {
                    task.held += bytes;
                    heldByTasks += bytes;
                    return true;
                }
            }
            long more = missing < 0 ? 0 : evict(missing, null);
            if (more == 0) {
                return false;
            }
            freed += more;
        }
    }

    /** How many bytes are missing for the task to have so many more; negative if it can't. */
    private long missing(TaskMemory task, long bytes, long allowed) {
        long wanted = task.held + bytes;
        if (task.isClosed || wanted < 0) {
            return -1;
        }
        if (wanted <= max / FLOOR_PART) {
            return 0;
        }
        long mostOfAll = max - Math.min(kept, Math.max(pinned, reservedForKept));
        long share = tasks == 1 ? mostOfAll - mostOfAll / SPARE_PART : mostOfAll / tasks;
        if (wanted > share || heldByTasks + bytes > mostOfAll) {
            return -1;
        }
        return Math.max(0, Math.max(heldByTasks + kept + bytes - max, bytes - allowed));
    }

    synchronized void release(TaskMemory task, long bytes) {
        if (bytes < 0 || bytes > task.held) {
            throw new IllegalStateException("a task gives back " + bytes + " bytes and holds " + task.held);
        }
        task.held -= bytes;
        heldByTasks -= bytes;
    }

    synchronized void keep(TaskMemory task, long bytes) {
        release(task, bytes);
        kept += bytes;
    }

    /**
     * Whether what a task has may stay when the task ends, and be kept from job to job; makes other things that are kept shrink for it
     * if need be. A task's floor is granted whatever there is, so what stays of many is looked at here.
     *
     * @param bytes how many
     * @param uncounted how many of them the task doesn't hold of the budget
     */
    public boolean mayStay(long bytes, long uncounted) {
        long freed = 0;
        while (true) {
            long missing;
            synchronized (this) {
                boolean tight = heap.isTight(heldByTasks + kept, uncounted);
                missing = Math.max(heldByTasks + kept + uncounted - max, tight ? bytes - freed : 0);
            }
            if (missing <= 0) {
                return true;
            }
            long more = evict(missing, null);
            if (more == 0) {
                return false;
            }
            freed += more;
        }
    }

    /** Counts what is kept already, whether there is room or not. */
    public synchronized void keepAnyway(long bytes) {
        kept += bytes;
    }

    synchronized void close(TaskMemory task) {
        if (!task.isClosed) {
            release(task, task.held);
            task.isClosed = true;
            tasks--;
        }
    }

    // ---- what is kept

    /**
     * Takes room for what is kept from job to job; makes other things that are kept shrink for it if need be.
     *
     * @param spared passed to evictors; null for none, {@link #EVERYTHING} to take only what is free
     */
    public boolean tryKeep(long bytes, @Nullable Object spared) {
        long freed = 0;
        while (true) {
            long missing;
            synchronized (this) {
                boolean tight = heap.isTight(heldByTasks + kept, bytes);
                if (bytes > max - heldByTasks - pinned) {
                    return false;
                }
                missing = Math.max(heldByTasks + kept + bytes - max, tight ? bytes - freed : 0);
                if (missing <= 0) {
                    kept += bytes;
                    return true;
                }
            }
            long more = evict(missing, spared);
            if (more == 0) {
                return false;
            }
            freed += more;
        }
    }

    /** Ends {@link #tryKeep}, {@link #keepAnyway} and {@link TaskMemory#keep} of so many bytes. */
    public synchronized void releaseKept(long bytes) {
        if (bytes < 0 || bytes > kept - pinned) {
            throw new IllegalStateException(bytes + " bytes are given back and " + (kept - pinned) + " are kept");
        }
        kept -= bytes;
    }

    /** Counts what is kept whether there is room or not, and can't be evicted. */
    public synchronized void pin(long bytes) {
        pinned += bytes;
        kept += bytes;
    }

    /** Ends {@link #pin} of so many bytes. */
    public synchronized void unpin(long bytes) {
        if (bytes < 0 || bytes > pinned) {
            throw new IllegalStateException(bytes + " bytes are unpinned and " + pinned + " are pinned");
        }
        pinned -= bytes;
        kept -= bytes;
    }

    /** All or, where that doesn't help, nothing. */
    private long evict(long bytes, @Nullable Object spared) {
        if (spared == EVERYTHING) {
            return 0;
        }
        long there = 0;
        for (Evictor evictor : evictors) {
            there += evictor.evictable(spared);
        }
        if (there < bytes) {
            return 0;
        }
        long freed = 0;
        for (Evictor evictor : evictors) {
            if (freed < bytes) {
                freed += evictor.evict(bytes - freed, spared);
            }
        }
        return freed;
    }

    @Override
    public synchronized String toString() {
        return heldByTasks + " bytes held by " + tasks + " task(s) and " + kept + " kept (" + pinned
                + " of them pinned), of " + max;
    }
}

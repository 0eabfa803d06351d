// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one task has to hold pairs in: its account of memory, and files for what it is refused. Closed at the task's end,
 * when files that were not handed over go. Used by one thread.
 */
public final class Room implements AutoCloseable {
    /** The largest step in which memory is asked for, in bytes: asking takes a lock. A task that needs less is never counted. */
    private static final long MOST_STEP = 256 << 10;

    /** A step is at most this part of the budget, */
    private static final int STEP_PART = 256;

    /** but not less than this, in bytes: what is refused goes to disk, and a file of some records each costs far more than they do. */
    private static final long LEAST_STEP = 1 << 10;

    /** So many bytes that stay of a task are worth a lock. */
    private static final long WORTH_COUNTING = 4 << 10;

    private final Supplier<TaskMemory> account;
    private final Disk disk;
    private final Codecs codecs;
    private final SizeEstimator sizes;
    private final MemoryBudget budget;
    private final Runnable alive;
    private final long step;

    /** Made with the first file. */
    private @Nullable List<SpillFile> files;

    private long uncounted;

    /**
     * @param account asked for when there is something to count
     * @param budget the account's
     * @param alive called now and then; throws when the job is over
     */
    Room(
            Supplier<TaskMemory> account,
            Disk disk,
            Codecs codecs,
            SizeEstimator sizes,
            MemoryBudget budget,
            Runnable alive) {
        this.step = Math.max(LEAST_STEP, Math.min(MOST_STEP, budget.max() / STEP_PART));
        this.budget = budget;
        this.account = account;
        this.disk = disk;
        this.codecs = codecs;
        this.sizes = sizes;
        this.alive = alive;
    }

    /** Throws when the job is over. */
    void checkAlive() {
        alive.run();
    }

    /** In steps of how many bytes to ask. */
    long step() {
        return step;
    }

    /** Takes so many bytes; false when they can't be had. */
    boolean take(long bytes) {
        long wanted = uncounted + bytes;
        if (wanted < step) {
            uncounted = wanted;
            return true;
        }
        if (!account.get().acquire(wanted)) {
            return false;
        }
        uncounted = 0;
        return true;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        long small = Math.min(bytes, uncounted);
        uncounted -= small;
        if (bytes > small) {
            account.get().release(bytes - small);
        }
    }

    /** Whether what was taken may stay in memory when the task ends; if not it is to go to disk. */
    boolean mayStay(long bytes) {
        return !isWorthCounting(bytes) || budget.mayStay(bytes, Math.min(bytes, uncounted));
    }

    /** Hands what was taken over to what is kept from job to job; returns how much of it is counted. */
    long keep(long bytes) {
        long small = Math.min(bytes, uncounted);
        uncounted -= small;
        if (bytes > small) {
            account.get().keep(bytes - small);
        }
        if (!isWorthCounting(bytes)) {
            return bytes - small;
        }
        if (small > 0) {
            budget.keepAnyway(small);
        }
        return bytes;
    }

    /** Whether so many bytes that stay of a task are more than next to nothing. */
    boolean isWorthCounting(long bytes) {
        return bytes >= Math.min(WORTH_COUNTING, step);
    }

    /** Of the object, in bytes of heap. */
    long sizeOf(@Nullable Object object) {
        return sizes.sizeOf(object);
    }

    /** A new file, which goes at the end of the task. */
    SpillFile file() {
        SpillFile file = disk.create(codecs);
        if (files == null) {
            files = new ArrayList<>(1);
        }
        files.add(file);
        return file;
    }

    /** A file outlives the task. */
    void handOver(SpillFile file) {
        if (files != null) {
            files.remove(file);
        }
    }

    @Override
    public void close() {
        if (files != null) {
            files.forEach(SpillFile::delete);
            files = null;
        }
    }
}

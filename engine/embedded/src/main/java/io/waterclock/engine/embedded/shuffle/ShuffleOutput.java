// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one stage hand to those of the next, by reference: for each map task its chunks by target partition.
 * Complete before anybody reads it.
 */
@SuppressWarnings("NullAway") // each map task has written when this is made
public final class ShuffleOutput {
    private final @Nullable Object[] byMapTask;
    private final AtomicReferenceArray<@Nullable CombinedChunk> merged;
    private final ReentrantLock[] locks;
    private volatile boolean broken;

    /**
     * @param byMapTask what each task wrote: a {@code CombinedChunk[]} by target, or a {@link MapOutput}
     * @param targets how many partitions the next stage has
     */
    public ShuffleOutput(@Nullable Object[] byMapTask, int targets) {
        this.byMapTask = byMapTask;
        this.merged = new AtomicReferenceArray<>(targets);
        this.locks = new ReentrantLock[targets];
        for (int i = 0; i < targets; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * What a target partition's entries become by combining. Done once: the user's functions may change the combined
     * values in place, so a second attempt or a second job must not do it again. When it fails the output is {@linkplain
     * #isBroken broken}, and the map stage has to run again: who waited for it gets {@link OutputMissing}.
     */
    CombinedChunk merged(int target, Callable<CombinedChunk> merge) throws Exception {
        CombinedChunk chunk = merged.get(target);
        if (chunk != null) {
            return chunk;
        }
        locks[target].lockInterruptibly();
        try {
            chunk = merged.get(target);
            if (chunk == null) {
                if (broken) { // who held the lock before has changed some of the values
                    throw new OutputMissing();
                }
                chunk = merge.call();
                merged.set(target, chunk);
                letGo(target);
            }
            return chunk;
        } catch (Throwable t) {
            broken = true;
            throw t;
        } finally {
            locks[target].unlock();
        }
    }

    /** What is merged is not needed apart. */
    private void letGo(int target) {
        for (Object written : byMapTask) {
            if (written instanceof CombinedChunk[] combined) {
                combined[target] = CombinedChunk.NONE;
            } else {
                ((MapOutput) written).letGo(target);
            }
        }
    }

    /** Whether combining was begun and not finished. */
    boolean isBroken() {
        return broken;
    }

    int mapTasks() {
        return byMapTask.length;
    }

    CombinedChunk combined(int mapTask, int target) {
        return ((CombinedChunk[]) byMapTask[mapTask])[target];
    }

    /** The raw pairs for a target partition, in the order of the map tasks. */
    List<Pairs> raw(int target) {
        List<Pairs> chunks = new ArrayList<>();
        for (Object written : byMapTask) {
            Bucket bucket = ((MapOutput) written).bucket(target);
            if (bucket != null) {
                chunks.addAll(Arrays.asList(bucket.chunks()));
            }
        }
        return chunks;
    }

    /** How many entries a target partition reads. */
    public long entries(int target) {
        CombinedChunk chunk = merged.get(target);
        if (chunk != null) {
            return chunk.size;
        }
        long sum = 0;
        for (Object written : byMapTask) {
            if (written instanceof CombinedChunk[] combined) {
                sum += combined[target].size;
            } else {
                Bucket bucket = ((MapOutput) written).bucket(target);
                sum += bucket == null ? 0 : bucket.records();
            }
        }
        return sum;
    }
}

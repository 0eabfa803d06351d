// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one stage hand to those of the next, by reference: for each map task its pairs by target partition.
 * Complete before anybody reads it. Safe for any thread.
 */
public final class ShuffleOutput {
    /** An output of at most so many pairs is small, if it doesn't take many bytes. */
    private static final int FEW_PAIRS = 10_000;

    private static final long FEW_BYTES = 64 << 10;

    /** Few bytes are at most this part of the budget. */
    private static final int FEW_PART = 1024;

    private final List<MapOutput> byMapTask;
    private final Codecs codecs;

    /** The map tasks that have pairs for each target, where outputs are sparse; null when no one is. */
    private final MapOutput @Nullable [][] byTarget;

    /** For each target what its entries have become; before that the lock of who makes it, made by who comes first; null before that. */
    private final AtomicReferenceArray<@Nullable Object> merged;

    /** Values were changed by a combining that has not ended, or it was discarded. */
    private volatile boolean broken;

    private static final class Merging extends ReentrantLock {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param byMapTask what each task wrote
     * @param targets how many partitions the next stage has
     * @param codecs for what is moved to disk
     */
    public ShuffleOutput(List<MapOutput> byMapTask, int targets, Codecs codecs) {
        this.byMapTask = List.copyOf(byMapTask);
        this.codecs = codecs;
        this.byTarget = isSparse(this.byMapTask) ? byTarget(this.byMapTask, targets) : null;
        this.merged = new AtomicReferenceArray<>(targets);
    }

    /**
     * What a target partition's entries become by combining. Done once: the user's functions may change the combined
     * values in place, so a second attempt or a second job must not do it again. When it fails the output is {@linkplain
     * #isBroken broken}, and the map stage has to run again: who waited for it gets {@link OutputMissing}.
     *
     * @param merge gives null when the pairs are all on disk and have to be combined from there, which changes none of them
     * @return null when {@code merge} does
     */
    @Nullable
    Pairs merged(int target, Callable<@Nullable Pairs> merge) throws Exception {
        Object there = merged.get(target);
        if (there == null) {
            Merging mine = new Merging();
            there = merged.compareAndExchange(target, null, mine);
            there = there == null ? mine : there;
        }
        if (there instanceof Pairs chunk) {
            return chunk;
        }
        Merging lock = (Merging) there;
        lock.lockInterruptibly();
        try {
            if (merged.get(target) instanceof Pairs chunk) {
                return chunk;
            }
            if (broken) { // who held the lock before has changed some of the values
                throw new OutputMissing();
            }
            Pairs chunk = merge.call();
            if (chunk != null) {
                merged.set(target, chunk);
            }
            return chunk;
        } catch (Throwable t) {
            broken = true;
            throw t;
        } finally {
            lock.unlock();
        }
    }

    /** Whether combining was begun and not finished, or it was discarded: it can't stand for the stage any more. */
    boolean isBroken() {
        return broken;
    }

    /** The pairs for a target partition, in the order of the map tasks. */
    Input input(int target) {
        return Input.of(buckets(target));
    }

    /**
     * Takes out a target's pairs, so that the user's functions may change them, if all are in memory when they are taken; any
     * request for memory may have moved some until then.
     *
     * @return null when some are on disk; then nothing is taken
     */
    @Nullable
    List<Bucket.Parts> claimFromMemory(int target) {
        List<MapOutput> outputs = new ArrayList<>();
        List<Bucket.Parts> parts = new ArrayList<>();
        for (MapOutput output : outputs(target)) {
            Bucket.Parts claimed = output.claim(target);
            if (claimed == null) {
                continue;
            }
            outputs.add(output);
            parts.add(claimed);
            if (!claimed.isInMemory()) {
                for (int i = 0; i < parts.size(); i++) {
                    outputs.get(i).giveBack(target, parts.get(i));
                }
                return null;
            }
        }
        return parts;
    }

    /** Takes out what is in memory of a target's pairs; returns that with what is on disk. */
    List<Bucket.Parts> claim(int target) {
        List<Bucket.Parts> parts = new ArrayList<>();
        for (MapOutput output : outputs(target)) {
            Bucket.Parts claimed = output.claim(target);
            if (claimed != null) {
                parts.add(claimed);
            }
        }
        return parts;
    }

    private List<Bucket> buckets(int target) {
        List<MapOutput> outputs = outputs(target);
        List<Bucket> buckets = new ArrayList<>(outputs.size());
        for (MapOutput output : outputs) {
            Bucket bucket = output.bucket(target);
            if (bucket != null) {
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    /** At least those that have pairs for a target. */
    private List<MapOutput> outputs(int target) {
        return byTarget == null ? byMapTask : Arrays.asList(byTarget[target]);
    }

    private static boolean isSparse(List<MapOutput> byMapTask) {
        for (MapOutput output : byMapTask) {
            if (output.isSparse()) {
                return true;
            }
        }
        return false;
    }

    // two passes over what there is, where asking each task for each target would be tasks times targets
    private static MapOutput[][] byTarget(List<MapOutput> byMapTask, int targets) {
        int[] counts = new int[targets];
        for (MapOutput output : byMapTask) {
            output.forEachTarget(target -> counts[target]++);
        }
        MapOutput[][] byTarget = new MapOutput[targets][];
        for (int target = 0; target < targets; target++) {
            byTarget[target] = new MapOutput[counts[target]];
            counts[target] = 0;
        }
        for (MapOutput output : byMapTask) {
            output.forEachTarget(target -> byTarget[target][counts[target]++] = output);
        }
        return byTarget;
    }

    /** How many entries a target partition reads. */
    public long entries(int target) {
        if (merged.get(target) instanceof Pairs chunk) {
            return chunk.size;
        }
        long sum = 0;
        for (Bucket bucket : buckets(target)) {
            sum += bucket.records();
        }
        return sum;
    }

    // ---- memory

    /**
     * Whether it holds enough for somebody to want it back: many bytes, files, or many pairs. Then all of it counts from now on;
     * else none does.
     */
    boolean settle(MemoryBudget budget) {
        long pairs = 0;
        long bytes = 0;
        boolean files = false;
        for (MapOutput output : byMapTask) {
            pairs += output.pairs();
            bytes += output.bytes();
            files |= output.hasFiles();
        }
        boolean isLarge = files || pairs > FEW_PAIRS || bytes > Math.min(FEW_BYTES, budget.max() / FEW_PART);
        long change = 0;
        for (MapOutput output : byMapTask) {
            change += isLarge ? output.count() : -output.uncount();
        }
        if (change > 0) {
            budget.keepAnyway(change);
        } else if (change < 0) {
            budget.releaseKept(-change);
        }
        return isLarge;
    }

    /** How many bytes {@link #moveToDisk} could free. */
    long movable() {
        long sum = 0;
        for (MapOutput output : byMapTask) {
            sum += output.movable();
        }
        return sum;
    }

    /** Moves some of it to disk; returns how many bytes that has freed. */
    long moveToDisk(long wanted, Disk disk, MemoryBudget budget) {
        long freed = 0;
        Supplier<SpillFile> file = oneFile(disk);
        for (MapOutput output : byMapTask) {
            if (freed >= wanted) {
                break;
            }
            freed += output.movable() == 0 ? 0 : output.moveToDisk(file, budget);
        }
        return freed;
    }

    /** Moves all of it to disk; false when some can't be written there. */
    boolean moveAllToDisk(Disk disk, MemoryBudget budget) {
        boolean all = true;
        Supplier<SpillFile> file = oneFile(disk);
        for (MapOutput output : byMapTask) {
            output.moveToDisk(file, budget);
            all &= output.canMove();
        }
        return all;
    }

    /** A file for what is moved together: a stage may have many small outputs. For one thread. */
    private Supplier<SpillFile> oneFile(Disk disk) {
        return new Supplier<>() {
            private @Nullable SpillFile made;

            @Override
            public SpillFile get() {
                SpillFile file = made;
                if (file == null) {
                    file = disk.create(codecs);
                    made = file;
                }
                return file;
            }
        };
    }

    /** Nobody is to read it any more: who combines it all the same gets {@link OutputMissing}. */
    void discard(MemoryBudget budget) {
        broken = true;
        byMapTask.forEach(output -> output.discard(budget));
    }
}

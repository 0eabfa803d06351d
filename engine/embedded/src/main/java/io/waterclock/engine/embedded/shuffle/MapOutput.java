// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that one task wrote, raw or combined, by the partition of the next stage. What is in memory can be moved to disk while it is
 * read. Safe for any thread once it is handed over.
 */
@SuppressWarnings("NullAway") // a target without pairs has no bucket
public final class MapOutput {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    /** Where fewer than one in so many targets has a bucket, only those are listed. */
    private static final int SPARSE = 4;

    /** In ascending order, where only some targets are listed; null when all are. */
    private final int @Nullable [] targets;

    private final Bucket[] buckets;
    private final double bytesPerPair;
    private final long pairs;
    private final long bytes;

    // guarded by this
    private final List<SpillFile> files = new ArrayList<>(1);
    private long kept;

    /** How many pairs in memory {@link #kept} stands for, and how many of them were claimed. */
    private long pairsKept;

    private long pairsClaimed;
    private boolean isDiscarded;
    private boolean cantMove;

    private MapOutput(int @Nullable [] targets, Bucket[] buckets, double bytesPerPair, long bytes, long kept) {
        this.targets = targets;
        this.buckets = buckets;
        this.bytesPerPair = bytesPerPair;
        this.bytes = bytes;
        this.kept = kept;
        long sum = 0;
        for (Bucket bucket : buckets) {
            sum += bucket == null ? 0 : bucket.records();
        }
        this.pairs = sum;
        this.pairsKept = kept > 0 ? pairsInMemory() : 0;
    }

    private long pairsInMemory() {
        long sum = 0;
        for (Bucket bucket : buckets) {
            sum += bucket == null ? 0 : bucket.parts().inMemory();
        }
        return sum;
    }

    /**
     * @param file where some of it is already
     * @param bytes how many are in memory
     * @param kept how many of them are counted as kept
     */
    static MapOutput of(
            @Nullable Bucket[] byTarget, @Nullable SpillFile file, double bytesPerPair, long bytes, long kept) {
        int count = 0;
        for (Bucket bucket : byTarget) {
            if (bucket != null) {
                count++;
            }
        }
        MapOutput output;
        if (count > byTarget.length / SPARSE) {
            output = new MapOutput(null, byTarget, bytesPerPair, bytes, kept);
        } else {
            int[] targets = new int[count];
            Bucket[] some = new Bucket[count];
            int at = 0;
            for (int target = 0; target < byTarget.length; target++) {
                if (byTarget[target] != null) {
                    targets[at] = target;
                    some[at++] = byTarget[target];
                }
            }
            output = new MapOutput(targets, some, bytesPerPair, bytes, kept);
        }
        if (file != null) {
            output.files.add(file);
        }
        return output;
    }

    /** The pairs for a target, or null when there are none. */
    @Nullable
    Bucket bucket(int target) {
        int at = targets == null ? target : Arrays.binarySearch(targets, target);
        return at < 0 ? null : buckets[at];
    }

    /** Whether most targets have none of its pairs, so that going through all of them for each target is work in vain. */
    boolean isSparse() {
        return targets != null;
    }

    /** The targets for which it has pairs, in ascending order. */
    void forEachTarget(IntConsumer target) {
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != null) {
                target.accept(targets == null ? i : targets[i]);
            }
        }
    }

    /** How many pairs it has. */
    long pairs() {
        return pairs;
    }

    /** How many bytes of it were in memory when it was handed over. */
    long bytes() {
        return bytes;
    }

    /** All of it counts from now on; returns how many bytes more than before. Before anybody reads it. */
    synchronized long count() {
        long more = bytes - kept;
        kept = bytes;
        pairsKept = kept > 0 ? pairsInMemory() : 0;
        return more;
    }

    /** Nothing of it counts any more; returns how many bytes did. Before anybody reads it. */
    synchronized long uncount() {
        long before = kept;
        kept = 0;
        pairsKept = 0;
        return before;
    }

    synchronized boolean hasFiles() {
        return !files.isEmpty();
    }

    /** {@link Bucket#claim} of a target; what is claimed stays in memory, and stays counted, until this is discarded. */
    synchronized Bucket.@Nullable Parts claim(int target) {
        Bucket bucket = bucket(target);
        if (bucket == null) {
            return null;
        }
        Bucket.Parts claimed = bucket.claim();
        pairsClaimed += kept > 0 ? claimed.inMemory() : 0;
        return claimed;
    }

    /** Ends {@link #claim}: nothing of it was changed. */
    synchronized void giveBack(int target, Bucket.Parts claimed) {
        Bucket bucket = bucket(target);
        bucket.giveBack(claimed);
        pairsClaimed -= kept > 0 ? claimed.inMemory() : 0;
    }

    /** Whether {@link #moveToDisk} has moved all, or would; throws {@link OutputMissing} when there is nothing any more. */
    synchronized boolean canMove() {
        if (isDiscarded || isLetGo()) {
            throw new OutputMissing();
        }
        return !cantMove;
    }

    /** Whether a file went with another output that was moved to it: the stage is being discarded, and this one is next. */
    private boolean isLetGo() {
        return files.stream().anyMatch(SpillFile::isDeleted);
    }

    /** How many bytes can be freed by {@link #moveToDisk}. */
    synchronized long movable() {
        return cantMove || pairsKept == 0 ? 0 : kept - bytesClaimed();
    }

    private long bytesClaimed() {
        return pairsClaimed == 0 ? 0 : (long) Math.ceil((double) kept * pairsClaimed / pairsKept);
    }

    /** Moves to disk what is in memory and isn't claimed; returns how many bytes that frees. */
    synchronized long moveToDisk(Supplier<SpillFile> to, MemoryBudget budget) {
        if (isDiscarded || cantMove) {
            return 0;
        }
        SpillFile file = null;
        try {
            for (Bucket bucket : buckets) {
                if (bucket != null && bucket.isToMove()) {
                    if (file == null) {
                        file = to.get();
                        files.add(file);
                    }
                    bucket.moveTo(file, bytesPerPair);
                }
            }
        } catch (RuntimeException e) {
            if (isLetGo()) {
                return 0;
            }
            SpillFile.requireNotOfDisk(e);
            cantMove = true;
            LOG.log(System.Logger.Level.DEBUG, "The output of a map task stays in memory", e);
            return 0;
        }
        long freed = movable();
        kept -= freed;
        pairsKept = pairsClaimed;
        budget.releaseKept(freed);
        return freed;
    }

    /** Nobody reads it any more: lets go of memory and disk. */
    synchronized void discard(MemoryBudget budget) {
        if (isDiscarded) {
            return;
        }
        isDiscarded = true;
        budget.releaseKept(kept);
        kept = 0;
        files.forEach(SpillFile::delete);
        files.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Partitioner;
import org.jspecify.annotations.Nullable;

/** Pairs of one task, uncombined, by the partition of the next stage that they go to. Used by one thread. */
public final class RawBuckets {
    private final Partitioner partitioner;
    private final int targets;

    /** Whether the partitioner is asked; else it is known to go by hash code. */
    private final boolean asks;

    /** {@code targets − 1} where that gives the remainder, else −1. */
    private final int mask;

    private final Buckets buckets;
    private final @Nullable FirstOnly firstOnly;
    private @Nullable Class<?> seen;

    /**
     * @param firstOnly whether all but the first pair of a key may be left out
     */
    public RawBuckets(Partitioner partitioner, boolean firstOnly, Room room) {
        this.partitioner = partitioner;
        this.targets = partitioner.numPartitions();
        this.asks = partitioner.getClass() != HashPartitioner.class;
        this.mask = Integer.bitCount(targets) == 1 ? targets - 1 : -1;
        this.buckets = new Buckets(targets, room);
        this.firstOnly = firstOnly ? new FirstOnly() : null;
    }

    /**
     * @param hashCode the key's; 0 for null
     */
    public void add(@Nullable Object key, int hashCode, @Nullable Object value) {
        if (firstOnly != null && !firstOnly.isFirst(key, hashCode)) {
            return;
        }
        int target = asks || key != null && key.getClass() != seen
                ? asked(key)
                : mask >= 0 ? hashCode & mask : Math.floorMod(hashCode, targets);
        buckets.add(target, key, hashCode, value);
    }

    /** The partitioner looks at each class of keys once, and may refuse it. */
    private int asked(@Nullable Object key) {
        seen = key == null ? null : key.getClass();
        return CombineTable.requirePartition(partitioner, key);
    }

    /** What was written; memory and files are handed over with it. */
    public MapOutput finish() {
        return buckets.handOver();
    }

    /**
     * Leaves out keys that have been seen, as long as that pays: where most keys are new, looking for them here only
     * costs, since the reduce side looks again.
     */
    private static final class FirstOnly {
        private static final int TRIAL = 1 << 15;
        private static final int MOST_KEYS = 1 << 17;

        private @Nullable KeyTable known = new KeyTable();
        private int tried;
        private int before;

        boolean isFirst(@Nullable Object key, int hashCode) {
            KeyTable table = known;
            if (table == null) {
                return true;
            }
            int size = table.size();
            table.number(key, hashCode);
            boolean first = table.size() > size;
            if (++tried == TRIAL) {
                if (table.size() - before > TRIAL / 2 || table.size() > MOST_KEYS) {
                    known = null;
                }
                before = table.size();
                tried = 0;
            }
            return first;
        }
    }
}

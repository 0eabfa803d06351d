// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the heap is nearly full of what lives. What a budget counts are estimates, it may be told to
 * count more than there is, and programs hold things too.
 *
 * <p>What lives was known when the old generation was last collected. Since then it is taken to have grown, or shrunk, as what is counted
 * has. What the program has put there since is seen at the next collection; with G1, which collects the old generation by and by, long before it
 * is full, the next one may find no room to work in, so there all that is in it now is taken to live. Used by one budget, which asks under its lock.
 */
public final class HeapWatch implements MemoryBudget.Heap {
    /** The part of the old generation, or of the heap where that is all of it, that may be filled by what lives. */
    public static final double MOST = 0.85;

    /**
     * As long as no more bytes than this have come to the least that was counted since the last look, nobody looks again: it takes a
     * microsecond or two.
     */
    private static final long STEP = 64 << 10;

    private final List<Pool> pools;

    // guarded by the budget
    private boolean wasTight;
    private long lookedAt;

    HeapWatch(List<Pool> pools) {
        this.pools = pools;
    }

    /** Watches the heap of this JVM. */
    public static HeapWatch ofThisJvm() {
        // the young generation's pools have no usage threshold
        return new HeapWatch(ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.isCollectionUsageThresholdSupported())
                .map(pool -> new Pool(
                        pool.getName().startsWith("G1 "),
                        pool::getCollectionUsage,
                        () -> pool.getUsage().getUsed()))
                .toList());
    }

    @Override
    public boolean isTight(long counted, long more) {
        if (!wasTight && counted + more - lookedAt < STEP) {
            lookedAt = Math.min(lookedAt, counted);
            return false;
        }
        boolean tight = false;
        for (Pool pool : pools) {
            tight |= pool.isTight(counted, more);
        }
        lookedAt = counted;
        wasTight = tight;
        return tight;
    }

    /** The old generation, or the heap where that is all of it. */
    static final class Pool {
        private final boolean isCollectedByAndBy;
        private final Supplier<@Nullable MemoryUsage> afterCollection;
        private final LongSupplier used;
        private Found found;

        /** What a collection left, and what was counted when that was seen. */
        private record Found(long left, long counted) {}

        /**
         * @param isCollectedByAndBy whether what is in it now lives, about
         * @param afterCollection how it was then, the last time; null where that can't be known
         * @param used how many bytes are in it now
         */
        Pool(boolean isCollectedByAndBy, Supplier<@Nullable MemoryUsage> afterCollection, LongSupplier used) {
            this.isCollectedByAndBy = isCollectedByAndBy;
            this.afterCollection = afterCollection;
            this.used = used;
            MemoryUsage after = afterCollection.get();
            this.found = new Found(after == null ? 0 : after.getUsed(), 0);
        }

        boolean isTight(long counted, long more) {
            MemoryUsage after = afterCollection.get();
            if (after == null || after.getMax() <= 0) {
                return false;
            }
            Found last = found;
            if (after.getUsed() != last.left) {
                last = new Found(after.getUsed(), counted);
                found = last;
            }
            double most = MOST * after.getMax() - more;
            return last.left + (counted - last.counted) > most || isCollectedByAndBy && used.getAsLong() > most;
        }
    }
}

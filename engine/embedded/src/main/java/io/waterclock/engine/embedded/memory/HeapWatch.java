// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether the heap is nearly full of what lives: how full the old generation was after its last collection. What the
 * budget is told are estimates, and programs hold things too.
 */
public final class HeapWatch implements BooleanSupplier {
    private static final double TIGHT = 0.85;

    private final List<MemoryPoolMXBean> pools;

    HeapWatch(List<MemoryPoolMXBean> pools) {
        this.pools = pools;
    }

    /** Watches the heap of this JVM. */
    public static HeapWatch ofThisJvm() {
        // the young generation's pools have no usage threshold
        return new HeapWatch(ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.isCollectionUsageThresholdSupported())
                .toList());
    }

    @Override
    public boolean getAsBoolean() {
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage after = pool.getCollectionUsage();
            if (after != null && after.getMax() > 0 && after.getUsed() > TIGHT * after.getMax()) {
                return true;
            }
        }
        return false;
    }
}

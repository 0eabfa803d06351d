// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.rdd.Lineage;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of map stages, by the node that reads them and which of its parents wrote them. Kept as long as the node is
 * reachable, so that later jobs over the same lineage need not run the stage again.
 */
public final class ShuffleStore {

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable ShuffleOutput output;
    }

    private final Map<Lineage, Slot[]> slots = new WeakHashMap<>();

    /** What was written, or null when the stage has to run. */
    public @Nullable ShuffleOutput get(Lineage reader, int parent) {
        ShuffleOutput output = slot(reader, parent).output;
        return output == null || output.isBroken() ? null : output;
    }

    /**
     * Runs the stage unless it has run; a second job that needs it waits for the first.
     *
     * @param waits called before waiting, from when on the thread may be interrupted
     * @param waited called after it
     * @throws InterruptedException while waiting
     */
    public void compute(Lineage reader, int parent, Runnable waits, Runnable waited, Callable<ShuffleOutput> stage)
            throws Exception {
        Slot slot = slot(reader, parent);
        if (!slot.lock.tryLock()) {
            waits.run();
            try {
                slot.lock.lockInterruptibly();
            } finally {
                waited.run();
            }
        }
        try {
            ShuffleOutput output = slot.output;
            if (output == null || output.isBroken()) {
                slot.output = stage.call();
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private Slot slot(Lineage reader, int parent) {
        synchronized (slots) {
            return slots.computeIfAbsent(reader, r -> {
                Slot[] each = new Slot[Math.max(1, r.parents().size())];
                for (int i = 0; i < each.length; i++) {
                    each[i] = new Slot();
                }
                return each;
            })[parent];
        }
    }

    public void clear() {
        synchronized (slots) {
            slots.clear();
        }
    }
}

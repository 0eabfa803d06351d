// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Memory off the heap, in slabs of one size that are lent and taken back. Direct buffers go back to the operating system only when
 * the garbage collector finds them, so those that have been made are used again, and none is ever given up before the engine ends.
 * Safe for any thread.
 */
public final class Slabs {
    /** In bytes. */
    public static final int SLAB = 16 << 10;

    /** So much is asked for at once. */
    private static final int REGION = 1 << 20;

    private final MemoryBudget budget;

    // guarded by this
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private boolean exhausted;

    /** @param budget counts what is lent */
    public Slabs(MemoryBudget budget) {
        this.budget = budget;
    }

    public MemoryBudget budget() {
        return budget;
    }

    /**
     * A slab, empty, or null when there is none left.
     *
     * @param spared as {@link MemoryBudget#tryKeep} has it
     */
    public @Nullable ByteBuffer lend(@Nullable Object spared) {
        if (!budget.tryKeep(SLAB, spared)) {
            return null;
        }
        ByteBuffer slab = takeOrMake();
        if (slab == null) {
            budget.releaseKept(SLAB);
        }
        return slab;
    }

    private synchronized @Nullable ByteBuffer takeOrMake() {
        if (free.isEmpty() && !exhausted) {
            try {
                ByteBuffer region = ByteBuffer.allocateDirect(REGION);
                for (int at = 0; at < REGION; at += SLAB) {
                    free.push(region.slice(at, SLAB));
                }
            } catch (OutOfMemoryError e) { // the JVM's own limit is lower than ours
                exhausted = true;
                System.getLogger("io.waterclock.engine.embedded")
                        .log(
                                System.Logger.Level.WARNING,
                                "The JVM gives no more memory off the heap ({0}); -XX:MaxDirectMemorySize says how much."
                                        + " What doesn''t fit goes to disk",
                                e.getMessage());
            }
        }
        ByteBuffer slab = free.poll();
        return slab == null ? null : slab.clear();
    }

    /** Ends {@link #lend}. */
    public void takeBack(ByteBuffer slab) {
        synchronized (this) {
            free.push(slab);
        }
        budget.releaseKept(SLAB);
    }
}

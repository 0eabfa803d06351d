// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.engine.embedded.memory.WeakKeys;
import io.waterclock.rdd.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of map stages, by the node that reads them and which of its parents wrote them. Kept as long as the node is
 * reachable, so that later jobs over the same lineage need not run the stage again. What they hold counts towards the
 * engine's memory, and is moved to disk when tasks need the room. Safe for any thread.
 */
public final class ShuffleStore implements MemoryBudget.Evictor {

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable ShuffleOutput output;
    }

    private final EngineMemory memory;
    private final Disk disk;

    /** Guarded by itself. */
    private final WeakKeys<Lineage, Slot[]> slots = new WeakKeys<>();

    public ShuffleStore(EngineMemory memory) {
        this.memory = memory;
        this.disk = new Disk(memory.files());
        memory.budget().add(this);
    }

    /**
     * What a task has to hold pairs in; it closes it.
     *
     * @param alive called now and then; throws when the job is over
     */
    public Room room(Supplier<TaskMemory> account, Codecs codecs, Runnable alive) {
        return new Room(account, disk, codecs, memory.sizes(), memory.budget().max(), alive);
    }

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
                if (output != null) {
                    output.discard(memory.budget());
                }
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private Slot slot(Lineage reader, int parent) {
        List<Slot[]> collected;
        Slot slot;
        synchronized (slots) {
            collected = slots.takeCollected();
            slot = slots.getOrMake(reader, () -> {
                Slot[] each = new Slot[Math.max(1, reader.parents().size())];
                for (int i = 0; i < each.length; i++) {
                    each[i] = new Slot();
                }
                return each;
            })[parent];
        }
        discard(collected);
        return slot;
    }

    private void discard(List<Slot[]> collected) {
        for (Slot[] each : collected) {
            for (Slot slot : each) {
                ShuffleOutput output = slot.output;
                if (output != null) {
                    output.discard(memory.budget());
                }
            }
        }
    }

    // ---- memory

    /** The outputs of a map stage that has failed are not wanted. */
    public void discard(MapOutput output) {
        output.discard(memory.budget());
    }

    /** Moves all of an output to disk; false when some of it can't be written there. */
    boolean moveToDisk(ShuffleOutput output) {
        return output.moveAllToDisk(disk, memory.budget());
    }

    @Override
    public long evictable(@Nullable Object spared) {
        long sum = 0;
        for (ShuffleOutput output : outputs()) {
            sum += output.movable();
        }
        return sum;
    }

    @Override
    public long evict(long bytes, @Nullable Object spared) {
        long freed = 0;
        for (ShuffleOutput output : outputs()) {
            if (freed < bytes) {
                freed += output.moveToDisk(bytes - freed, disk, memory.budget());
            }
        }
        return freed;
    }

    private List<ShuffleOutput> outputs() {
        List<Slot[]> collected;
        List<ShuffleOutput> outputs = new ArrayList<>();
        synchronized (slots) {
            collected = slots.takeCollected();
            for (Slot[] each : slots.all()) {
                for (Slot slot : each) {
                    ShuffleOutput output = slot.output;
                    if (output != null) {
                        outputs.add(output);
                    }
                }
            }
        }
        discard(collected);
        return outputs;
    }

    public void clear() {
        List<Slot[]> all;
        synchronized (slots) {
            all = slots.takeAll();
        }
        discard(all);
        disk.sweep();
    }
}

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

    /** The lock of who makes the output. */
    private static final class Slot extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        private transient volatile @Nullable ShuffleOutput output;
    }

    private final EngineMemory memory;
    private final Disk disk;

    /** Whose attachments to nodes are ours; nodes outlive an engine, and shall not keep it. */
    private final Object owner = new Object();

    /**
     * Those of nodes with outputs that hold much: they are found for eviction, and are let go when the node is unreachable or the
     * engine is closed. What holds little just goes with its node. Guarded by itself.
     */
    private final WeakKeys<Lineage, Slot[]> large = new WeakKeys<>();

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
        return new Room(account, disk, codecs, memory.sizes(), memory.budget(), alive);
    }

    /** What was written, or null when the stage has to run. */
    public @Nullable ShuffleOutput get(Lineage reader, int parent) {
        Slot[] each = reader.attached(owner, Slot[].class);
        ShuffleOutput output = each == null ? null : each[parent].output;
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
        Slot[] all =
                reader.attach(owner, Slot[].class, () -> slots(reader.parents().size()));
        Slot slot = all[parent];
        if (!slot.tryLock()) {
            waits.run();
            try {
                slot.lockInterruptibly();
            } finally {
                waited.run();
            }
        }
        try {
            ShuffleOutput output = slot.output;
            if (output == null || output.isBroken()) {
                ShuffleOutput made = stage.call();
                boolean isLarge = made.settle(memory.budget()); // before anybody finds it
                slot.output = made;
                if (isLarge) {
                    register(reader, all);
                }
                if (output != null) {
                    output.discard(memory.budget());
                }
            }
        } finally {
            slot.unlock();
        }
    }

    private static Slot[] slots(int parents) {
        Slot[] each = new Slot[parents];
        for (int i = 0; i < each.length; i++) {
            each[i] = new Slot();
        }
        return each;
    }

    private void register(Lineage reader, Slot[] all) {
        List<Slot[]> collected;
        synchronized (large) {
            collected = large.takeCollected();
            large.getOrMake(reader, () -> all);
        }
        discard(collected);
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
        synchronized (large) {
            collected = large.takeCollected();
            for (Slot[] each : large.all()) {
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

    /** Lets go of what counts or has files. An output that holds little stays with its node, and goes with it. */
    public void clear() {
        List<Slot[]> all;
        synchronized (large) {
            all = large.takeAll();
        }
        discard(all);
        disk.sweep();
    }
}

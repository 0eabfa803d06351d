// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage, claimed one by one. The caller claims as any worker does, so that a job never waits for a worker
 * to wake up: a worker that comes in time helps, one that comes too late finds nothing to do.
 *
 * <p>Many tasks stand in blocks of neighbours, and a thread goes through a block before it takes another; when no block is left that
 * nobody is at, threads help in the others'. So tiny tasks are claimed from a counter that no other processor writes, and
 * leave their results in lines of their own, and still a slow one keeps none of its neighbours.
 */
final class TaskSet {
    /** Made with the class: where tasks of others have filled the heap, no lambda could be. */
    private static final BooleanSupplier ALWAYS = () -> true;

    private static final int SPINS = 200;
    private static final int NONE = -1;

    /** About so many blocks for each thread; with fewer tasks than that, a block is a task. */
    private static final int BLOCKS_PER_THREAD = 16;

    /** How far the counters of blocks are apart, in ints: two cache lines, since processors fetch lines by twos. */
    private static final int STRIDE = 32;

    /** What is done. What one of these throws all the same is told to the caller ({@link #escaped()}), and stops nobody. */
    interface Body {
        /** The calling thread is about to run some tasks. */
        default void join() {}

        /** Runs a task. */
        void run(int index);

        /** The calling thread has run some tasks; called after the last of them counts as ended. */
        default void leave() {}
    }

    private final int size;
    private final Body body;
    private final Thread caller = Thread.currentThread();

    /** The binary logarithm of how many tasks a block has. */
    private final int shift;

    private final int blocks;

    /** For each block how many of its tasks are claimed, with some vain claims beyond, and behind that how many have ended; null when a block is a task. */
    private final @Nullable AtomicIntegerArray inBlocks;

    private final AtomicInteger nextBlock = new AtomicInteger();
    private final AtomicInteger finishedBlocks = new AtomicInteger();
    private volatile int escapedAt;
    private volatile @Nullable Throwable escaped;

    /**
     * @param threads about how many will claim
     */
    TaskSet(int size, int threads, Body body) {
        this.size = size;
        this.body = body;
        int tasksPerBlock = Math.max(1, size / (BLOCKS_PER_THREAD * threads));
        this.shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(tasksPerBlock);
        this.blocks = size == 0 ? 0 : ((size - 1) >> shift) + 1;
        this.inBlocks = shift == 0 ? null : new AtomicIntegerArray(STRIDE * (blocks + 1));
    }

    int size() {
        return size;
    }

    int claimed() {
        AtomicIntegerArray counters = inBlocks;
        if (counters == null) {
            return Math.min(size, nextBlock.get());
        }
        int sum = 0;
        for (int block = 0; block < blocks; block++) {
            sum += Math.min(sizeOf(block), counters.get(at(block)));
        }
        return sum;
    }

    int finished() {
        AtomicIntegerArray counters = inBlocks;
        if (counters == null) {
            return finishedBlocks.get();
        }
        int sum = 0;
        for (int block = 0; block < blocks; block++) {
            sum += counters.get(at(block) + 1);
        }
        return sum;
    }

    private int sizeOf(int block) {
        return Math.min(1 << shift, size - (block << shift));
    }

    /** Where the counters of a block are: not beside the array's length, which each access reads. */
    private static int at(int block) {
        return STRIDE * (block + 1);
    }

    /** What escaped the body where nothing should, so that a task may not have run; null if nothing did, as it should be. */
    @Nullable
    Throwable escaped() {
        return escaped;
    }

    /** The index of the task that {@link #escaped()} is about. */
    int escapedAt() {
        return escapedAt;
    }

    /** Claims and runs tasks until none is left. */
    void help() {
        while (help(ALWAYS)) {
            // once more, if joining them failed
        }
    }

    /**
     * Claims and runs tasks until none is left, or after one of them {@code more} says no.
     *
     * @return whether there was any
     */
    boolean help(BooleanSupplier more) {
        int index = claim(NONE);
        if (index == NONE) {
            return false;
        }
        try {
            body.join();
        } catch (Throwable t) {
            escaped(t, index);
            ended(index); // although it hasn't run: what is claimed is waited for
            return true;
        }
        do {
            run(index);
        } while (more.getAsBoolean() && (index = claim(index)) != NONE);
        try {
            body.leave();
        } catch (Throwable t) {
            escaped(t, 0);
        }
        return true;
    }

    /** Before the task counts as ended, so that the caller sees it. Out of memory, as a rule: nothing is made here. */
    private void escaped(Throwable t, int index) {
        escapedAt = index;
        escaped = t;
    }

    /** The next task after {@code last}, which the thread has run just now. */
    private int claim(int last) {
        AtomicIntegerArray counters = inBlocks;
        if (counters == null) {
            return claimBlock();
        }
        int index = last == NONE ? NONE : claimIn(last >> shift, counters);
        int block;
        while (index == NONE && (block = claimBlock()) != NONE) {
            index = claimIn(block, counters);
        }
        for (block = blocks - 1; index == NONE && block >= 0; block--) {
            index = claimIn(block, counters);
        }
        return index;
    }

    // what is left is looked at before it is counted, so that who comes late again and again doesn't count round to
    // negative numbers

    private int claimBlock() {
        if (nextBlock.get() >= blocks) {
            return NONE;
        }
        int block = nextBlock.getAndIncrement();
        return block < blocks ? block : NONE;
    }

    private int claimIn(int block, AtomicIntegerArray counters) {
        int most = sizeOf(block);
        if (counters.get(at(block)) >= most) {
            return NONE;
        }
        int claimed = counters.getAndIncrement(at(block));
        return claimed < most ? (block << shift) + claimed : NONE;
    }

    private void run(int index) {
        try {
            body.run(index);
        } catch (Throwable t) {
            escaped(t, index);
        } finally {
            ended(index);
        }
    }

    private void ended(int index) {
        AtomicIntegerArray counters = inBlocks;
        if (counters != null) {
            int block = index >> shift;
            if (counters.incrementAndGet(at(block) + 1) < sizeOf(block)) {
                return;
            }
        }
        if (finishedBlocks.incrementAndGet() == blocks && Thread.currentThread() != caller) {
            LockSupport.unpark(caller);
        }
    }

    /**
     * Waits, on the caller's thread, until every task has ended.
     *
     * @param onInterrupt called, with the flag still set, when the caller is interrupted meanwhile; clears the flag
     */
    void await(Runnable onInterrupt) {
        for (int i = 0; i < SPINS && finishedBlocks.get() < blocks; i++) {
            Thread.onSpinWait();
        }
        while (finishedBlocks.get() < blocks) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                onInterrupt.run();
            }
        }
    }
}

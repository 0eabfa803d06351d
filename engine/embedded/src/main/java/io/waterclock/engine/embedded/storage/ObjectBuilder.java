// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.embedded.memory.ChunkSize;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeSampler;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers records as objects, and asks for memory by what some of them take. */
final class ObjectBuilder implements Builder {
    /** Less than this is asked for at the end only. */
    private static final long STEP = 64 << 10;

    private static final long MOST_AHEAD = 1 << 20;

    private static final int FIRST = 8;
    private static final int LARGEST = 8 << 10;

    private final MemoryBudget budget;
    private final Object spared;
    private final SizeSampler sizes;
    private final List<Object[]> chunks = new ArrayList<>();
    private Object[] last = new Object[0];
    private int size;
    private long kept;
    private boolean full;

    /** @param spared as {@link MemoryBudget#tryKeep} has it */
    ObjectBuilder(EngineMemory memory, Object spared) {
        this.budget = memory.budget();
        this.spared = spared;
        this.sizes = new SizeSampler(memory.sizes());
    }

    @Override
    public int ask() {
        return sizes.count() == 0
                ? FIRST
                : (int) Math.max(1, Math.min(ChunkReader.CHUNK, ChunkSize.BYTES / Math.max(1, sizes.mean())));
    }

    @Override
    public int add(Object[] records, int from, int to) {
        int at = from;
        while (at < to) {
            if (size == last.length) {
                grow(to - at);
            }
            int n = Math.min(to - at, last.length - size);
            System.arraycopy(records, at, last, size, n);
            size += n;
            at += n;
        }
        sizes.saw(records, from, to);
        long missing = sizes.bytes() - kept;
        if (missing > STEP) {
            long ahead = Math.min(kept / 4, MOST_AHEAD);
            if (budget.tryKeep(missing + ahead, spared)) {
                kept += missing + ahead;
            } else {
                take(missing);
            }
        }
        return to;
    }

    private void grow(int coming) {
        if (last.length > 0 && last.length < LARGEST && chunks.size() == 1) {
            last = Arrays.copyOf(last, Math.min(LARGEST, Math.max(2 * last.length, size + coming)));
            chunks.set(0, last);
        } else {
            last = new Object[chunks.isEmpty() ? coming : LARGEST];
            chunks.add(last);
            size = 0;
        }
    }

    private void take(long bytes) {
        if (budget.tryKeep(bytes, spared)) {
            kept += bytes;
        } else {
            full = true;
        }
    }

    @Override
    public void end() {
        long surplus = kept - sizes.bytes();
        if (surplus > 0) {
            budget.releaseKept(surplus);
            kept -= surplus;
        } else if (!full) {
            take(-surplus);
        }
    }

    @Override
    public boolean isFull() {
        return full;
    }

    /** What has been taken, to be written elsewhere. */
    Object[][] chunks() {
        if (size < last.length) {
            last = Arrays.copyOf(last, size);
            chunks.set(chunks.size() - 1, last);
        }
        return chunks.toArray(Object[][]::new);
    }

    @Override
    public ObjectRecords finish() {
        ObjectRecords records = new ObjectRecords(chunks(), budget, kept);
        kept = 0;
        return records;
    }

    @Override
    public void abort() {
        budget.releaseKept(kept);
        kept = 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.source.ChunkReader;
import org.jspecify.annotations.Nullable;

/** Keys with one combined value each, from one task for one partition of the next stage. Written by one thread, then only read. */
@SuppressWarnings("NullAway") // which of longs and values is in use is said by the mode
public final class CombinedChunk {
    static final CombinedChunk NONE = new CombinedChunk(CombineTable.OBJECTS, 0);

    public final Object[] keys;
    public final int[] hashes;
    public final int mode;
    private final long[] longs;
    private final Object[] values;
    public int size;

    CombinedChunk(int mode, int capacity) {
        this.mode = mode;
        this.keys = new Object[capacity];
        this.hashes = new int[capacity];
        this.longs = mode == CombineTable.OBJECTS ? null : new long[capacity];
        this.values = mode == CombineTable.OBJECTS ? new Object[capacity] : null;
    }

    void add(CombineTable table, int slot) {
        int at = size++;
        keys[at] = table.keys[slot];
        hashes[at] = table.hashes[slot];
        if (mode == CombineTable.OBJECTS) {
            values[at] = table.values[slot];
        } else {
            longs[at] = table.longs[slot];
        }
    }

    public @Nullable Object value(int at) {
        if (mode == CombineTable.OBJECTS) {
            return values[at];
        }
        if (mode == CombineTable.INTS) {
            return (int) longs[at];
        }
        return longs[at];
    }

    /** The entries as pairs, made when they are read. */
    ChunkReader pairs() {
        return new Records(this);
    }

    /** The entries from a position on, at most so many as a chunk of columns has. */
    Pairs columns(int from) {
        int to = Math.min(size, from + Pairs.MOST);
        Pairs columns = new Pairs(to - from);
        for (int i = from; i < to; i++) {
            Object key = CombineTable.unmasked(keys[i]);
            columns.add(key, Pairs.hashCode(key), value(i));
        }
        return columns;
    }

    private static final class Records extends ChunkReader {
        private final CombinedChunk chunk;
        private int next;

        Records(CombinedChunk chunk) {
            this.chunk = chunk;
            this.array = new Object[Math.min(CHUNK, chunk.size)];
        }

        @Override
        public boolean isInMemory() {
            return true;
        }

        @Override
        public boolean next(int max) {
            int n = Math.min(Math.min(max, array.length), chunk.size - next);
            for (int i = 0; i < n; i++) {
                array[i] = new Tuple2<>(CombineTable.unmasked(chunk.keys[next]), chunk.value(next));
                next++;
            }
            from = 0;
            to = n;
            return n > 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.source.ChunkReader;

/** Records as the objects that they are, in arrays of some thousand: large ones would lie across the collector's regions. */
final class ObjectRecords implements Records {
    private final Object[][] chunks;
    private final MemoryBudget budget;
    private final long bytes;

    /** @param bytes which the budget keeps for them */
    ObjectRecords(Object[][] chunks, MemoryBudget budget, long bytes) {
        this.chunks = chunks;
        this.budget = budget;
        this.bytes = bytes;
    }

    Object[][] chunks() {
        return chunks;
    }

    @Override
    public ChunkReader open() {
        return chunks.length == 1 ? ChunkReader.of(chunks[0], 0, chunks[0].length) : new Reader(chunks);
    }

    @Override
    public long bytesInMemory() {
        return bytes;
    }

    @Override
    public void free() {
        budget.releaseKept(bytes);
    }

    private static final class Reader extends ChunkReader {
        private final Object[][] chunks;
        private int nextChunk;
        private int end;

        Reader(Object[][] chunks) {
            this.chunks = chunks;
            this.array = new Object[0];
        }

        @Override
        public boolean isInMemory() {
            return true;
        }

        @Override
        public boolean next(int max) {
            from = to;
            while (from == end) {
                if (nextChunk == chunks.length) {
                    return false;
                }
                array = chunks[nextChunk++];
                from = 0;
                end = array.length;
            }
            to = from + Math.min(max, end - from);
            return true;
        }
    }
}

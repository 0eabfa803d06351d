// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.embedded.memory.LocalFile;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.Slabs;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes that don't change any more: on the heap, off it, or in a file. */
interface Bytes {
    InputStream open();

    /** What a budget was told, in bytes. */
    long inMemory();

    void free();

    /** In arrays, the last of which may have room. */
    record OnHeap(List<ByteBuffer> pieces, MemoryBudget budget, long kept) implements Bytes {
        @Override
        public InputStream open() {
            return new PiecesInput(pieces);
        }

        @Override
        public long inMemory() {
            return kept;
        }

        @Override
        public void free() {
            budget.releaseKept(kept);
        }
    }

    /** In slabs; what there was no room for, in others. */
    record OffHeap(List<ByteBuffer> pieces, Slabs slabs) implements Bytes {
        @Override
        public InputStream open() {
            return new PiecesInput(pieces);
        }

        @Override
        public long inMemory() {
            return (long) pieces.size() * Slabs.SLAB;
        }

        @Override
        public void free() {
            pieces.stream().filter(ByteBuffer::isDirect).forEach(slabs::takeBack);
        }
    }

    /** In a file of its own. */
    record OnDisk(LocalFile file) implements Bytes {
        @Override
        public InputStream open() {
            return file.read(0, file.length());
        }

        @Override
        public long inMemory() {
            return 0;
        }

        @Override
        public void free() {
            file.delete();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFile;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes into memory while there is room, and then, where the level has the disk, into a file. Without one it goes on into
 * memory that it has no room for, and says that it is full: its user looks after each record.
 */
final class BytesBuilder extends OutputStream {
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 256 << 10;

    private final MemoryBudget budget;
    private final @Nullable Slabs slabs;
    private final @Nullable LocalFiles files;
    private final Object spared;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer last = ByteBuffer.allocate(0);
    private long kept;
    private long size;
    private boolean full;
    private @Nullable LocalFile file;

    /** @param spared as {@link MemoryBudget#tryKeep} has it */
    BytesBuilder(StorageLevel level, EngineMemory memory, Object spared) throws IOException {
        this.budget = memory.budget();
        this.slabs = level.useMemory() && level.useOffHeap() ? memory.slabs() : null;
        this.files = level.useDisk() ? memory.files() : null;
        this.spared = spared;
        if (!level.useMemory()) {
            toDisk(memory.files());
        }
    }

    /** Whether it holds more than it has room for. */
    boolean isFull() {
        return full;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int end = from + count;
        while (at < end && file == null) {
            if (!last.hasRemaining() && !grow(end - at)) {
                break;
            }
            int n = Math.min(end - at, last.remaining());
            last.put(bytes, at, n);
            at += n;
        }
        if (file != null) {
            file.write(bytes, at, end - at);
        }
        size += count;
    }

    /** Adds a piece for so many bytes to come, or turns to the disk and returns false. */
    private boolean grow(int coming) throws IOException {
        ByteBuffer piece = slabs == null ? onHeap(coming) : full ? null : slabs.lend(spared);
        if (piece == null && files != null) {
            toDisk(files);
            return false;
        }
        if (piece == null) {
            full = true;
            piece = ByteBuffer.allocate(Slabs.SLAB);
        }
        pieces.add(piece);
        last = piece;
        return true;
    }

    private @Nullable ByteBuffer onHeap(int coming) {
        int capacity = (int) Math.max(SMALLEST, Math.min(LARGEST, Math.max(coming, size)));
        if (budget.tryKeep(capacity, spared)) {
            kept += capacity;
        } else if (files != null) {
            return null;
        } else {
            full = true;
        }
        return ByteBuffer.allocate(capacity);
    }

    private void toDisk(LocalFiles files) throws IOException {
        LocalFile made = files.create("cache");
        file = made;
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.position()];
            piece.flip().get(bytes);
            made.write(bytes, 0, bytes.length);
        }
        freePieces();
    }

    /** What was written, which from now on belongs to the caller. */
    Bytes finish() {
        LocalFile written = file;
        if (written != null) {
            return new Bytes.OnDisk(written);
        }
        trim();
        pieces.forEach(ByteBuffer::flip);
        return slabs != null ? new Bytes.OffHeap(pieces, slabs) : new Bytes.OnHeap(pieces, budget, kept);
    }

    /** The last piece on the heap is no longer than it needs to be. */
    private void trim() {
        int surplus = last.remaining();
        if (surplus > 0 && last.hasArray() && !full) {
            byte[] bytes = java.util.Arrays.copyOf(last.array(), last.position());
            pieces.set(pieces.size() - 1, ByteBuffer.wrap(bytes).position(bytes.length));
            budget.releaseKept(surplus);
            kept -= surplus;
        }
    }

    /** Gives everything back. */
    void abort() {
        freePieces();
        if (file != null) {
            file.delete();
        }
    }

    private void freePieces() {
        if (slabs != null) {
            pieces.stream().filter(ByteBuffer::isDirect).forEach(slabs::takeBack);
        }
        pieces.clear();
        last = ByteBuffer.allocate(0);
        budget.releaseKept(kept);
        kept = 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.rdd.Partitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task's table of combined values grow as long as the task's {@link Room} allows; then writes its entries to disk,
 * and the table begins anew. So a key may have several combined values, which are combined behind the shuffle. Used by one
 * thread.
 */
public final class CombineRoom implements CombineTable.Growth {
    private static final Segment[] NO_SEGMENTS = {};

    /** What keys and values of a small table are taken for, in bytes an entry. */
    private static final int UNKNOWN = 48;

    /** From so many entries on, some are measured. */
    private static final int WORTH_MEASURING = 4096;

    private static final int MEASURED = 8;

    private final Partitioner partitioner;
    private final Room room;
    private final CombineTable table;
    private @Nullable SpillFile file;
    private Segment[][] segments = {};
    private long held;
    private double bytesPerEntry = UNKNOWN;
    private final GrowingValues growing = new GrowingValues();

    public CombineRoom(Partitioner partitioner, Room room, CombineTable.Expected expected) {
        this.partitioner = partitioner;
        this.room = room;
        this.table = new CombineTable(this, expected);
    }

    /** The table to combine in. */
    public CombineTable table() {
        return table;
    }

    @Override
    public boolean mayGrow(CombineTable table) {
        if (table.size() >= WORTH_MEASURING) {
            bytesPerEntry = measure();
            growing.entryTakes(bytesPerEntry);
        }
        return hasRoom();
    }

    @Override
    public int merged(CombineTable table, int number) {
        int next = growing.saw(number, sizeOf(table.values, number), bytesPerEntry, room.step());
        return hasRoom() ? next : 0;
    }

    private boolean hasRoom() {
        long bytes = 2 * table.bytes() + (long) (table.size() * bytesPerEntry) + growing.bytes();
        if (bytes <= held) {
            return true;
        }
        if (room.take(bytes - held)) {
            held = bytes;
            return true;
        }
        spill();
        return false;
    }

    /** The keys and values of an entry, those that have no typed slot, by some that stand far from each other. */
    private double measure() {
        long bytes = 0;
        int step = table.size() / MEASURED;
        for (int i = 0; i < MEASURED; i++) {
            bytes += sizeOf(table.keys.keys, i * step) + sizeOf(table.values, i * step);
        }
        return (double) bytes / MEASURED;
    }

    private long sizeOf(Column column, int at) {
        return column.mode == Column.OBJECTS ? room.sizeOf(column.objects[at]) : 0;
    }

    private void spill() {
        if (file == null) {
            file = room.file();
            segments = new Segment[partitioner.numPartitions()][];
            Arrays.fill(segments, NO_SEGMENTS);
        }
        @Nullable Pairs[] chunks = table.scatter(partitioner);
        double perPair = bytesPerPair();
        for (int target = 0; target < chunks.length; target++) {
            room.checkAlive();
            Pairs chunk = chunks[target];
            if (chunk != null) {
                Bucket bucket = new Bucket(segments[target], chunk);
                bucket.moveTo(file, perPair);
                segments[target] = bucket.parts().segments();
            }
        }
        room.give(held);
        held = 0;
        growing.clear();
    }

    /** What reading an entry back takes, about. */
    private double bytesPerPair() {
        return bytesPerEntry + (double) growing.bytes() / Math.max(1, table.size()) + 2 * Integer.BYTES + Long.BYTES;
    }

    /** What was combined; memory and files are handed over with it. */
    public MapOutput finish() {
        @Nullable Pairs[] chunks = table.scatter(partitioner);
        @Nullable Bucket[] buckets = new @Nullable Bucket[chunks.length];
        for (int target = 0; target < chunks.length; target++) {
            Segment[] before = file == null ? NO_SEGMENTS : segments[target];
            Pairs chunk = chunks[target];
            if (chunk != null) {
                buckets[target] = new Bucket(before, chunk);
            } else if (before.length > 0) {
                buckets[target] = new Bucket(before);
            }
        }
        if (file != null) {
            room.handOver(file);
        }
        long kept = room.keep(held);
        held = 0;
        return MapOutput.of(buckets, file, bytesPerPair(), kept);
    }
}

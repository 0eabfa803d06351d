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
 * and the table begins anew. So a key may have several combined values, which are combined behind the shuffle. Values that can't be
 * written stay in memory. Used by one thread.
 *
 * <p>What keys and values take, beyond the slots of the table, is the sum of two: of what {@link GrowingValues} knows of single ones,
 * and, for each entry, of the mean of what it doesn't know of, by a sample. So values that grow fast are followed one by one, and
 * many that grow slowly, or all alike, are found by the sample. A sample is taken when the table grows, and after so many merges.
 */
public final class CombineRoom implements CombineTable.Growth {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    private static final Segment[] NO_SEGMENTS = {};

    /** What keys and values of a small table are taken for, in bytes an entry. */
    private static final int UNKNOWN = 48;

    /** From so many entries on, some are measured, and from the first on where others went to disk already, or one is large. */
    private static final int WORTH_MEASURING = 4096;

    private static final int MEASURED = 32;

    /** Measuring looks at some hundred objects: if none is large, it is done first after so many merges. */
    private static final int FIRST_MERGES = 4093;

    private static final int LEAST_MERGES = 13;

    private static final int MOST_MERGES = 1 << 16;

    /** Between two measurements there are so many entries more. */
    private static final int LEAST_ENTRIES = 8;

    /** And values, or the table, grow by so many of the room's steps, about. */
    private static final int STEPS = 4;

    private final Partitioner partitioner;
    private final Room room;
    private final CombineTable table;
    private @Nullable SpillFile file;
    private Segment[][] segments = {};
    private long held;
    private double bytesPerEntry = UNKNOWN;
    private final GrowingValues growing = new GrowingValues();

    /** Since some were measured. */
    private long merges;

    /** After so many merges some are measured again. */
    private long measureAfter = FIRST_MERGES;

    private boolean isMeasured;
    private boolean cantSpill;

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
    public int mayGrow(CombineTable table) {
        int last = table.size() - 1;
        if (table.size() >= WORTH_MEASURING
                || file != null
                || isLarge(sizeOf(table.keys.keys, last) + sizeOf(table.values, last))) {
            measure();
            measureAfter =
                    Math.min(measureAfter, mergesUntil(bytesPerEntry)); // a merge may add as much as an entry has
        }
        if (!hasRoom()) {
            return 0;
        }
        long few = (long) (STEPS * room.step() / Math.max(1e-3, bytesPerEntry));
        return (int) Math.min(Integer.MAX_VALUE, table.size() + Math.max(LEAST_ENTRIES, Math.min(table.size(), few)));
    }

    @Override
    public int merged(CombineTable table, int number) {
        merges += growing.interval();
        long bytes = sizeOf(table.values, number);
        growing.saw(number, bytes, bytesPerEntry);
        if (merges >= measureAfter || !isMeasured && isLarge(bytes)) {
            measureGrowth();
        }
        int next = growing.next(room.step());
        return hasRoom() ? next : 0;
    }

    /** Whether entries like this one come to more than is to be left uncounted. */
    private boolean isLarge(long bytes) {
        return bytes * table.size() > room.step();
    }

    private boolean hasRoom() {
        return hasRoom(2 * table.bytes() + (long) (table.size() * bytesPerEntry) + growing.bytes());
    }

    /** Takes memory until so many bytes are held; false when they can't be had, and the entries are on disk. */
    private boolean hasRoom(long bytes) {
        if (bytes <= held) {
            return true;
        }
        if (room.take(bytes - held)) {
            held = bytes;
            return true;
        }
        return !spill();
    }

    /**
     * The keys and values of an entry, those that have no typed slot, by some that stand far from each other, without what is known of
     * single ones.
     */
    private void measure() {
        bytesPerEntry = bytesPerEntry(table, room, growing);
        isMeasured = true;
        merges = 0;
    }

    /**
     * What the key and the value of an entry take, about, beyond the table.
     *
     * @param known what is not to be counted
     */
    static double bytesPerEntry(CombineTable table, Room room, GrowingValues known) {
        int size = table.size();
        int measured = Math.min(MEASURED, size);
        long bytes = 0;
        for (int i = 0; i < measured; i++) {
            int at = (int) ((2L * i + 1) * size / (2L * measured));
            bytes += sizeOf(table.keys.keys, at, room) + sizeOf(table.values, at, room) - known.beyond(at);
        }
        return Math.max(0, (double) bytes / Math.max(1, measured));
    }

    /** Measures again; the faster all grow, the sooner the next time is. */
    private void measureGrowth() {
        double before = bytesPerEntry;
        long passed = merges;
        measure();
        double perMerge = Math.max(0, (bytesPerEntry - before) * table.size() / passed);
        growing.grow(perMerge);
        measureAfter = Math.min(Math.min(MOST_MERGES, 2 * measureAfter), mergesUntil(perMerge));
    }

    /** After how many merges to measure, if one adds so many bytes. */
    private long mergesUntil(double bytesPerMerge) {
        return (long) Math.max(LEAST_MERGES, STEPS * room.step() / Math.max(bytesPerMerge, 1e-3));
    }

    private long sizeOf(Column column, int at) {
        return sizeOf(column, at, room);
    }

    private static long sizeOf(Column column, int at, Room room) {
        return column.mode == Column.OBJECTS ? room.sizeOf(column.objects[at]) : 0;
    }

    /** Writes all entries to disk; false when some can't be written: then all of them are in the table as before. */
    private boolean spill() {
        if (cantSpill) {
            return false;
        }
        SpillFile to = file == null ? room.file() : file;
        Segment[][] written = written(to);
        if (written == null) {
            cantSpill = true;
            return false;
        }
        file = to;
        segments = written;
        room.give(held);
        held = 0;
        bytesPerEntry = UNKNOWN; // those of a new table haven't grown yet
        isMeasured = false;
        measureAfter = FIRST_MERGES;
        merges = 0;
        growing.clear();
        return true;
    }

    /** The segments of each target with those that the entries were written to; null when some can't be written. */
    private Segment @Nullable [][] written(SpillFile to) {
        Segment[][] written = Arrays.copyOf(segments, partitioner.numPartitions());
        if (file == null) {
            Arrays.fill(written, NO_SEGMENTS);
        }
        @Nullable Pairs[] chunks = table.scatter(partitioner);
        double perPair = bytesPerPair();
        for (int target = 0; target < chunks.length; target++) {
            room.checkAlive();
            Pairs chunk = chunks[target];
            if (chunk != null) {
                Bucket bucket = new Bucket(written[target], chunk);
                try {
                    bucket.moveTo(to, perPair);
                } catch (RuntimeException e) {
                    SpillFile.requireNotOfDisk(e);
                    LOG.log(System.Logger.Level.DEBUG, "What a map task has combined stays in memory", e);
                    return null;
                }
                written[target] = bucket.parts().segments();
            }
        }
        return written;
    }

    /** What an entry takes outside the table, and reading it back, about. */
    private double bytesPerPair() {
        return bytesPerEntry + (double) growing.bytes() / Math.max(1, table.size()) + 2 * Integer.BYTES + Long.BYTES;
    }

    /** Counts what stays of entries that came since the last time, and all of a table that was never large enough to ask. */
    private void countRest() {
        int size = table.size();
        if (size == 0) {
            return;
        }
        if (!isMeasured) {
            long last = sizeOf(table.keys.keys, size - 1) + sizeOf(table.values, size - 1);
            if (room.isWorthCounting(size * Math.max(UNKNOWN, last))) {
                measure();
            }
        }
        if (!hasRoom((long) (size * bytesPerPair()))) {
            table.clear();
        }
    }

    /** What was combined, on disk where too much is kept already; memory and files are handed over with it. */
    public MapOutput finish() {
        countRest();
        if (!room.mayStay(held) && spill()) {
            table.clear();
        }
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
        long bytes = held;
        held = 0;
        return MapOutput.of(buckets, file, bytesPerPair(), bytes, room.keep(bytes));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pairs from one task for one partition of the next stage: segments on disk first, then chunks in memory. Written by
 * one thread; then read by any, while what is in memory may be moved to disk.
 */
final class Bucket {
    private static final Segment[] NO_SEGMENTS = {};
    private static final Pairs[] NO_CHUNKS = {};
    private static final Pairs NO_PAIRS = new Pairs(1);

    /** The chunk that is written; null when nothing is to come, or {@link #goOn} has to be called before. */
    private @Nullable Pairs last;

    private volatile Parts parts;

    Bucket() {
        Pairs first = new Pairs();
        this.last = first;
        this.parts = new Parts(NO_SEGMENTS, new Pairs[] {first}, NO_PAIRS);
    }

    /** Of what is on disk. */
    Bucket(Segment[] segments) {
        this(segments, NO_PAIRS);
    }

    /** Of entries that are combined. */
    Bucket(Segment[] segments, Pairs combined) {
        this.parts = new Parts(segments, NO_CHUNKS, combined);
    }

    /** What it is made of, as one thing, so that a reader sees each pair once while some are moved. */
    record Parts(Segment[] segments, Pairs[] chunks, Pairs combined) {
        boolean isInMemory() {
            return segments.length == 0;
        }

        /** How many pairs are in memory. */
        long inMemory() {
            long sum = combined.size;
            for (Pairs chunk : chunks) {
                sum += chunk.size;
            }
            return sum;
        }

        /** Whether each key is there once. */
        boolean isCombined() {
            return segments.length == 0 && chunks.length == 0;
        }
    }

    void add(@Nullable Object key, int hashCode, @Nullable Object value) {
        Pairs to = last;
        if (to == null || to.isFull()) {
            to = add(new Pairs(Pairs.MOST));
        }
        to.add(key, hashCode, value);
    }

    private Pairs add(Pairs chunk) {
        Parts now = parts;
        Pairs[] chunks = Arrays.copyOf(now.chunks, now.chunks.length + 1);
        chunks[now.chunks.length] = chunk;
        last = chunk;
        parts = new Parts(now.segments, chunks, now.combined);
        return chunk;
    }

    Parts parts() {
        return parts;
    }

    /** Whether {@link #moveTo} would write something. */
    boolean isToMove() {
        Parts now = parts;
        return now.combined.size > 0 || now.chunks.length > 0 && now.chunks[0].size > 0;
    }

    /** Writes what is in memory to the end of a file, and lets go of it. */
    synchronized void moveTo(SpillFile file, double bytesPerPair) {
        if (!isToMove()) {
            return;
        }
        Parts now = parts;
        SpillFile.Writer writer = file.write(bytesPerPair);
        for (Pairs chunk : now.chunks) {
            writer.add(chunk);
        }
        writer.add(now.combined);
        Segment[] segments = Arrays.copyOf(now.segments, now.segments.length + 1);
        segments[now.segments.length] = writer.end();
        last = null;
        parts = new Parts(segments, NO_CHUNKS, NO_PAIRS);
    }

    /** Takes out what is in memory, so that it isn't written while a user's function changes it. */
    synchronized Parts claim() {
        Parts now = parts;
        last = null;
        parts = new Parts(now.segments, NO_CHUNKS, NO_PAIRS);
        return now;
    }

    /** Ends {@link #claim}: nothing of it was changed. */
    synchronized void giveBack(Parts claimed) {
        parts = claimed;
    }

    /** Ready for more pairs after {@link #moveTo}. */
    void goOn() {
        if (parts.chunks.length == 0) {
            add(new Pairs());
        }
    }

    /** How many bytes of heap a pair takes in the chunk that is written, without the objects that it refers to. */
    int slotBytes() {
        return last == null ? 0 : last.slotBytes();
    }

    long records() {
        Parts now = parts;
        long sum = now.inMemory();
        for (Segment segment : now.segments) {
            sum += segment.records();
        }
        return sum;
    }

    /** About how many bytes of heap reading takes, beyond what is in memory already. */
    double bytesToLoad() {
        double sum = 0;
        for (Segment segment : parts.segments) {
            sum += segment.records() * segment.bytesPerPair();
        }
        return sum;
    }
}

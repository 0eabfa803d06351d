// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of one task by target, in memory as long as the task's {@link Room} allows, else in segments of one file. Used by
 * one thread.
 */
@SuppressWarnings("NullAway") // a bucket is made with its first pair
final class Buckets {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    private static final int MOST_UNASKED = 4096;

    /** How much the mean size moves towards a new sample, at least. */
    private static final double WEIGHT = 0.1;

    private final Room room;
    private final Bucket[] buckets;
    private @Nullable SpillFile file;
    private int unasked;
    private int untilAsk = 1;
    private int samples;
    private double bytesPerPair;
    private long held;

    Buckets(int targets, Room room) {
        this.buckets = new Bucket[targets];
        this.room = room;
    }

    void add(int target, @Nullable Object key, int hashCode, @Nullable Object value) {
        Bucket bucket = buckets[target];
        if (bucket == null) {
            bucket = new Bucket();
            buckets[target] = bucket;
        }
        bucket.add(key, hashCode, value);
        if (++unasked == untilAsk) {
            ask(bucket, key, value);
        }
    }

    /** Takes memory for the pairs since the last time, by the size of the last one, a sample. */
    private void ask(Bucket bucket, @Nullable Object key, @Nullable Object value) {
        double sample = bucket.slotBytes() + objectBytes(key) + objectBytes(value);
        bytesPerPair += (sample - bytesPerPair) * Math.max(1.0 / ++samples, WEIGHT);
        long bytes = (long) (unasked * bytesPerPair) + 1;
        // at first after twice as many, since sizes may differ; then in steps
        untilAsk =
                (int) Math.max(1, Math.min(Math.min(2L * samples * samples, MOST_UNASKED), room.step() / bytesPerPair));
        unasked = 0;
        if (room.take(bytes)) {
            held += bytes;
        } else {
            spill();
        }
    }

    /** What has a typed slot is not held as an object. */
    private long objectBytes(@Nullable Object object) {
        return object == null || object instanceof Integer || object instanceof Long || object instanceof Double
                ? 0
                : room.sizeOf(object);
    }

    private void spill() {
        moveAll();
        for (Bucket bucket : buckets) {
            if (bucket != null) {
                bucket.goOn();
            }
        }
    }

    private void moveAll() {
        if (file == null) {
            file = room.file();
        }
        for (Bucket bucket : buckets) {
            if (bucket != null) {
                room.checkAlive();
                bucket.moveTo(file, bytesPerPair);
            }
        }
        room.give(held);
        held = 0;
    }

    /** When all pairs are there: the bucket of each target, or null. */
    @Nullable
    Bucket[] finish() {
        return buckets;
    }

    /** Lets go of memory and disk, whether finished or not. */
    void discard() {
        room.give(held);
        held = 0;
        if (file != null) {
            file.delete();
        }
    }

    /** {@link #finish}, with nothing left in memory. */
    @Nullable
    Bucket[] moveToDisk() {
        moveAll();
        return buckets;
    }

    List<SpillFile> files() {
        return file == null ? List.of() : List.of(file);
    }

    /**
     * {@link #finish}, with what is in memory handed over, as are the files, to what is kept from job to job; on disk where too much
     * is kept already.
     */
    MapOutput handOver() {
        if (!takesRest() || !room.mayStay(held)) {
            try {
                moveAll();
            } catch (RuntimeException e) {
                SpillFile.requireNotOfDisk(e);
                LOG.log(System.Logger.Level.DEBUG, "The output of a map task stays in memory", e);
            }
        }
        if (file != null) {
            room.handOver(file);
        }
        long bytes = held;
        held = 0;
        return MapOutput.of(buckets, file, bytesPerPair, bytes, room.keep(bytes));
    }

    /** Takes memory for the pairs since the last time; false when it can't be had. */
    private boolean takesRest() {
        long bytes = (long) (unasked * bytesPerPair);
        unasked = 0;
        boolean taken = room.take(bytes);
        held += taken ? bytes : 0;
        return taken;
    }
}

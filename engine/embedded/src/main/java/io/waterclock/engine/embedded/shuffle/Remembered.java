// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Sneaky;
import io.waterclock.source.ChunkReader;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records that are iterated again and again: remembered as they are first given, in memory as the task's {@link Room} allows, else
 * on disk. What can't be written there, or before the first iteration has come to its end, is computed again. Used by one thread.
 */
public final class Remembered implements Iterable<Object> {
    private final Supplier<Iterator<Object>> records;
    private final Room room;
    private @Nullable Buckets buckets;
    private @Nullable Input known;
    private boolean begun;

    /**
     * @param records computes them
     */
    public Remembered(Supplier<Iterator<Object>> records, Room room) {
        this.records = records;
        this.room = room;
    }

    /** A reader of what is made of them, at whose end nobody iterates them any more. */
    public static ChunkReader until(ChunkReader in, List<Remembered> all) {
        return Hold.ending(in, () -> all.forEach(Remembered::close));
    }

    @Override
    public Iterator<Object> iterator() {
        if (known != null) {
            return new Read(known.open());
        }
        if (begun) {
            return records.get();
        }
        begun = true;
        buckets = new Buckets(1, room);
        return new Noted(records.get());
    }

    /** Lets go of what is remembered. */
    private void close() {
        if (buckets != null) {
            buckets.discard();
        }
        buckets = null;
        known = null;
    }

    /** The first iteration. */
    private final class Noted implements Iterator<Object> {
        private final Iterator<Object> in;

        Noted(Iterator<Object> in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            if (in.hasNext()) {
                return true;
            }
            if (known == null && buckets != null) {
                known = Input.of(buckets.finish()[0]);
            }
            return false;
        }

        @Override
        public Object next() {
            Object record = in.next();
            Buckets to = buckets;
            if (to != null && known == null) {
                try {
                    to.add(0, null, 0, record);
                } catch (RuntimeException e) { // no codec for it, or no disk
                    room.checkAlive();
                    close();
                }
            }
            return record;
        }
    }

    @SuppressWarnings("NullAway") // records may be null
    private static final class Read implements Iterator<Object> {
        private final PairsReader reader;
        private Pairs chunk = new Pairs(1);
        private int at;

        Read(PairsReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            while (at == chunk.size) {
                Pairs next;
                try {
                    next = reader.next();
                } catch (Exception e) {
                    throw Sneaky.unchecked(e);
                }
                if (next == null) {
                    return false;
                }
                chunk = next;
                at = 0;
            }
            return true;
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return chunk.values.get(at++);
        }
    }
}

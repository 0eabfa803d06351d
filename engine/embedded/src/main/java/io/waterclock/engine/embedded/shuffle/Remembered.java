// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Sneaky;
import io.waterclock.source.ChunkReader;
import java.io.IOException;
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
    /** So much is computed ahead, about, in bytes. */
    private static final long AHEAD_BYTES = 1 << 20;

    private final Supplier<ChunkReader> records;
    private final Room room;
    private @Nullable Buckets buckets;
    private @Nullable Input known;
    private boolean begun;

    /**
     * @param records computes them
     */
    public Remembered(Supplier<ChunkReader> records, Room room) {
        this.records = records;
        this.room = room;
    }

    /** A reader of what is made of them, at whose end nobody iterates them any more. */
    public static ChunkReader until(ChunkReader in, List<Remembered> all) {
        Room room = all.get(0).room;
        return Hold.ending(new Sized(in, room), () -> all.forEach(Remembered::close));
    }

    /** Gives few records at a time where they are large. */
    private static final class Sized extends ChunkReader {
        private final ChunkReader in;
        private final Room room;
        private int most = 1;

        Sized(ChunkReader in, Room room) {
            this.in = in;
            this.room = room;
            this.array = in.array;
        }

        @Override
        public boolean next(int max) throws Exception {
            boolean more = in.next(Math.min(max, most));
            array = in.array;
            from = in.from;
            to = in.to;
            if (more) {
                Object last = array[to - 1];
                long bytes = last == null ? 1 : Math.max(1, room.sizeOf(last));
                most = (int) Math.max(1, Math.min(Math.min(2L * most, CHUNK), AHEAD_BYTES / bytes));
            }
            return more;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Override
    public Iterator<Object> iterator() {
        if (known != null) {
            return new Read(known.open());
        }
        if (begun) {
            return computed();
        }
        begun = true;
        buckets = new Buckets(1, room);
        return new Noted(computed());
    }

    private Iterator<Object> computed() {
        return new Sized(records.get(), room).iterator();
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

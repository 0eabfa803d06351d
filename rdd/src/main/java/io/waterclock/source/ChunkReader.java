// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

import io.waterclock.function.Sneaky;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Gives the records of a partition in chunks: after {@link #next} the chunk is {@code array[from..to)}. The fields are
 * open because the engine's loop reads them for each chunk; only the reader writes them. Used by one thread.
 */
public abstract class ChunkReader implements AutoCloseable {
    /** A good number of records to ask for at once. */
    public static final int CHUNK = 1024;

    /** So many records an {@link #iterator} asks for one by one. */
    public static final int EXACT = 64;

    @SuppressWarnings("NullAway.Init")
    public Object[] array;

    public int from;
    public int to;

    /**
     * Sets {@link #array}, {@link #from} and {@link #to} to the next chunk of one to {@code max} records. The array belongs to the reader and
     * may be the input itself: the engine doesn't write to it, and lets go of it at the next call.
     *
     * @return false at the end, with an empty chunk
     */
    public abstract boolean next(int max) throws Exception;

    /**
     * Whether its records are there already, so that asking for more than is needed computes nothing. Functions above it
     * still run for no more records than are needed.
     */
    public boolean isInMemory() {
        return false;
    }

    @Override
    public void close() throws IOException {}

    /** The records from {@code start} up to {@code end} of an array, which is not copied. */
    public static ChunkReader of(Object[] records, int start, int end) {
        return new OfArray(records, start, end);
    }

    /** What the iterator gives, asked for no further than the chunks need. An iterator that is closeable is closed with it. */
    public static ChunkReader of(Iterator<?> records) {
        return new OfIterator(records);
    }

    /**
     * The records one by one. Reads nothing ahead in the first {@link #EXACT} records; after that, at most as many as it
     * has given already, and not more than {@link #CHUNK}. What the reader throws comes out of the iterator unchanged, checked or not. */
    public final Iterator<Object> iterator() {
        return new Records(this);
    }

    private static final class OfArray extends ChunkReader {
        private final int end;

        OfArray(Object[] records, int start, int end) {
            this.array = records;
            this.from = start;
            this.to = start;
            this.end = end;
        }

        @Override
        public boolean isInMemory() {
            return true;
        }

        @Override
        public boolean next(int max) {
            from = to;
            to = Math.min(end, from + Math.min(max, end - from));
            return from < to;
        }
    }

    private static final class OfIterator extends ChunkReader {
        private final Iterator<?> records;

        OfIterator(Iterator<?> records) {
            this.records = records;
            this.array = new Object[16];
        }

        @Override
        public boolean next(int max) {
            int n = Math.min(max, CHUNK);
            if (array.length < n) {
                array = new Object[n];
            }
            int count = 0;
            while (count < n && records.hasNext()) {
                array[count++] = records.next();
            }
            from = 0;
            to = count;
            return count > 0;
        }

        @Override
        public void close() throws IOException {
            if (records instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static final class Records implements Iterator<Object> {
        private final ChunkReader reader;

        Records(ChunkReader reader) {
            this.reader = reader;
        }

        private int at;
        private int end;
        private int given;

        @Override
        public boolean hasNext() {
            if (at < end) {
                return true;
            }
            try {
                boolean more = reader.next(given < EXACT ? 1 : Math.min(CHUNK, given));
                given = Math.min(CHUNK, given + reader.to - reader.from);
                at = reader.from;
                end = reader.to;
                return more;
            } catch (Exception e) {
                throw Sneaky.unchecked(e);
            }
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return reader.array[at++];
        }
    }
}

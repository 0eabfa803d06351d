// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link RecordWriter} wrote. Takes no byte beyond the stream's end, so that streams may follow one another. Used by
 * one thread.
 *
 * <p>Never gives a record of a block whose checksum is wrong, and never makes room on the mere word of the stream. A
 * stream that is cut off, damaged or another's throws {@link CorruptRecordsException}.
 */
public final class RecordReader implements AutoCloseable {
    private final InputStream in;
    private final RecordInput input;
    private long records;

    /**
     * @param mode as it was written
     * @param classLoader asked for the interfaces of dynamic proxies in private streams, and for nothing else: classes
     *     are those that {@code codecs} has seen or been told
     */
    public RecordReader(InputStream in, Codecs codecs, RecordWriter.Mode mode, @Nullable ClassLoader classLoader) {
        this.in = in;
        this.input = new RecordInput(in, new InputTypes(codecs, mode, classLoader));
    }

    /** False at the end of a whole stream. */
    public boolean hasNext() throws IOException {
        if (input.hasMore()) {
            return true;
        }
        if (input.records() != records) {
            throw input.corrupt("it has " + records + " records and should have " + input.records());
        }
        return false;
    }

    /**
     * @throws NoSuchElementException at the end
     * @throws io.waterclock.WaterclockException with code CODEC_MISSING when the program hasn't named a type in it
     */
    public @Nullable Object read() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException("There are only " + records + " records");
        }
        Object record = input.read();
        records++;
        return record;
    }

    /** Records so far. */
    public long recordsRead() {
        return records;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

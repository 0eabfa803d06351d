// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of any types, one after the other, as a stream that describes itself. Needs no buffer behind it: blocks of
 * 64 KB reach the stream in one call each. Used by one thread.
 *
 * <p>After a failure the stream is left as it is, without an end, so that it can't be taken for a whole.
 */
public final class RecordWriter implements AutoCloseable {

    /** Who will read it. */
    public enum Mode {
        /**
         * Any program, now or later. Each type has a codec: the JDK's everyday types, records and enums of themselves, others by
         * {@link Codecs#register}.
         */
        DURABLE,
        /**
         * This process alone, by the same {@link Codecs}. Types without a codec are written by Java serialization; what comes back is of exactly the class
         * that was written.
         */
        PRIVATE
    }

    private final OutputStream out;
    private final RecordOutput output;
    private long records;
    private boolean ended;
    private boolean failed;

    public RecordWriter(OutputStream out, Codecs codecs, Mode mode) {
        this(out, codecs, mode, "this stream");
    }

    /** @param purpose what is written, for errors: such as {@code saveAsObjectFile at Orders.java:41} */
    public RecordWriter(OutputStream out, Codecs codecs, Mode mode, String purpose) {
        this.out = out;
        this.output = new RecordOutput(out, new OutputTypes(codecs, mode, purpose));
    }

    /**
     * @throws io.waterclock.WaterclockException with code CODEC_MISSING when a type in it can't be written
     * @throws IOException what the stream throws
     */
    public void write(@Nullable Object record) throws IOException {
        if (failed || ended) {
            throw new IllegalStateException(
                    failed ? "An earlier record could not be written, so no other can" : "The stream has been ended");
        }
        failed = true;
        output.write(record);
        records++;
        failed = false;
    }

    /** Bytes so far, with those that are still in the buffer. */
    public long bytesWritten() {
        return output.bytesWritten();
    }

    /** Records so far. */
    public long recordsWritten() {
        return records;
    }

    /** Ends the stream of records and leaves the stream below open, for others to follow. Can be called again. */
    public void end() throws IOException {
        if (!failed && !ended) {
            ended = true;
            output.finish(records);
        }
    }

    /** {@link #end()}, and closes the stream below. */
    @Override
    public void close() throws IOException {
        try (out) {
            end();
        }
    }
}

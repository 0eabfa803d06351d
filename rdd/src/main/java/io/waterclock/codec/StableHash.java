// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of values by what a durable stream has of them: alike in every process, now and later, for as long as the type is written alike.
 * {@code hashCode} isn't, for enums say. Used by one thread.
 *
 * <p>Values that are equal have the same hash only if they are written alike: an ArrayList and a LinkedList, equal as they are, are not.
 */
public final class StableHash {
    private final Codecs codecs;
    private final String purpose;
    private final CRC32C crc = new CRC32C();

    /** @param purpose what the hashes are for, for errors */
    public StableHash(Codecs codecs, String purpose) {
        this.codecs = codecs;
        this.purpose = purpose;
    }

    /**
     * @throws io.waterclock.WaterclockException with code CODEC_MISSING when a type in it can't be written
     * @throws IOException what a codec throws
     */
    public int of(@Nullable Object value) throws IOException {
        crc.reset();
        try (RecordWriter writer = new RecordWriter(new Contents(), codecs, RecordWriter.Mode.DURABLE, purpose)) {
            writer.write(value);
        }
        return (int) crc.getValue();
    }

    /** Takes the stream's header and its blocks, each in one call; what goes before the contents is no part of the hash. */
    private final class Contents extends OutputStream {
        @Override
        public void write(int b) {
            throw new IllegalStateException("a stream of records is written by blocks");
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            crc.update(bytes, from + Format.BLOCK_HEADER_BYTES, length - Format.BLOCK_HEADER_BYTES);
        }
    }
}

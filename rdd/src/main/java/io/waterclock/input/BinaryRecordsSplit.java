// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.FileStreams;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Some records of a file, or all of a compressed one.
 *
 * @param first ordinal of the first record
 * @param records how many, or −1 for as many as there are
 */
record BinaryRecordsSplit(URI file, boolean compressed, long first, long records, int recordLength)
        implements SourcePartition<byte[]> {

    @Override
    public ChunkReader open() throws IOException {
        Path path = Path.of(file);
        FileChannel channel = FileStreams.open(path);
        boolean opened = false;
        try {
            channel.position(first * recordLength);
            InputStream in = Channels.newInputStream(channel);
            Reader reader = new Reader(
                    path, compressed ? FileStreams.uncompressed("binaryRecords", path, in) : in, records, recordLength);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    @Override
    public long estimatedRecords() {
        return records;
    }

    @Override
    public String toString() {
        return Path.of(file) + (compressed ? "" : ":" + first * recordLength + "-" + (first + records) * recordLength);
    }

    /** Reads a buffer of whole records at once, and copies each out of it. */
    private static final class Reader extends ChunkReader {
        private static final int BUFFER_BYTES = 128 << 10;

        private final Path path;
        private final InputStream in;
        private final int recordLength;
        private final byte[] buffer;
        private long left;
        private long given;
        private int position;
        private int limit;

        Reader(Path path, InputStream in, long records, int recordLength) {
            this.path = path;
            this.in = in;
            this.recordLength = recordLength;
            this.left = records < 0 ? Long.MAX_VALUE : records;
            long fits = Math.max(1, Math.min(BUFFER_BYTES / recordLength, left));
            this.buffer = new byte[(int) (fits * recordLength)];
            this.array = new Object[0];
        }

        @Override
        public boolean next(int max) {
            from = 0;
            to = 0;
            if (position == limit && !fill()) {
                return false;
            }
            int n = Math.min(Math.min(max, CHUNK), (limit - position) / recordLength);
            if (array.length < n) {
                array = new Object[n];
            }
            for (int i = 0; i < n; i++) {
                array[i] = Arrays.copyOfRange(buffer, position, position + recordLength);
                position += recordLength;
            }
            given += n;
            to = n;
            return true;
        }

        private boolean fill() {
            long wanted = Math.min(buffer.length / recordLength, left);
            if (wanted == 0) {
                return false;
            }
            int bytes;
            try {
                bytes = in.readNBytes(buffer, 0, (int) (wanted * recordLength));
            } catch (IOException e) {
                throw FileStreams.failed(path, "can't be read behind record " + given, e);
            }
            boolean all = left == Long.MAX_VALUE;
            if (bytes % recordLength != 0 || (!all && bytes < wanted * recordLength)) {
                throw cutShort(bytes, all);
            }
            if (!all) {
                left -= wanted;
            }
            position = 0;
            limit = bytes;
            return bytes > 0;
        }

        private WaterclockException cutShort(int bytes, boolean all) {
            return new WaterclockException(
                    ErrorCode.INPUT_FAILED,
                    "binaryRecords: " + path
                            + (all ? ", uncompressed, has " : " was cut shorter after it was listed: it has ")
                            + bytes % recordLength + " bytes more than whole records of " + recordLength
                            + " bytes, behind "
                            + (given + bytes / recordLength) + " records from where this partition starts");
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordWriter;
import io.waterclock.engine.embedded.memory.ChunkSize;
import io.waterclock.source.ChunkReader;
import java.io.IOException;

/** Writes records as bytes. */
final class EncodedBuilder implements Builder {
    private static final int FIRST = 8;

    private final BytesBuilder bytes;
    private final RecordWriter writer;
    private final Codecs codecs;

    /** @param purpose for errors */
    EncodedBuilder(BytesBuilder bytes, Codecs codecs, String purpose) {
        this.bytes = bytes;
        this.codecs = codecs;
        this.writer = new RecordWriter(bytes, codecs, RecordWriter.Mode.PRIVATE, purpose);
    }

    @Override
    public int ask() {
        long records = writer.recordsWritten();
        if (records == 0) {
            return FIRST;
        }
        long fitting = ChunkSize.BYTES * records / Math.max(1, writer.bytesWritten());
        return (int) Math.max(1, Math.min(ChunkReader.CHUNK, fitting));
    }

    @Override
    public int add(Object[] records, int from, int to) throws IOException {
        int at = from;
        while (at < to && !bytes.isFull()) {
            writer.write(records[at++]);
        }
        return at;
    }

    @Override
    public void end() throws IOException {
        writer.end();
    }

    @Override
    public boolean isFull() {
        return bytes.isFull();
    }

    @Override
    public Records finish() throws IOException {
        writer.end();
        return new EncodedRecords(bytes.finish(), codecs);
    }

    @Override
    public void abort() {
        bytes.abort();
    }
}

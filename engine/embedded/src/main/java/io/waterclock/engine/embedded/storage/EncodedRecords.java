// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.source.ChunkReader;
import java.io.IOException;

/** Records as bytes, wherever those are: whoever reads them gets objects of his own. */
final class EncodedRecords implements Records {
    private final Bytes bytes;
    private final Codecs codecs;

    EncodedRecords(Bytes bytes, Codecs codecs) {
        this.bytes = bytes;
        this.codecs = codecs;
    }

    @Override
    public ChunkReader open() throws IOException {
        return new Reader(new RecordReader(
                bytes.open(),
                codecs,
                RecordWriter.Mode.PRIVATE,
                Thread.currentThread().getContextClassLoader()));
    }

    @Override
    public long bytesInMemory() {
        return bytes.inMemory();
    }

    @Override
    public void free() {
        bytes.free();
    }

    boolean isOffHeap() {
        return bytes instanceof Bytes.OffHeap;
    }

    boolean isOnDisk() {
        return bytes instanceof Bytes.OnDisk;
    }

    private static final class Reader extends ChunkReader {
        private final RecordReader in;

        Reader(RecordReader in) {
            this.in = in;
            this.array = new Object[0];
        }

        @Override
        @SuppressWarnings("NullAway") // records may be null
        public boolean next(int max) throws IOException {
            int most = Math.min(max, CHUNK);
            if (array.length < most) {
                array = new Object[most];
            }
            int count = 0;
            while (count < most && in.hasNext()) {
                array[count++] = in.read();
            }
            from = 0;
            to = count;
            return count > 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition whose records are counted as they are read. In another JVM they are not. */
final class CountedPartition<T> implements SourcePartition<T> {
    private static final long serialVersionUID = 1L;

    private final SourcePartition<T> partition;
    private final int index;
    private final transient @Nullable RecordCounts counts;

    CountedPartition(SourcePartition<T> partition, int index, RecordCounts counts) {
        this.partition = partition;
        this.index = index;
        this.counts = counts;
    }

    @Override
    public ChunkReader open() throws Exception {
        RecordCounts here = counts;
        ChunkReader reader = partition.open();
        return here == null ? reader : new Reader(reader, index, here);
    }

    @Override
    public List<String> preferredLocations() {
        return partition.preferredLocations();
    }

    @Override
    public long estimatedRecords() {
        return partition.estimatedRecords();
    }

    @Override
    public String toString() {
        return partition.toString();
    }

    private static final class Reader extends ChunkReader {
        private final ChunkReader reader;
        private final int index;
        private final RecordCounts counts;
        private long given;
        private boolean atEnd;

        Reader(ChunkReader reader, int index, RecordCounts counts) {
            this.reader = reader;
            this.index = index;
            this.counts = counts;
            this.array = reader.array;
        }

        @Override
        public boolean next(int max) throws Exception {
            boolean more = reader.next(max);
            array = reader.array;
            from = reader.from;
            to = reader.to;
            given += to - from;
            if (!more && !atEnd) {
                atEnd = true;
                counts.complete(index, given);
            }
            return more;
        }

        @Override
        public boolean isInMemory() {
            return reader.isInMemory();
        }

        @Override
        public void close() throws IOException {
            if (!atEnd) {
                counts.atLeast(index, given);
            }
            reader.close();
        }
    }
}

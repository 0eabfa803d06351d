// SPDX-License-Identifier: Apache-2.0
package io.waterclock.checkpoint;

import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The records of a checkpoint's files. */
public final class CheckpointSource<T> implements PartitionedSource<T> {
    private final List<Part<T>> parts = new ArrayList<>();

    CheckpointSource(Path directory, int n, RecordWriter.Mode mode) {
        for (int i = 0; i < n; i++) {
            parts.add(new Part<>(directory.resolve(CheckpointFiles.partName(i)).toString(), mode));
        }
    }

    @Override
    public List<? extends SourcePartition<T>> partitions() {
        return parts;
    }

    private record Part<T>(String file, RecordWriter.Mode mode) implements SourcePartition<T> {
        @Override
        public ChunkReader open() throws IOException {
            TaskContext task = TaskContext.get();
            if (task == null) {
                throw new IllegalStateException("a checkpoint is read in tasks");
            }
            return new Records(new RecordReader(
                    new BufferedInputStream(Files.newInputStream(Path.of(file))),
                    task.codecs(),
                    mode,
                    Thread.currentThread().getContextClassLoader()));
        }
    }

    private static final class Records extends ChunkReader {
        private final RecordReader reader;

        Records(RecordReader reader) {
            this.reader = reader;
            this.array = new Object[EXACT];
        }

        @Override
        @SuppressWarnings("NullAway") // a record may be null
        public boolean next(int max) throws IOException {
            int n = Math.min(max, CHUNK);
            if (array.length < n) {
                array = new Object[n];
            }
            int count = 0;
            while (count < n && reader.hasNext()) {
                array[count++] = reader.read();
            }
            from = 0;
            to = count;
            return count > 0;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}

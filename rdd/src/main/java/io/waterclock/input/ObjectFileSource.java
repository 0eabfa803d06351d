// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.codec.CorruptRecordsException;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter.Mode;
import io.waterclock.file.FileStreams;
import io.waterclock.file.InputFiles;
import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code saveAsObjectFile} wrote; what {@code objectFile} reads. A file is a partition, in the order of the names: nothing in it can be read
 * from the middle.
 */
public final class ObjectFileSource<T> implements PartitionedSource<T> {
    private static final String OPERATOR = "objectFile";

    private final String path;
    private final Codecs codecs;
    private @Nullable List<ObjectFile<T>> files;

    public ObjectFileSource(String path, Codecs codecs) {
        InputFiles.check(OPERATOR, path);
        this.path = path;
        this.codecs = codecs;
    }

    @Override
    public synchronized List<? extends SourcePartition<T>> partitions() {
        List<ObjectFile<T>> listed = files;
        if (listed == null) {
            List<ObjectFile<T>> found = new ArrayList<>();
            for (InputFile file : InputFiles.list(OPERATOR, path)) {
                found.add(new ObjectFile<>(file.path().toUri(), codecs));
            }
            listed = List.copyOf(found);
            files = listed;
        }
        return listed;
    }

    private record ObjectFile<T>(URI file, Codecs codecs) implements SourcePartition<T> {
        @Override
        public ChunkReader open() {
            Path path = Path.of(file);
            InputStream in = Channels.newInputStream(FileStreams.open(path));
            return new Reader(path, in, new RecordReader(in, codecs, Mode.DURABLE));
        }

        @Override
        public String toString() {
            return Path.of(file).toString();
        }
    }

    private static final class Reader extends ChunkReader {
        private final Path path;
        private final InputStream in;
        private final RecordReader records;

        Reader(Path path, InputStream in, RecordReader records) {
            this.path = path;
            this.in = in;
            this.records = records;
            this.array = new Object[0];
        }

        @Override
        @SuppressWarnings("NullAway") // a record may be null
        public boolean next(int max) {
            int wanted = Math.min(max, CHUNK);
            if (array.length < wanted) {
                array = new Object[wanted];
            }
            from = 0;
            to = 0;
            int count = 0;
            try {
                while (count < wanted && records.hasNext()) {
                    array[count++] = records.read();
                }
                if (count == 0 && in.read() >= 0) {
                    throw new IOException("there are bytes behind the end of its records");
                }
            } catch (CorruptRecordsException e) {
                throw failed(e.getMessage() + hint(e), e);
            } catch (IOException e) {
                throw FileStreams.failed(path, "can't be read behind record " + records.recordsRead(), e);
            } catch (WaterclockException e) {
                throw new WaterclockException(e.code(), OPERATOR + ": " + path + ": " + e.getMessage(), e);
            }
            to = count;
            return count > 0;
        }

        private static String hint(CorruptRecordsException e) {
            return String.valueOf(e.getMessage()).contains("begins with the bytes 53 45 51")
                    ? ". It is a Hadoop sequence file (SEQ), as Spark writes object files; write it anew with saveAsObjectFile"
                    : "";
        }

        private WaterclockException failed(String what, IOException e) {
            return new WaterclockException(
                    ErrorCode.INPUT_FAILED,
                    OPERATOR + ": " + path + ", behind record " + records.recordsRead() + ": " + what,
                    e);
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }
}

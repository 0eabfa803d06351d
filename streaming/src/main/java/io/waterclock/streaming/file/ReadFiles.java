// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.FileStreams;
import io.waterclock.function.Function;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import io.waterclock.util.Given;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function of the program's reads from each file. */
record ReadFiles<T>(Function<InputStream, Iterator<T>> function) implements FileFormat<T> {

    @Override
    public List<SourcePartition<T>> partitions(String operator, List<FileStatus> files) {
        List<SourcePartition<T>> partitions = new ArrayList<>(files.size());
        for (FileStatus file : files) {
            partitions.add(new WholeFile<>(operator, file.uri(), function));
        }
        return partitions;
    }

    private record WholeFile<T>(String operator, URI file, Function<InputStream, Iterator<T>> function)
            implements SourcePartition<T> {

        @Override
        public ChunkReader open() throws IOException {
            Path path = Path.of(file);
            InputStream stored = Channels.newInputStream(FileStreams.open(path));
            boolean opened = false;
            try {
                ChunkReader reader =
                        new Reader<>(operator, path, FileStreams.uncompressed(operator, path, stored), function);
                opened = true;
                return reader;
            } finally {
                if (!opened) {
                    stored.close();
                }
            }
        }

        @Override
        public String toString() {
            return Path.of(file).toString();
        }
    }

    /** Calls the function when the first record is wanted, so that its failure is the task's. */
    private static final class Reader<T> extends ChunkReader {
        private final String operator;
        private final Path path;
        private final InputStream in;
        private final Function<InputStream, Iterator<T>> function;
        private @Nullable Iterator<T> records;
        private long given;

        Reader(String operator, Path path, InputStream in, Function<InputStream, Iterator<T>> function) {
            this.operator = operator;
            this.path = path;
            this.in = in;
            this.function = function;
            this.array = new Object[0];
        }

        @Override
        public boolean next(int max) {
            int wanted = Math.min(max, CHUNK);
            if (array.length < wanted) {
                array = new Object[wanted];
            }
            from = 0;
            to = 0;
            try {
                Iterator<T> iterator = records();
                while (to < wanted && iterator.hasNext()) {
                    array[to] = iterator.next();
                    to++;
                    given++;
                }
            } catch (Exception e) {
                throw new WaterclockException(
                        ErrorCode.FUNCTION_FAILED,
                        "The function of " + operator + " failed to read " + path + " behind record " + given + ": "
                                + e,
                        e);
            }
            return to > 0;
        }

        private Iterator<T> records() throws Exception {
            Iterator<T> iterator = records;
            if (iterator == null) {
                iterator = Given.given(function.call(in), "The function of " + operator, "iterator that it returned");
                records = iterator;
            }
            return iterator;
        }

        @Override
        public void close() throws IOException {
            try (in) {
                if (records instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}

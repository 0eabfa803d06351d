// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.Tuple2;
import io.waterclock.compress.CompressionCodecs;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole files, a pair each: the name, and the text or a {@link PortableDataStream}. Files are listed at the first call of {@link #partitions()} that
 * succeeds; small ones share partitions.
 *
 * @param <V> String or PortableDataStream
 */
public final class WholeFileSource<V> implements PartitionedSource<Tuple2<String, V>> {
    private final String operator;
    private final String path;
    private final int minPartitions;
    private final boolean text;
    private @Nullable List<Files<V>> partitions;

    private WholeFileSource(String operator, String path, int minPartitions, boolean text) {
        Packing.check(operator, minPartitions);
        InputFiles.check(operator, path);
        this.operator = operator;
        this.path = path;
        this.minPartitions = minPartitions;
        this.text = text;
    }

    /** What {@code wholeTextFiles} reads: UTF-8, uncompressed, without a byte order mark. */
    public static WholeFileSource<String> texts(String path, int minPartitions) {
        return new WholeFileSource<>("wholeTextFiles", path, minPartitions, true);
    }

    /** What {@code binaryFiles} reads. */
    public static WholeFileSource<PortableDataStream> streams(String path, int minPartitions) {
        return new WholeFileSource<>("binaryFiles", path, minPartitions, false);
    }

    @Override
    public synchronized List<? extends SourcePartition<Tuple2<String, V>>> partitions() {
        List<Files<V>> listed = partitions;
        if (listed == null) {
            listed = list();
            partitions = listed;
        }
        return listed;
    }

    private List<Files<V>> list() {
        List<InputFile> found = InputFiles.list(operator, path);
        if (text) {
            CompressionCodecs codecs = CompressionCodecs.installed();
            // Refuses, before any job runs, what could only be read as garbage.
            found.forEach(file -> codecs.ofFile(operator, file.path().toString()));
        }
        List<Files<V>> result = new ArrayList<>();
        for (List<InputFile> group : Packing.pack(found, minPartitions)) {
            URI[] uris = group.stream().map(file -> file.path().toUri()).toArray(URI[]::new);
            result.add(new Files<>(uris, text));
        }
        return List.copyOf(result);
    }

    /** Some files, opened one by one. */
    private static final class Files<V> implements SourcePartition<Tuple2<String, V>> {
        private static final long serialVersionUID = 1L;
        private final URI[] files;
        private final boolean text;

        Files(URI[] files, boolean text) {
            this.files = files;
            this.text = text;
        }

        @Override
        public ChunkReader open() {
            return new Reader(files, text);
        }

        @Override
        public long estimatedRecords() {
            return files.length;
        }

        @Override
        public String toString() {
            return files.length == 0
                    ? "no files"
                    : Path.of(files[0]) + (files.length == 1 ? "" : " and " + (files.length - 1) + " more");
        }
    }

    /** A file a chunk, so that no more than one text is held. */
    private static final class Reader extends ChunkReader {
        private final URI[] files;
        private final boolean text;
        private int next;

        Reader(URI[] files, boolean text) {
            this.files = files;
            this.text = text;
            this.array = new Object[1];
        }

        @Override
        public boolean next(int max) {
            from = 0;
            to = 0;
            if (next == files.length) {
                return false;
            }
            URI file = files[next++];
            Path path = Path.of(file);
            Object content = text ? textOf(path) : new PortableDataStream(file);
            array[0] = new Tuple2<>(PortableDataStream.nameOf(path), content);
            to = 1;
            return true;
        }

        private static String textOf(Path path) {
            byte[] bytes;
            try (InputStream stored =
                            Channels.newInputStream(FileStreams.open(path)); // also when the next one can't be made
                    InputStream in = FileStreams.uncompressed("wholeTextFiles", path, stored)) {
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw FileStreams.failed(path, "can't be read", e);
            } catch (OutOfMemoryError e) {
                throw FileStreams.failed(
                        path,
                        "can't be read as one text",
                        new IOException(
                                "it doesn't fit into memory as a whole; read its lines with textFile, or its bytes with binaryFiles",
                                e));
            }
            int mark =
                    bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                            ? 3
                            : 0;
            return new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
        }
    }
}

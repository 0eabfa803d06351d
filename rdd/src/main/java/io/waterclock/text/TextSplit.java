// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.file.FileStreams;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The lines of a file that start in {@code [start, end)}; all lines of a compressed file.
 *
 * @param file as a URI, which is serializable and keeps names that the platform's charset can't write
 */
record TextSplit(URI file, boolean compressed, long start, long end, int maxLineBytes)
        implements SourcePartition<String> {

    @Override
    public ChunkReader open() throws IOException {
        Path path = Path.of(file);
        FileChannel channel = FileStreams.open(path);
        boolean opened = false;
        try {
            ChunkReader reader = !compressed ? plain(path, channel) : inflated(path, channel);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private ChunkReader plain(Path path, FileChannel channel) throws IOException {
        channel.position(Math.max(0, start - 1));
        // One byte more on each side: the one before the split, and one that shows the end of the file.
        long wanted = Math.max(Limits.LEAST_BUFFER_BYTES, end - start + 2);
        int buffer = (int) Math.min(wanted, Limits.READ_BYTES);
        InputStream in = Channels.newInputStream(channel);
        return new LineReader(new LineReader.Input(in, path.toString(), ""), start, end, buffer, maxLineBytes);
    }

    private ChunkReader inflated(Path path, FileChannel channel) throws IOException {
        InputStream in = FileStreams.uncompressed("textFile", path, Channels.newInputStream(channel));
        LineReader.Input input = new LineReader.Input(in, path.toString(), " of what is compressed in it");
        return new LineReader(input, 0, Long.MAX_VALUE, Limits.READ_BYTES, maxLineBytes);
    }

    @Override
    public long estimatedRecords() {
        return !compressed ? (end - start + Limits.GUESSED_LINE_BYTES - 1) / Limits.GUESSED_LINE_BYTES : -1;
    }

    @Override
    public String toString() {
        String whole = Path.of(file).toString();
        return !compressed ? whole + ":" + start + "-" + end : whole;
    }
}

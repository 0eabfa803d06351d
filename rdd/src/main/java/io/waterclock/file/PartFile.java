// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A part file while it is written. Every error of the disk leaves it as a WaterclockException with code OUTPUT_FAILED. */
final class PartFile implements AutoCloseable {
    private final String operator;
    private final Path file;
    private final FileChannel channel;
    private final boolean sync;
    private PartFormat.@Nullable Sink sink;
    private boolean ended;

    private PartFile(String operator, Path file, FileChannel channel, boolean sync) {
        this.operator = operator;
        this.file = file;
        this.channel = channel;
        this.sync = sync;
    }

    /** Makes the file in a directory of its own, which is made too; the one above that must be there. */
    static PartFile create(String operator, Path directory, Path file, boolean sync) {
        try {
            Files.createDirectory(directory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new PartFile(operator, file, channel, sync);
        } catch (NoSuchFileException e) {
            throw FileOutput.failed(
                    operator,
                    file + " has no place any more; the output was committed, aborted or removed in the meantime",
                    e);
        } catch (IOException e) {
            throw FileOutput.failed(operator, "Making " + file + " failed", e);
        }
    }

    void begin(PartFormat format) {
        try {
            sink = format.open(new ToFile(channel));
        } catch (IOException e) {
            throw FileOutput.failed(operator, "Writing " + file + " failed", e);
        }
    }

    void write(@Nullable Object record) {
        try {
            java.util.Objects.requireNonNull(sink).write(record);
        } catch (IOException e) {
            throw FileOutput.failed(operator, "Writing " + file + " failed", e);
        }
    }

    /** Writes what is held back, and sees to it that it stays. */
    void end() {
        try {
            java.util.Objects.requireNonNull(sink).close();
            if (sync) {
                channel.force(true);
            }
            ended = true;
        } catch (IOException e) {
            throw FileOutput.failed(operator, "Writing " + file + " failed", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileOutput.failed(operator, "Closing " + file + " failed", e);
        }
        if (sink != null && !ended) {
            letGo(sink);
        }
    }

    /** Of a part that failed: a compressor may hold memory outside the heap. It has no file to write to any more. */
    private static void letGo(PartFormat.Sink sink) {
        try {
            sink.close();
        } catch (IOException | RuntimeException e) {
            // Its file is closed: it could not write its end, as it should not.
            return;
        }
    }

    /** Closing it leaves the file open, since it may have to be forced to the disk. */
    private static final class ToFile extends OutputStream {
        private final FileChannel channel;

        ToFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import io.waterclock.WaterclockException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary file of {@link LocalFiles}: appended to by one thread, then read by any number at once, then deleted. Holds no file
 * handle between calls, and streams need not be closed for its sake.
 */
public final class LocalFile {
    private static final int READ_BUFFER = 64 << 10;
    private static final int WRITE_BUFFER = 16 << 10;

    private final Path directory;
    private final Path path;
    private final Handles handles;
    private volatile long length;
    private volatile boolean deleted;

    LocalFile(Path directory, String name, Handles handles) throws IOException {
        this.directory = directory;
        this.path = directory.resolve(name);
        this.handles = handles;
        Files.createFile(path);
    }

    public Path path() {
        return path;
    }

    /** How many bytes have been written to it; those that an {@link #append} stream still holds are not among them. */
    public long length() {
        return length;
    }

    /**
     * Writes at its end, through a small buffer: flush or close it before reading. One at a time. Its methods throw {@link
     * WaterclockException} with code LOCAL_STORAGE_FAILED, which names the directory and the setting, when the disk is full.
     */
    public OutputStream append() {
        return new Appending();
    }

    /**
     * The bytes from {@code from} up to {@code to}. Its methods throw {@link IOException} when they can't be had, be it that the file was
     * deleted or cut short by somebody else; what to do then is for the caller to know.
     */
    public InputStream read(long from, long to) {
        return new Reading(from, to);
    }

    /** Lets go of the disk space. Who still reads or writes it fails. Can be called again. */
    public void delete() {
        deleted = true;
        try {
            handles.forget(path);
            Files.deleteIfExists(path);
        } catch (IOException e) { // close tries again
            System.getLogger("io.waterclock.engine.embedded")
                    .log(System.Logger.Level.DEBUG, "A temporary file could not be deleted yet", e);
        }
    }

    private void checkThere() throws IOException {
        if (deleted) {
            throw new FileNotFoundException(path + " (it was let go)");
        }
    }

    /** Writes at its end, at once: for large pieces. One at a time. Throws as {@link #append}'s stream does. */
    public void write(byte[] bytes, int from, int count) {
        long at = length;
        try {
            checkThere();
            try {
                handles.with(path, true, file -> {
                    checkThere();
                    file.seek(at);
                    file.write(bytes, from, count);
                    return count;
                });
            } finally {
                if (deleted) { // meanwhile, and opening it may have made it again
                    Files.deleteIfExists(path);
                }
            }
            length = at + count;
        } catch (IOException e) {
            throw LocalFiles.failed(
                    "Writing " + count + " bytes at " + at + " of the temporary file " + path.getFileName(),
                    directory,
                    e);
        }
    }

    private int read(long at, byte[] bytes, int from, int count) throws IOException {
        checkThere();
        return handles.with(path, false, file -> {
            checkThere();
            file.seek(at);
            return file.read(bytes, from, count);
        });
    }

    private final class Appending extends OutputStream {
        private final byte[] buffer = new byte[WRITE_BUFFER];
        private int size;

        @Override
        public void write(int b) {
            if (size == buffer.length) {
                flush();
            }
            buffer[size++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            if (count > buffer.length - size) {
                flush();
                if (count >= buffer.length) {
                    LocalFile.this.write(bytes, from, count);
                    return;
                }
            }
            System.arraycopy(bytes, from, buffer, size, count);
            size += count;
        }

        @Override
        public void flush() {
            int count = size;
            size = 0; // what has failed is not tried again at close
            if (count > 0) {
                LocalFile.this.write(buffer, 0, count);
            }
        }

        @Override
        public void close() {
            flush();
        }
    }

    private final class Reading extends InputStream {
        private final byte[] buffer;
        private final long end;
        private long next;
        private int at;
        private int size;

        Reading(long from, long to) {
            this.next = from;
            this.end = to;
            this.buffer = new byte[(int) Math.min(READ_BUFFER, Math.max(0, to - from))];
        }

        @Override
        public int read() throws IOException {
            return at == size && !fill() ? -1 : buffer[at++] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (at == size) {
                if (count >= READ_BUFFER && next < end) {
                    int n = fetch(bytes, from, count);
                    next += n;
                    return n;
                }
                if (!fill()) {
                    return -1;
                }
            }
            int n = Math.min(count, size - at);
            System.arraycopy(buffer, at, bytes, from, n);
            at += n;
            return n;
        }

        private boolean fill() throws IOException {
            if (next >= end) {
                return false;
            }
            size = fetch(buffer, 0, buffer.length);
            at = 0;
            next += size;
            return true;
        }

        private int fetch(byte[] bytes, int from, int count) throws IOException {
            int n = LocalFile.this.read(next, bytes, from, (int) Math.min(count, end - next));
            if (n <= 0) {
                throw new EOFException(path + " ends at " + next + ", before " + end);
            }
            return n;
        }

        @Override
        public long skip(long n) {
            long skipped = Math.max(0, Math.min(n, end - next + size - at));
            if (skipped <= size - at) {
                at += (int) skipped;
            } else {
                next += skipped - (size - at);
                at = size;
            }
            return skipped;
        }

        @Override
        public int available() {
            return size - at;
        }
    }
}

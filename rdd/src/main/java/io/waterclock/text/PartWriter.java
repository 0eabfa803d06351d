// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes lines to a new file. Every error of the disk leaves it as a WaterclockException with code OUTPUT_FAILED. */
final class PartWriter implements AutoCloseable {
    private final Path file;
    private final OutputStream out;
    private final byte[] buffer = new byte[Limits.WRITE_BYTES];
    private int count;

    private PartWriter(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** Makes the file in a directory of its own, which is made too; the one above that must be there. */
    static PartWriter create(Path directory, Path file) {
        try {
            Files.createDirectory(directory);
            return new PartWriter(file, Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        } catch (NoSuchFileException e) {
            throw TextOutput.failed(
                    file + " has no place any more; the output was committed, aborted or removed in the meantime", e);
        } catch (IOException e) {
            throw TextOutput.failed("Making " + file + " failed", e);
        }
    }

    void line(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= buffer.length - count) {
            flush();
        }
        if (bytes.length >= buffer.length) {
            write(bytes, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, count, bytes.length);
            count += bytes.length;
        }
        buffer[count++] = '\n';
    }

    void flush() {
        write(buffer, count);
        count = 0;
    }

    private void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw TextOutput.failed("Writing " + file + " failed", e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw TextOutput.failed("Closing " + file + " failed", e);
        }
    }
}

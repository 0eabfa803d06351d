// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.file.PartFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes each record's {@code String.valueOf} and an LF, in UTF-8. */
final class LineSink implements PartFormat.Sink {
    private final OutputStream out;
    private final byte[] buffer = new byte[Limits.WRITE_BYTES];
    private int count;

    LineSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(@Nullable Object record) throws IOException {
        byte[] bytes = String.valueOf(record).getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= buffer.length - count) {
            flush();
        }
        if (bytes.length >= buffer.length) {
            out.write(bytes, 0, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, count, bytes.length);
            count += bytes.length;
        }
        buffer[count++] = '\n';
    }

    private void flush() throws IOException {
        out.write(buffer, 0, count);
        count = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}

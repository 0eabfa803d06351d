// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.source.ChunkReader;
import java.nio.charset.StandardCharsets;

/** The lines of a window of UTF-8 bytes, without their ends (LF or CR LF). */
final class LineChunks extends ChunkReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    LineChunks(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.array = new Object[64];
    }

    @Override
    public boolean next(int max) {
        int n = Math.min(max, CHUNK);
        if (array.length < n) {
            array = new Object[n];
        }
        int count = 0;
        while (count < n && at < end) {
            int lineStart = at;
            int newline = lineStart;
            while (newline < end && bytes[newline] != '\n') {
                newline++;
            }
            at = newline + 1;
            boolean carriage = newline < end && newline > lineStart && bytes[newline - 1] == '\r';
            int length = newline - lineStart - (carriage ? 1 : 0);
            array[count++] = new String(bytes, lineStart, length, StandardCharsets.UTF_8);
        }
        from = 0;
        to = count;
        return count > 0;
    }
}

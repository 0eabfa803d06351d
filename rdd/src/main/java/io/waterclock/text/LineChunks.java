// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.source.ChunkReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The lines of some bytes in memory, as Strings; what received text is kept as until a task reads it.
 *
 * <p>A line ends with LF, and a CR just before it belongs to the end; any other CR is part of its line. What follows the
 * last LF is a line too unless it is empty. UTF-8; malformed bytes become the replacement character. The bytes are not
 * copied, and must not change while they are read.
 */
public final class LineChunks extends ChunkReader {
    private static final Object[] NONE = {};

    private final byte[] bytes;
    private final int end;
    private int position;

    /** The lines of {@code bytes[from..to)}. */
    public LineChunks(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        this.bytes = bytes;
        this.position = from;
        this.end = to;
        this.array = NONE;
    }

    /** How many lines there are in {@code bytes[from..to)}; several times faster than making them. */
    public static long countLines(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        return ByteScan.countLf(bytes, from, to) + (to > from && bytes[to - 1] != '\n' ? 1 : 0);
    }

    @Override
    public boolean next(int max) {
        Object[] lines = ensureCapacity(Math.min(max, CHUNK));
        int wanted = Math.min(max, CHUNK);
        int at = position;
        int count = 0;
        while (count < wanted && at < end) {
            int lf = ByteScan.indexOfLf(bytes, at, end);
            int lineEnd = lf < 0 ? end : lf > at && bytes[lf - 1] == '\r' ? lf - 1 : lf;
            lines[count++] = decode(bytes, at, lineEnd);
            at = lf < 0 ? end : lf + 1;
        }
        position = at;
        from = 0;
        to = count;
        return count > 0;
    }

    private Object[] ensureCapacity(int wanted) {
        if (array.length < wanted) {
            // A line takes a byte at least, so a small block needs no large array.
            array = new Object[Math.min(wanted, Math.max(1, end - position))];
        }
        return array;
    }

    static String decode(byte[] bytes, int from, int to) {
        return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}

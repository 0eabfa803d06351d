// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.Block;
import io.waterclock.source.ChunkReader;
import io.waterclock.text.LineChunks;
import java.io.Serializable;
import java.util.Arrays;

/** Lines as they were received, {@code bytes[from..to)}; a task that reads them makes the strings. */
final class TextBlock implements Block, Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final long lines;

    TextBlock(byte[] bytes, int from, int to, long lines) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.lines = lines;
    }

    @Override
    public long recordCount() {
        return lines;
    }

    @Override
    public long sizeInBytes() {
        return (long) to - from;
    }

    @Override
    public ChunkReader open() {
        return new LineChunks(bytes, from, to);
    }

    private Object writeReplace() {
        return from == 0 && to == bytes.length
                ? this
                : new TextBlock(Arrays.copyOfRange(bytes, from, to), 0, to - from, lines);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.Block;
import io.waterclock.source.ChunkReader;
import java.io.Serializable;
import java.util.Arrays;

/** Records as they were stored: {@code records[from..to)}. Blocks of one large store are windows of one array. */
final class ArrayBlock implements Block, Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // on a cluster the program's records must be serializable
    private final Object[] records;

    private final int from;
    private final int to;
    private final long sizeInBytes;

    ArrayBlock(Object[] records, int from, int to, long sizeInBytes) {
        this.records = records;
        this.from = from;
        this.to = to;
        this.sizeInBytes = sizeInBytes;
    }

    @Override
    public long recordCount() {
        return (long) to - from;
    }

    @Override
    public long sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public ChunkReader open() {
        return ChunkReader.of(records, from, to);
    }

    private Object writeReplace() {
        return from == 0 && to == records.length
                ? this
                : new ArrayBlock(Arrays.copyOfRange(records, from, to), 0, to - from, sizeInBytes);
    }
}

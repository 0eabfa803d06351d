// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.source.ChunkReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A partition that was too large to keep: the beginning of it that was gathered, and what is still to be computed. */
final class HandedOver extends ChunkReader {
    private final int most;
    private @Nullable Records beginning;
    private ChunkReader at;
    private @Nullable ChunkReader middle;
    private @Nullable ChunkReader rest;

    /**
     * @param beginning given back when it has been read
     * @param middle records between it and the rest
     * @param most how many records to compute at once
     */
    HandedOver(Records beginning, Object[] middle, ChunkReader rest, int most) throws IOException {
        this.most = most;
        this.beginning = beginning;
        this.at = beginning.open();
        this.middle = ChunkReader.of(middle, 0, middle.length);
        this.rest = rest;
        this.array = at.array;
    }

    @Override
    public boolean next(int max) throws Exception {
        while (!at.next(Math.min(max, most))) {
            ChunkReader next = middle != null ? middle : rest;
            if (next == null) {
                from = 0;
                to = 0;
                return false;
            }
            if (middle == null) {
                rest = null;
            }
            middle = null;
            at = next;
            close();
        }
        array = at.array;
        from = at.from;
        to = at.to;
        return true;
    }

    /** Gives the beginning back; the rest is its task's to close. */
    @Override
    public void close() {
        Records done = beginning;
        beginning = null;
        if (done != null) {
            done.free();
        }
    }
}

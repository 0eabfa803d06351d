// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.source.ChunkReader;

/** Gives chunks of columns as records. */
public final class PairRecords extends ChunkReader {
    private final PairsReader pairs;
    private Pairs chunk = new Pairs();
    private int at;

    public PairRecords(PairsReader pairs) {
        this.pairs = pairs;
        this.array = new Object[16];
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public boolean next(int max) throws Exception {
        from = 0;
        to = 0;
        if (at == chunk.size) {
            Pairs next = pairs.next();
            if (next == null) {
                return false;
            }
            chunk = next;
            at = 0;
        }
        int n = Math.min(Math.min(max, CHUNK), chunk.size - at);
        if (array.length < n) {
            array = new Object[n];
        }
        for (int i = 0; i < n; i++) {
            array[i] = chunk.pair(at++);
        }
        to = n;
        return true;
    }

    @Override
    public void close() {
        pairs.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.Tuple2;
import io.waterclock.source.ChunkReader;

/** Gives pairs in the order of their keys, those with equal keys as they came. */
public final class SortedReader extends ChunkReader {
    private final Column keys;
    private final Column values;
    private final int[] order;
    private int next;

    /**
     * @param order the position of each pair, in the order in which they are given
     */
    public SortedReader(Column keys, Column values, int[] order) {
        this.keys = keys;
        this.values = values;
        this.order = order;
        this.array = new Object[Math.min(CHUNK, order.length)];
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public boolean next(int max) {
        int n = Math.min(Math.min(max, array.length), order.length - next);
        for (int i = 0; i < n; i++) {
            int at = order[next++];
            array[i] = new Tuple2<>(keys.get(at), values.get(at));
        }
        from = 0;
        to = n;
        return n > 0;
    }
}

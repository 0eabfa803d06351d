// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.source.ChunkReader;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Several partitions, one after the other, each opened when it is reached. */
final class ConcatReader extends ChunkReader {
    private final int end;
    private final IntFunction<ChunkReader> open;
    private int next;
    private @Nullable ChunkReader current;

    ConcatReader(int from, int to, IntFunction<ChunkReader> open) {
        this.next = from;
        this.end = to;
        this.open = open;
        this.array = new Object[0];
    }

    @Override
    public boolean next(int max) throws Exception {
        while (true) {
            if (current == null) {
                if (next == end) {
                    from = 0;
                    to = 0;
                    return false;
                }
                current = open.apply(next++);
            }
            if (current.next(max)) {
                array = current.array;
                from = current.from;
                to = current.to;
                return true;
            }
            current = null;
        }
    }
}

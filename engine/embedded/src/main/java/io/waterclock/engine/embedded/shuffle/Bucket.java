// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pairs from one task for one partition of the next stage, in chunks. Written by one thread, then only read. */
final class Bucket {
    private Pairs last = new Pairs();
    private Pairs[] chunks = {last};

    void add(@Nullable Object key, int hashCode, @Nullable Object value) {
        if (last.isFull()) {
            last = new Pairs(Pairs.MOST);
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = last;
        }
        last.add(key, hashCode, value);
    }

    Pairs[] chunks() {
        return chunks;
    }

    long records() {
        return (chunks.length - 1L) * Pairs.MOST + last.size;
    }
}

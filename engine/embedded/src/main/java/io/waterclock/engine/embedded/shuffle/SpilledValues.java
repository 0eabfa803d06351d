// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Sneaky;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key that are more than fit in memory: read from disk at each iteration, anew. Iterators don't know of
 * each other. Can't be changed. Usable from any thread, also after its task, until the context is stopped.
 */
final class SpilledValues extends AbstractCollection<@Nullable Object> {
    private final Input input;
    private final long size;

    SpilledValues(Input input) {
        this.input = input;
        this.size = input.records();
        input.keptByUser();
    }

    /** {@link Integer#MAX_VALUE} when there are more. */
    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        PairsReader reader = input.open();
        return new Iterator<>() {
            private Column values = new Column(1);
            private int at;

            @Override
            public boolean hasNext() {
                if (at == values.size) {
                    Pairs chunk = read(reader);
                    if (chunk == null) {
                        return false;
                    }
                    values = chunk.values;
                    at = 0;
                }
                return true;
            }

            @Override
            public @Nullable Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return values.get(at++);
            }
        };
    }

    private static @Nullable Pairs read(PairsReader reader) {
        try {
            return reader.next();
        } catch (Exception e) {
            throw Sneaky.unchecked(e);
        }
    }

    @Override
    public String toString() {
        return size + " values on disk";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.memory.Elsewhere;
import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Sneaky;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of keys that have many, on disk beside the entries that stand for the keys, so that an entry is small. A reference
 * to such values is a {@code long[]}, and can itself be written. Used by one thread.
 */
final class ValueLists {
    /** From so many bytes of heap on, about, values are worth a place of their own: reading them there takes some 10 µs. */
    private static final int WORTH_BYTES = 16 << 10;

    private final Supplier<SpillFile> files;
    private final List<Input> referred = new ArrayList<>();
    private @Nullable SpillFile file;

    /**
     * @param files makes the file, when there is something to write
     */
    ValueLists(Supplier<SpillFile> files) {
        this.files = files;
    }

    /** Whether values stand here, and not in their entry. */
    static boolean isWorth(long values, double bytesPerValue) {
        return values > 1 && values * bytesPerValue > WORTH_BYTES;
    }

    /** Writes the values of a key, and refers to them. */
    long[] write(Grouping.Groups values, int begin, int end, double bytesPerValue) {
        SpillFile to = file;
        if (to == null) {
            to = files.get();
            file = to;
        }
        SpillFile.Writer writer = to.write(bytesPerValue);
        for (int at = begin; at < end; ) {
            int n = Math.min(Pairs.MOST, end - at);
            Column column = new Column(n);
            for (int i = 0; i < n; i++) {
                column.add(values.value(at++));
            }
            writer.add(new Pairs(Column.ofNulls(n), column));
        }
        Segment segment = writer.end();
        return new long[] {segment.from(), segment.to(), segment.records(), Double.doubleToRawLongBits(bytesPerValue)};
    }

    /** Refers to values that are on disk already. */
    long[] refer(Input input) {
        referred.add(input);
        return new long[] {referred.size() - 1};
    }

    /** How many inputs are referred to: their files must stay. */
    int referred() {
        return referred.size();
    }

    Input at(long[] reference) {
        SpillFile written = file;
        if (reference.length == 1 || written == null) {
            return referred.get((int) reference[0]);
        }
        double bytesPerValue = Double.longBitsToDouble(reference[3]);
        Segment segment = new Segment(written, reference[0], reference[1], reference[2], bytesPerValue);
        return Input.of(new Bucket(new Segment[] {segment}));
    }

    /** Values that are read from disk at each iteration. */
    static Collection<@Nullable Object> onDisk(Input input) {
        return new OnDisk(input);
    }

    /**
     * The values of one key that are more than fit in memory: read from disk at each iteration, anew. Iterators don't know of
     * each other. Can't be changed. Usable from any thread, also after its task, until the context is stopped.
     */
    private static final class OnDisk extends AbstractCollection<@Nullable Object> implements Elsewhere {
        private final Input input;
        private final long size;

        OnDisk(Input input) {
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
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

import io.waterclock.util.Given;
import java.util.ArrayList;
import java.util.List;

/** A list of the program's, sliced evenly. */
public final class LocalListSource<T> implements PartitionedSource<T> {
    private final List<Slice<T>> slices;

    private LocalListSource(List<Slice<T>> slices) {
        this.slices = slices;
    }

    /** Copies the list; partition i of n has the records from {@code i·size/n} on. */
    public static <T> LocalListSource<T> of(String operator, List<? extends T> list, int n) {
        PartitionCount.require(operator, n);
        Object[] records = Given.given(list, operator, "list").toArray();
        List<Slice<T>> slices = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int from = (int) ((long) i * records.length / n);
            int to = (int) ((long) (i + 1) * records.length / n);
            slices.add(new Slice<>(records, from, to));
        }
        return new LocalListSource<>(List.copyOf(slices));
    }

    @Override
    public List<? extends SourcePartition<T>> partitions() {
        return slices;
    }

    private static final class Slice<T> implements SliceablePartition<T> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // on a cluster the program's records must be serializable
        private final Object[] records;

        private final int from;
        private final int to;

        Slice(Object[] records, int from, int to) {
            this.records = records;
            this.from = from;
            this.to = to;
        }

        @Override
        public long records() {
            return (long) to - from;
        }

        @Override
        public ChunkReader open(long first, long end) {
            return ChunkReader.of(records, (int) (from + first), (int) (from + end));
        }

        private Object writeReplace() {
            return from == 0 && to == records.length
                    ? this
                    : new Slice<>(java.util.Arrays.copyOfRange(records, from, to), 0, to - from);
        }
    }
}

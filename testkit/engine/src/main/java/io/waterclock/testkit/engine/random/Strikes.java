// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.Tuple2;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.LocalListSource;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** The places where random programs fail: in the first attempt of a task, when that is asked for, or for good. */
@NullUnmarked
final class Strikes {
    private static final int SELDOM = 200;

    private Strikes() {}

    /** What the function throws that fails for good; the same at each record. */
    static final class ForGood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ForGood(int node) {
            super("#" + node + ", which breaks");
        }
    }

    /** The record; or a failure, for some records, in the first attempt of a task. */
    static <T> T struck(boolean strikes, T record) {
        if (strikes && strikesAt(record, SELDOM)) {
            throw new IllegalStateException("the first attempt fails at " + record);
        }
        return record;
    }

    private static boolean strikesAt(Object record, int outOf) {
        TaskContext task = TaskContext.get();
        return task != null && task.attemptNumber() == 0 && Values.odd(record, task.partitionId(), outOf);
    }

    static Comparator<Object> order(boolean strikes) {
        return (a, b) -> Values.ORDER.compare(struck(strikes, a), b);
    }

    static Object broken(Object record, int node, int salt) {
        if (Values.odd(record, salt, 10)) {
            throw new ForGood(node);
        }
        return record;
    }

    /** By hash, salted; it fails in the first attempt of some tasks. */
    static final class OwnPartitioner extends Partitioner {
        private static final long serialVersionUID = 1L;
        private final int n;
        private final boolean strikes;

        OwnPartitioner(int n, boolean strikes) {
            this.n = n;
            this.strikes = strikes;
        }

        @Override
        public int numPartitions() {
            return n;
        }

        @Override
        public int getPartition(Object key) {
            return Values.ownPartition(struck(strikes, key), n);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OwnPartitioner that && that.n == n;
        }

        @Override
        public int hashCode() {
            return n;
        }
    }

    /** A list in parts, read a few records at a time; opening some, and reading some records, fails in the first attempt. */
    static PartitionedSource<Tuple2<Object, Object>> source(
            List<Tuple2<Object, Object>> records, int n, boolean strikes) {
        List<Part> parts = new ArrayList<>();
        for (SourcePartition<Tuple2<Object, Object>> part :
                LocalListSource.of("read", records, n).partitions()) {
            parts.add(new Part(part, parts.size(), strikes));
        }
        return () -> parts;
    }

    private record Part(SourcePartition<Tuple2<Object, Object>> records, int index, boolean strikes)
            implements SourcePartition<Tuple2<Object, Object>> {

        @Override
        public ChunkReader open() throws Exception {
            if (strikes && strikesAt(index, 10)) {
                throw new IOException("the first attempt can't open partition " + index);
            }
            ChunkReader in = records.open();
            return new ChunkReader() {
                @Override
                public boolean next(int max) throws Exception {
                    boolean more = in.next(Math.min(max, 17));
                    array = in.array;
                    from = in.from;
                    to = in.to;
                    if (more && strikes && strikesAt(array[from], 50)) {
                        throw new IOException("the first attempt can't read on at " + array[from]);
                    }
                    return more;
                }
            };
        }
    }
}

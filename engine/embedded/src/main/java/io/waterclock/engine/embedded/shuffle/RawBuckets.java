// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.rdd.Partitioner;
import java.util.Arrays;

/** Pairs of one task, uncombined, by the partition of the next stage that they go to. Used by one thread. */
@SuppressWarnings("NullAway") // a bucket is made with its first pair
public final class RawBuckets {
    private static final int INITIAL = 16;

    private final Partitioner partitioner;
    private final Object[][] pairs;
    private final int[] sizes;

    public RawBuckets(Partitioner partitioner) {
        this.partitioner = partitioner;
        this.pairs = new Object[partitioner.numPartitions()][];
        this.sizes = new int[pairs.length];
    }

    public void add(Tuple2<?, ?> pair) {
        int target = CombineTable.requirePartition(partitioner, CombineTable.masked(pair._1()));
        Object[] bucket = pairs[target];
        int size = sizes[target];
        if (bucket == null) {
            bucket = new Object[INITIAL];
            pairs[target] = bucket;
        } else if (size == bucket.length) {
            bucket = Arrays.copyOf(bucket, grown(size));
            pairs[target] = bucket;
        }
        bucket[size] = pair;
        sizes[target] = size + 1;
    }

    private static int grown(int size) {
        int most = Integer.MAX_VALUE - 8;
        if (size == most) {
            throw new OutOfMemoryError(
                    "more than " + most + " pairs go from one partition to another; use more partitions");
        }
        return (int) Math.min(most, size * 2L);
    }

    /** The pairs of each target, packed; an empty array for none. */
    public Object[][] packed() {
        Object[][] packed = new Object[pairs.length][];
        for (int p = 0; p < pairs.length; p++) {
            packed[p] = sizes[p] == 0 ? new Object[0] : Arrays.copyOf(pairs[p], sizes[p]);
        }
        return packed;
    }
}

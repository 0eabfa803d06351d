// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.rdd.derived.Keys;
import io.waterclock.source.PartitionCount;
import org.jspecify.annotations.Nullable;

/** By {@code hashCode}, non-negative remainder; null goes to partition 0. Arrays have no content hash and are refused. */
public final class HashPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    /**
     * @param partitions at least 1; a shuffle takes at most {@link PartitionCount#MOST}
     */
    public HashPartitioner(int partitions) {
        this.partitions = PartitionCount.requireSome("HashPartitioner", partitions);
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(@Nullable Object key) {
        return key == null ? 0 : Math.floorMod(Keys.checked(key).hashCode(), partitions);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HashPartitioner that && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }

    @Override
    public String toString() {
        return "HashPartitioner(" + partitions + ")";
    }
}

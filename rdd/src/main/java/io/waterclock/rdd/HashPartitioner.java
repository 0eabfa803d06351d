// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import org.jspecify.annotations.Nullable;

/** By {@code hashCode}, non-negative remainder; null goes to partition 0. Arrays have no content hash and are refused. */
public final class HashPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    public HashPartitioner(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("A partitioner needs at least 1 partition, not " + partitions);
        }
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(@Nullable Object key) {
        if (key == null) {
            return 0;
        }
        if (key.getClass().isArray()) {
            throw new IllegalArgumentException(
                    "An array can't be a key (" + key.getClass().getSimpleName()
                            + "): two arrays with the same content have different hash codes; use a List or a record");
        }
        return Math.floorMod(key.hashCode(), partitions);
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

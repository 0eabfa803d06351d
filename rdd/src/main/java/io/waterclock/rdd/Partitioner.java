// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Says which partition a key belongs to. Two partitioners that are equal spread every key alike; that is how a join of RDDs that are
 * already spread alike does without a shuffle, so subclasses define {@code equals} and {@code hashCode}. Used by many
 * threads at once.
 */
public abstract class Partitioner implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract int numPartitions();

    /** From 0 up to {@link #numPartitions()}, always the same for equal keys. */
    public abstract int getPartition(@Nullable Object key);
}

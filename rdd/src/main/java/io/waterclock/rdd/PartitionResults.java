// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import org.jspecify.annotations.Nullable;

/** Takes the results of a job's partitions as they come. */
@FunctionalInterface
public interface PartitionResults<R> {

    /**
     * Called once for each partition, on any thread, several at once, in any order; before the job returns. What it throws fails the job.
     *
     * @param index which of the partitions that the job was asked for
     */
    void take(int index, @Nullable R result);
}

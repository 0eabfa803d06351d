// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

import java.util.List;

/** The input behind a source node of lineage. */
public interface PartitionedSource<T> {

    /**
     * The partitions in order; listed at the first call and the same list ever after. May block on the outside world; what
     * it throws ends the action that asked.
     */
    List<? extends SourcePartition<T>> partitions();
}

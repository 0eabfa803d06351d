// SPDX-License-Identifier: Apache-2.0
package io.waterclock.checkpoint;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.util.ArrayList;
import java.util.List;

/** What is below a local checkpoint once it is made: nothing. Read only where a kept partition isn't there any more. */
final class LostPartitions implements PartitionedSource<Object> {
    private final List<Lost> partitions = new ArrayList<>();

    /**
     * @param checkpoint the call that asked for it
     */
    LostPartitions(String checkpoint, int n) {
        for (int i = 0; i < n; i++) {
            partitions.add(new Lost(checkpoint, i));
        }
    }

    @Override
    public List<? extends SourcePartition<Object>> partitions() {
        return partitions;
    }

    private record Lost(String checkpoint, int index) implements SourcePartition<Object> {
        @Override
        public ChunkReader open() {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_LOST,
                    "Partition " + index + " that " + checkpoint
                            + " kept is gone: it was unpersisted, or its worker was lost, and what it was computed from was"
                            + " let go. Use checkpoint() where that may happen");
        }
    }
}

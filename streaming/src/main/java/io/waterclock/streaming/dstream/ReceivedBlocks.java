// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.source.SourcePartition;
import io.waterclock.streaming.Time;
import java.util.List;

/** What a receiver stream asks of whoever keeps the received blocks. */
public interface ReceivedBlocks {

    /** What a receiver stored for a batch, as partitions; the same list at each call until {@link #release}. */
    List<? extends SourcePartition<?>> partitions(int streamId, Time batch);

    /** How many records those are. */
    long recordCount(int streamId, Time batch);

    /** Lets go of the blocks of all batches up to and with this one. */
    void release(int streamId, Time upTo);
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.engine.BlockRef;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.List;

/** What a receiver stream asks of whoever keeps the received blocks. */
public interface ReceivedBlocks {

    /** What a receiver stored for a batch: for each partition its blocks, in order. Empty when nothing was stored. */
    List<List<BlockRef>> partitions(int streamId, Time batch);

    /** How much that is. */
    StreamInputInfo inputInfo(int streamId, Time batch);

    /** Lets go of the blocks of all batches up to and with this one. */
    void release(int streamId, Time upTo);
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.engine.BlockRef;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.ReceiverInputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.receiver.ReceiverTracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the batch room and the receiver streams ask of the tracker. */
final class Receivers implements ReceiverInputDStream.ReceivedBlocks {
    private static final String KEY_MALFORMED = "Malformed";
    private static final String KEY_RECEIVED = "Received";

    private final ReceiverTracker tracker;
    private final int parallelism;

    /**
     * @param parallelism partitions that are worth making of a batch
     */
    Receivers(ReceiverTracker tracker, int parallelism) {
        this.tracker = tracker;
        this.parallelism = parallelism;
    }

    @Override
    public List<List<BlockRef>> partitions(int streamId, Time batch) {
        return ReceiverTracker.partitions(tracker.blocks(streamId, batch.milliseconds()), parallelism);
    }

    @Override
    public StreamInputInfo inputInfo(int streamId, Time batch) {
        long ms = batch.milliseconds();
        long records = tracker.recordCount(streamId, ms);
        long malformed = tracker.malformedCount(streamId, ms);
        List<Object> given = tracker.metadata(streamId, ms);
        if (malformed == 0 && given.isEmpty()) {
            return new StreamInputInfo(streamId, records);
        }
        Map<String, Object> metadata = new HashMap<>();
        if (malformed > 0) {
            metadata.put(KEY_MALFORMED, malformed);
            metadata.put(
                    StreamInputInfo.METADATA_KEY_DESCRIPTION, malformed + " malformed byte sequences were replaced");
        }
        if (!given.isEmpty()) {
            metadata.put(KEY_RECEIVED, given);
        }
        return new StreamInputInfo(streamId, records, metadata);
    }

    @Override
    public void release(int streamId, Time upTo) {
        tracker.release(streamId, upTo.milliseconds());
    }
}

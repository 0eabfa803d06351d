// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.engine.BlockRef;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.ReceiverInputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.receiver.ReceiverTracker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the batch room and the receiver streams ask of the tracker. */
final class Receivers implements ReceiverInputDStream.ReceivedBlocks {
    private static final String KEY_MALFORMED = "Malformed";
    private static final String KEY_RECEIVED = "Received";

    private static final Logger LOG = System.getLogger(Receivers.class.getName());

    private final ReceiverTracker tracker;
    private final int parallelism;
    private final Set<Integer> said = new HashSet<>();

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

    /** A receiver that waits for what is only remembered would wait without a word: nothing is late, and its batches are empty. */
    @Override
    public void release(ReceiverInputDStream<?> stream, Time upTo, long keptMs) {
        int id = stream.id();
        long after = upTo.milliseconds();
        String held = keptMs == 0 ? null : tracker.heldBackBy(id, after, after + keptMs);
        if (held != null && said.add(id)) {
            LOG.log(
                    Level.WARNING,
                    "The receiver of {0} waits for room, which batches have that are done: {1}. They are kept for {2} ms more, since a"
                            + " window over the stream holds them, or remember() asked for that. Raise the setting, make"
                            + " the window shorter, or use one that combines (reduceByKeyAndWindow, reduceByWindow), which"
                            + " holds no batches. Said once",
                    stream,
                    held,
                    Long.toString(keptMs));
        }
        tracker.release(id, after);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.engine.BlockRef;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.lineage.BlockPartition;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.program.Arguments;
import io.waterclock.streaming.receiver.Receiver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Receiver} stores: a batch has all that was stored since the one before was cut. */
public final class ReceiverInputDStream<T> extends InputDStream<T> {
    /** What a receiver stream asks of whoever keeps the received blocks. */
    public interface ReceivedBlocks {

        /** What a receiver stored for a batch: for each partition its blocks, in order. Empty when nothing was stored. */
        List<List<BlockRef>> partitions(int streamId, Time batch);

        /** How much that is. */
        StreamInputInfo inputInfo(int streamId, Time batch);

        /**
         * Lets go of the blocks of all batches up to and with this one.
         *
         * @param keptMs how long before this moment that was: so long the blocks of batches are kept when they are done
         */
        void release(ReceiverInputDStream<?> stream, Time upTo, long keptMs);
    }

    private final Receiver<T> receiver;
    private volatile @Nullable ReceivedBlocks blocks;

    /** For contexts. */
    public ReceiverInputDStream(DStreamGraph graph, String method, Receiver<T> receiver) {
        super(graph, Arguments.withoutNull(method, receiver));
        this.receiver = receiver;
    }

    /** The receiver as the program made it; what runs may be a copy. */
    public Receiver<T> getReceiver() {
        return receiver;
    }

    /** Itself; where other APIs wrap. */
    public static <T> ReceiverInputDStream<T> fromReceiverInputDStream(ReceiverInputDStream<T> stream) {
        return stream;
    }

    /** Itself; where other APIs unwrap. */
    public ReceiverInputDStream<T> receiverInputDStream() {
        return this;
    }

    /** For the batch room: where the blocks are, before the start. */
    public void connect(ReceivedBlocks received) {
        this.blocks = received;
    }

    /** The receiver itself is started by who keeps the blocks. */
    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public RDD<T> compute(Time validTime) {
        List<List<BlockRef>> grouped = connected().partitions(id(), validTime);
        List<BlockPartition<T>> partitions =
                grouped.stream().map(blocks -> new BlockPartition<T>(blocks)).toList();
        return new SourceRDD<>(graph().rdds(), operator(), () -> partitions);
    }

    @Override
    boolean holdsItsRecords() {
        return true;
    }

    @Override
    public StreamInputInfo inputInfo(Time time) {
        return connected().inputInfo(id(), time);
    }

    @Override
    public void forget(Time upTo) {
        connected().release(this, upTo, graph().retention().keptBeyondMs(this));
    }

    private ReceivedBlocks connected() {
        ReceivedBlocks received = blocks;
        if (received == null) {
            throw new IllegalStateException(this + " is not connected to its receiver");
        }
        return received;
    }
}

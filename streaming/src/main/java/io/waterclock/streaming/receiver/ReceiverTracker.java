// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.BlockRef;
import io.waterclock.engine.Engine;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.WallClock;
import java.util.List;

/** The driver's side of all receivers of a context. */
public final class ReceiverTracker implements AutoCloseable {

    public ReceiverTracker(
            Engine engine, ReceiverSettings settings, WallClock wall, NanoClock nano, ReceiverListener listener) {}

    /** Before {@link #start}. */
    public void register(int streamId, String name, Receiver<?> receiver) {
        throw new IllegalStateException("to be written");
    }

    public void start() {
        throw new IllegalStateException("to be written");
    }

    /** Cuts every receiver, and gives what it stored to the batch; once a generated batch, in the order of their times. */
    public void cut(long batchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    /** The blocks of a stream in a batch, in order; empty when there are none (or not any more). */
    public List<BlockRef> blocks(int streamId, long batchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    public long recordCount(int streamId, long batchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    /** What was given as metadata with the stores of the batch, in order. */
    public List<Object> metadata(int streamId, long batchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    /** How many malformed byte sequences were replaced in the text of the batch. */
    public long malformedCount(int streamId, long batchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    /** Lets the blocks of batches up to and with that time go. */
    public void release(int streamId, long upToBatchTimeMs) {
        throw new IllegalStateException("to be written");
    }

    /** Whether something is stored that no batch has. */
    public boolean hasUncut() {
        throw new IllegalStateException("to be written");
    }

    /** The receivers' states, in the order of registration. */
    public List<ReceiverStatus> statuses() {
        throw new IllegalStateException("to be written");
    }

    /** One look at all receivers: ends those that asked for it, starts those whose delay is over. */
    public void superviseOnce() {
        throw new IllegalStateException("to be written");
    }

    /** Stops all receivers; what they stored stays for a last {@link #cut}. */
    public void stop(long timeoutMs) {
        throw new IllegalStateException("to be written");
    }

    /** Groups the blocks of a batch into partitions by size, in order. */
    public static List<List<BlockRef>> partitions(List<BlockRef> blocks, int parallelism) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void close() {
        throw new IllegalStateException("to be written");
    }
}

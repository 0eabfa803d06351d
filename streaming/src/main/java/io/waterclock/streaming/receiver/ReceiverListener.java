// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.WaterclockException;
import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of receivers. Starts, stops and failures come one after the other, from the thread that starts or ends
 * receivers, which may be waited for: a call must not block, and must not throw (what it throws is logged). Errors come from
 * the receivers' own threads.
 *
 * <p>{@code name} is the one that the receiver was registered with.
 */
public interface ReceiverListener {

    /** It is about to receive, for the first time or again. */
    void receiverStarted(int streamId, String name, String location);

    /** It has reported an error; it goes on. */
    void receiverError(int streamId, String name, String message, @Nullable Throwable cause);

    /** It has ended: to be started again, as the message says, or for good. */
    void receiverStopped(int streamId, String name, String message, @Nullable Throwable cause);

    /**
     * It failed more often than it may, and won't be started again. Called once a receiver at the most, after {@link #receiverStopped}.
     *
     * @param failure with code RECEIVER_FAILED, and the last failure as its cause
     */
    void receiverFailed(int streamId, String name, WaterclockException failure);
}

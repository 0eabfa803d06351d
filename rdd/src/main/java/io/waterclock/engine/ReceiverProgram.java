// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.io.Serializable;
import java.util.List;

/**
 * What an engine hosts for a receiver. It runs on a worker and owns its own threads; the host calls it from threads of
 * the host's, one call at a time, except {@link #cut}, which may come at any time between start and stop.
 */
public interface ReceiverProgram extends Serializable {

    /**
     * Begins to receive. May block for as long as connecting takes; an exception means that it can't receive, and ends it.
     *
     * @param host where blocks go
     */
    void start(ReceiverHost host) throws Exception;

    /**
     * Closes what is open and returns every block stored since the last cut, in the order in which it was stored. Quick: it
     * swaps a buffer under a lock; it never waits for a sender.
     */
    List<BlockRef> cut();

    /**
     * Ends receiving: asks its threads to end and waits for them, not longer than {@code timeoutMs}. What has been stored
     * by then is in the next and last {@link #cut}.
     */
    void stop(long timeoutMs);
}

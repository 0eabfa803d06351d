// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.util.List;

/** The driver's handle on a hosted receiver. */
public interface HostedReceiver {

    /**
     * Everything stored since the last cut, each block exactly once. On an engine that shares memory this is {@link
     * ReceiverProgram#cut} itself; on a cluster it asks the worker and waits for a round trip, not longer than the
     * engine's limit: what an answer that came too late had sealed is in the next cut. After the receiver was lost it
     * answers what can still be had: everything that was stored, where the engine shares memory; maybe nothing elsewhere.
     */
    List<BlockRef> cut();

    /** Stops the program and waits, not longer than {@code timeoutMs}; a last {@link #cut} still answers. */
    void stop(long timeoutMs);

    /** The worker it runs on, for people. */
    String location();
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** The worker's side of hosting a receiver; safe for the program's threads. */
public interface ReceiverHost {

    /**
     * Keeps a block until {@link BlockRef#release}. Doesn't block for room: bounds are the program's business, which sees
     * {@link Block#sizeInBytes()}.
     */
    BlockRef store(Block block);

    /** Tells the driver that the receiver can't go on; the handle is dead then. */
    void failed(Throwable cause);
}

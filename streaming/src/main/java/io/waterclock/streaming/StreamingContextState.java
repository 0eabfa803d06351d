// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.util.Set;

/** The life of a context. It never goes back. */
public enum StreamingContextState {
    /** Described, not running: streams, outputs and listeners can be added. */
    INITIALIZED,
    /** Batches are made. */
    ACTIVE,
    /** Ended, by a call or by a failure; it can't be started again. */
    STOPPED;

    /** The states that may follow. */
    public Set<StreamingContextState> successors() {
        return switch (this) {
            case INITIALIZED -> Set.of(ACTIVE, STOPPED);
            case ACTIVE -> Set.of(STOPPED);
            case STOPPED -> Set.of();
        };
    }

    /**
     * {@code next}, if it may follow.
     *
     * @throws IllegalStateException naming both states
     */
    StreamingContextState moveTo(StreamingContextState next) {
        if (!successors().contains(next)) {
            throw new IllegalStateException("A streaming context that is " + this + " can't become " + next);
        }
        return next;
    }
}

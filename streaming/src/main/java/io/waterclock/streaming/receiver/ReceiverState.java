// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import java.util.EnumSet;
import java.util.Set;

/** Where a receiver is in its life, as its tracker sees it. */
public enum ReceiverState {
    /** Known, not started yet. */
    INITIALIZED,
    /** Its onStart is running. */
    STARTING,
    /** Its onStart has returned. */
    RUNNING,
    /** It has ended, and is started again when the delay is over. */
    BACKOFF,
    /** Stopped with its context. */
    STOPPED,
    /** It failed more often than it may. */
    FAILED;

    private Set<ReceiverState> successors() {
        return switch (this) {
            case INITIALIZED -> EnumSet.of(STARTING, STOPPED);
            case STARTING -> EnumSet.of(RUNNING, BACKOFF, FAILED, STOPPED);
            case RUNNING -> EnumSet.of(BACKOFF, FAILED, STOPPED);
            case BACKOFF -> EnumSet.of(STARTING, STOPPED);
            case STOPPED, FAILED -> EnumSet.noneOf(ReceiverState.class);
        };
    }

    /**
     * The next state.
     *
     * @throws IllegalStateException when the table has no such step
     */
    ReceiverState to(ReceiverState next) {
        if (!successors().contains(next)) {
            throw new IllegalStateException("A receiver can't go from " + this + " to " + next);
        }
        return next;
    }

    public boolean isActive() {
        return this == STARTING || this == RUNNING;
    }
}

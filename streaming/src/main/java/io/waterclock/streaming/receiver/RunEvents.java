// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import org.jspecify.annotations.Nullable;

/** What a run of a receiver tells its tracker. Called from any thread; only notes it down. */
interface RunEvents {

    /** Why a run is to end. */
    enum Reason {
        /** The receiver asked to be started again. */
        RESTART,
        /** The receiver asked to be stopped; it is started again all the same. */
        STOP,
        /** The receiver broke: onStart threw, a thread died, or the host lost it. */
        BROKEN
    }

    /**
     * @param delayMs until the next start; −1 for the setting's
     */
    record Ending(Reason reason, String message, @Nullable Throwable cause, long delayMs) {}

    /** onStart has returned. */
    void running(ReceiverSupervisor run);

    /** The run is to be ended. Only the first of a run counts. */
    void ending(ReceiverSupervisor run, Ending ending);

    void error(ReceiverSupervisor run, String message, @Nullable Throwable cause);
}

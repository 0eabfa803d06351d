// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** What a host tells about a receiver; called from any thread, must not block. */
@FunctionalInterface
public interface ReceiverEvents {

    /** It ended without having been stopped; blocks not cut yet may be lost with it. Called once at the
     * most, and not after the handle was stopped or the engine closed. */
    void lost(Throwable cause);
}

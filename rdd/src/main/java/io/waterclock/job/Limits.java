// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

/** The limits of this room. */
final class Limits {
    /** Jobs that have ended and are still known, for the status tracker; the oldest is forgotten first. */
    static final int MAX_FINISHED_JOBS = 1_000;

    /**
     * Asynchronous actions of a context that run at once; more wait. Each has a thread, which takes part in the work; so
     * many that one which waits for something doesn't hold up the next.
     */
    static final int MAX_ASYNC_ACTIONS = 64;

    /** How long the end of a context waits for asynchronous actions whose jobs it has cancelled, in milliseconds. */
    static final long ASYNC_END_MS = 10_000;

    private Limits() {}
}

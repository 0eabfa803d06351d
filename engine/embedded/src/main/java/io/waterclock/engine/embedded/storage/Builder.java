// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import java.io.IOException;

/** Takes the records of a partition as they are computed, as far as there is room. Used by one thread. */
interface Builder {

    /** How many records to compute next: fewer, the larger they are, since those are in memory uncounted. */
    int ask();

    /**
     * Takes records, all of them unless it gets full meanwhile.
     *
     * @return the index behind the last one taken
     */
    int add(Object[] records, int from, int to) throws IOException;

    /** No record comes any more. */
    void end() throws IOException;

    /** Whether there is no room for what was taken. */
    boolean isFull();

    /** What was taken, be there room or not; it belongs to the caller from now on. */
    Records finish() throws IOException;

    /** Gives everything back. */
    void abort();
}

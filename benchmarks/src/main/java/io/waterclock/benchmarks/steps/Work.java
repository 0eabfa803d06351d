// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

/** What is done with the pairs of a batch. All pairs that come out are read, for a checksum. */
public enum Work {
    /** The sum of each key in a window that slides by a batch; sums have an inverse. */
    WINDOW_SUM,
    /** The greatest value of each key in a window that slides by a batch; that has no inverse. */
    WINDOW_MAX,
    /** The sum of each key in a window of event time that slides by a batch, two batches after it has ended. */
    EVENT_SUM,
    /** The sum of each key since the beginning, touched and put out for each record. */
    MAP_WITH_STATE,
    /** The same, touched and put out for each key there is. */
    UPDATE_STATE
}

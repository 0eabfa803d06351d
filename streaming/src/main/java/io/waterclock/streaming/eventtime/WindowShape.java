// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import java.io.Serializable;

/**
 * Which windows of event time there are. Times are counted from the epoch, so windows begin at multiples of the slide.
 *
 * @param sizeMs how long a window is; of a session, how long nothing must happen for it to end
 * @param slideMs from the start of one window to that of the next; 0 for sessions
 * @param retentionMs how long after a window has closed late records still change its result; 0 for not at all
 */
public record WindowShape(long sizeMs, long slideMs, long retentionMs) implements Serializable {

    public boolean isSession() {
        return slideMs == 0;
    }

    public WindowShape updatingFor(long newRetentionMs) {
        return new WindowShape(sizeMs, slideMs, newRetentionMs);
    }

    /** Until when, by the watermark, a window that ends then may be changed; never beyond the end of time. */
    long retainedUntil(long endMs) {
        long until = endMs + retentionMs;
        return until < endMs ? Long.MAX_VALUE : until;
    }

    /** The longest stretches of time that are always in a window together. */
    long paneMs() {
        long a = sizeMs;
        long b = slideMs;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    long paneOf(long timeMs) {
        return timeMs - Math.floorMod(timeMs, paneMs());
    }

    /** The end of the first window that a pane is in. Where the slide is longer than the window there may be none: see {@link #isInAWindow}. */
    long firstEnd(long paneStartMs) {
        // the earliest start above pane − size, on the grid
        long above = paneStartMs + paneMs() - sizeMs;
        long start = above + Math.floorMod(-above, slideMs);
        return start + sizeMs;
    }

    /** The end of the last window that a pane is in. */
    long lastEnd(long paneStartMs) {
        return paneStartMs - Math.floorMod(paneStartMs, slideMs) + sizeMs;
    }

    boolean isInAWindow(long paneStartMs) {
        return Math.floorMod(paneStartMs, slideMs) < sizeMs;
    }
}

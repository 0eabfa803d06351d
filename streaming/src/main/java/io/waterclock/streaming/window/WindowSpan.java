// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.streaming.Durations;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which batches a window holds. The window at {@code t} holds the parent's batches after {@code t − window} up to {@code t}; it is
 * asked for every slide. Panes are the longest stretches of batches that are always in a window together.
 *
 * @param windowMs how long a window is
 * @param slideMs from one window to the next; may be longer than a window
 * @param parentMs from one batch of the parent to the next; window and slide are multiples of it
 */
public record WindowSpan(long windowMs, long slideMs, long parentMs) implements Serializable {

    /**
     * @param made the operator, for errors
     * @param parent the stream, for errors
     * @param slide null for that of the parent
     * @throws IllegalArgumentException naming what doesn't fit and what would
     */
    public static WindowSpan of(Object made, Object parent, long parentMs, Duration window, @Nullable Duration slide) {
        long windowMs = multiple(made, "window", window, parent, parentMs);
        long slideMs = slide == null ? parentMs : multiple(made, "slide", slide, parent, parentMs);
        return new WindowSpan(windowMs, slideMs, parentMs);
    }

    private static long multiple(Object made, String what, Duration duration, Object parent, long parentMs) {
        long ms = Durations.toWholeMs(made + ": the " + what, duration);
        long rest = ms % parentMs;
        if (rest != 0) {
            long below = ms - rest;
            throw new IllegalArgumentException(made + ": the " + what + " of " + ms + " ms is not a multiple of "
                    + parentMs
                    + " ms, the slide of " + parent + "; the nearest valid "
                    + (below == 0 ? "one is " + parentMs : "ones are " + below + " ms and " + (below + parentMs))
                    + " ms");
        }
        return ms;
    }

    /** How long a pane is. */
    public long paneMs() {
        long a = windowMs;
        long b = slideMs;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    /** How many panes a window has. */
    public long panes() {
        return windowMs / paneMs();
    }

    /**
     * Whether a batch of the parent is in any window.
     *
     * @param sinceZeroMs the batch's time since the time zero of the stream
     */
    public boolean isInAWindow(long sinceZeroMs) {
        long toNextSlide = Math.floorMod(-sinceZeroMs, slideMs);
        return toNextSlide < windowMs;
    }

    /** Whether a pane ends with a batch of the parent. */
    public boolean endsAPane(long sinceZeroMs) {
        return sinceZeroMs % paneMs() == 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.streaming.Time;

/** At which times there are batches: a multiple of a stream's slide after the time zero, which is known when batches begin. */
public final class BatchTimes {
    private volatile long zeroMs = Long.MAX_VALUE;

    /** Called once, before the first batch. */
    public void begin(Time zeroTime) {
        zeroMs = zeroTime.milliseconds();
    }

    public long zeroMs() {
        return zeroMs;
    }

    /** Whether a stream with this slide has a batch at a time. */
    public boolean isValid(long timeMs, long slideMs) {
        return timeMs > zeroMs && (timeMs - zeroMs) % slideMs == 0;
    }

    /** The last time up to this one at which a stream with this slide has a batch. */
    public long floor(long timeMs, long slideMs) {
        return timeMs - Math.floorMod(timeMs - zeroMs, slideMs);
    }
}

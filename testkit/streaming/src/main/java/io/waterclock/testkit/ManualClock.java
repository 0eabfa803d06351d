// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.WallClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time of day and elapsed time, turned by hand; the two go together. Safe for any thread. */
public final class ManualClock implements WallClock, NanoClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private final long startMs;
    private final AtomicLong elapsedNanos = new AtomicLong();

    /**
     * @param startMs the time of day to begin with, in milliseconds since the epoch
     */
    public ManualClock(long startMs) {
        this.startMs = startMs;
    }

    @Override
    public long currentTimeMs() {
        return startMs + elapsedNanos.get() / NANOS_PER_MS;
    }

    @Override
    public long nanoTime() {
        return elapsedNanos.get();
    }

    /** Goes on by so much. */
    public void advance(Duration duration) {
        advanceNanos(duration.toNanos());
    }

    void advanceNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("A clock doesn't go back by " + -nanos + " ns");
        }
        elapsedNanos.addAndGet(nanos);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes durations in the units of batches, and checks those that come from a program. */
public final class Durations {
    private static final long NANOS_PER_MS = 1_000_000;

    private Durations() {}

    public static Duration milliseconds(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    public static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    public static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    /**
     * The length of a duration that has to be a whole, positive number of milliseconds.
     *
     * @param what it is, for the error, such as {@code The batch interval}
     * @throws IllegalArgumentException naming the value and the nearest valid ones
     */
    public static long toWholeMs(String what, @Nullable Duration duration) {
        if (duration != null && (duration.isZero() || duration.isNegative())) {
            throw new IllegalArgumentException(
                    what + " is " + duration + ", but must be longer than zero; the shortest valid one is 1 ms");
        }
        return exactMs(what, duration);
    }

    /** The length of a duration that has to be a whole number of milliseconds, zero and negative ones too. */
    static long exactMs(String what, @Nullable Duration duration) {
        if (duration == null) {
            throw new IllegalArgumentException(what + " is null; pass a duration such as Durations.seconds(1)");
        }
        long ms;
        try {
            ms = duration.toMillis();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    what + " is " + duration + ", but can't be longer than " + Long.MAX_VALUE + " ms", e);
        }
        if (duration.getNano() % NANOS_PER_MS != 0) {
            long below = duration.isNegative() ? ms - 1 : ms;
            throw new IllegalArgumentException(what + " is " + duration
                    + ", but must be a whole number of milliseconds; the nearest valid "
                    + (below == 0 ? "one is 1 ms" : "ones are " + below + " ms and " + (below + 1) + " ms"));
        }
        return ms;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment in milliseconds since the epoch; above all the identity of a batch.
 *
 * @param milliseconds since the epoch
 */
public record Time(long milliseconds) implements Comparable<Time>, Serializable {

    public boolean less(Time that) {
        return milliseconds < that.milliseconds;
    }

    public boolean lessEq(Time that) {
        return milliseconds <= that.milliseconds;
    }

    public boolean greater(Time that) {
        return milliseconds > that.milliseconds;
    }

    public boolean greaterEq(Time that) {
        return milliseconds >= that.milliseconds;
    }

    /** @throws IllegalArgumentException when the duration is not a whole number of milliseconds */
    public Time plus(Duration that) {
        return new Time(Math.addExact(milliseconds, Durations.exactMs("The duration for Time.plus", that)));
    }

    /** @throws IllegalArgumentException when the duration is not a whole number of milliseconds */
    public Time minus(Duration that) {
        return new Time(Math.subtractExact(milliseconds, Durations.exactMs("The duration for Time.minus", that)));
    }

    /** How long after {@code that} this is. */
    public Duration minus(Time that) {
        return Duration.ofMillis(Math.subtractExact(milliseconds, that.milliseconds));
    }

    /** The last multiple of a duration since the epoch that isn't after this. */
    public Time floor(Duration that) {
        return floor(that, new Time(0));
    }

    /** The last multiple of a duration since {@code zero} that isn't after this. */
    public Time floor(Duration that, Time zero) {
        long step = positiveMs("floor", that);
        long since = Math.subtractExact(milliseconds, zero.milliseconds);
        return new Time(Math.subtractExact(milliseconds, Math.floorMod(since, step)));
    }

    /** Whether this is a whole number of such durations after the epoch. */
    public boolean isMultipleOf(Duration that) {
        return milliseconds % positiveMs("isMultipleOf", that) == 0;
    }

    public Time min(Time that) {
        return less(that) ? this : that;
    }

    public Time max(Time that) {
        return greater(that) ? this : that;
    }

    /** From this, in steps, up to {@code that} but without it. */
    public List<Time> until(Time that, Duration interval) {
        return steps(that.milliseconds, positiveMs("until", interval));
    }

    /** From this, in steps, up to {@code that}, which is in it if a step meets it. */
    public List<Time> to(Time that, Duration interval) {
        return steps(Math.addExact(that.milliseconds, 1), positiveMs("to", interval));
    }

    private List<Time> steps(long endMs, long stepMs) {
        List<Time> times = new ArrayList<>();
        for (long at = milliseconds; at < endMs; at = Math.addExact(at, stepMs)) {
            times.add(new Time(at));
        }
        return times;
    }

    private static long positiveMs(String method, Duration duration) {
        long ms = Durations.exactMs("The duration for Time." + method, duration);
        if (ms <= 0) {
            throw new IllegalArgumentException(
                    "Time." + method + ": the duration must be at least 1 ms, not " + duration);
        }
        return ms;
    }

    @Override
    public int compareTo(Time that) {
        return Long.compare(milliseconds, that.milliseconds);
    }

    @Override
    public String toString() {
        return milliseconds + " ms";
    }
}

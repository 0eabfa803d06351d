// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.io.Serializable;
import java.time.Duration;

/**
 * A stretch of time.
 *
 * @param beginTime its first batch
 * @param endTime its last batch, which belongs to it
 */
public record Interval(Time beginTime, Time endTime) implements Serializable {

    /** @throws IllegalArgumentException when the end is before the begin */
    public Interval {
        if (endTime.less(beginTime)) {
            throw new IllegalArgumentException(
                    "An interval can't end at " + endTime + ", before it begins at " + beginTime);
        }
    }

    public Duration duration() {
        return endTime.minus(beginTime);
    }

    @Override
    public String toString() {
        return "[" + beginTime + ", " + endTime + "]";
    }
}

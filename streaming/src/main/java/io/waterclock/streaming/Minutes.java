// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.time.Duration;

/** {@link Durations#minutes} by another name, for programs that come from Spark. */
public final class Minutes {
    private Minutes() {}

    public static Duration apply(long minutes) {
        return Durations.minutes(minutes);
    }
}

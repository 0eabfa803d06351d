// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.time.Duration;

/** {@link Durations#seconds} by another name, for programs that come from Spark. */
public final class Seconds {
    private Seconds() {}

    public static Duration apply(long seconds) {
        return Durations.seconds(seconds);
    }
}

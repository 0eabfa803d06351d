// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.time.Duration;

/** {@link Durations#milliseconds} by another name, for programs that come from Spark. */
public final class Milliseconds {
    private Milliseconds() {}

    public static Duration apply(long milliseconds) {
        return Durations.milliseconds(milliseconds);
    }
}

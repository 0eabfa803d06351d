// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** The time of day. Taken as a parameter by everything that asks for the time, so that a test can turn it by hand. */
@FunctionalInterface
public interface WallClock {

    /** Milliseconds since the epoch. */
    long currentTimeMs();

    /** The machine's clock. */
    static WallClock system() {
        return SystemClock.INSTANCE;
    }
}

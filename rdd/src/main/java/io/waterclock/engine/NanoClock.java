// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** Elapsed time; only differences mean something. */
@FunctionalInterface
public interface NanoClock {

    /** Nanoseconds since some fixed moment. */
    long nanoTime();

    /** The machine's clock. */
    static NanoClock system() {
        return SystemClock.INSTANCE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.util.function.LongSupplier;

/** Elapsed time; only differences mean something. */
@FunctionalInterface
public interface NanoClock extends LongSupplier {

    /** Nanoseconds since some fixed moment. */
    long nanoTime();

    /** {@link #nanoTime()}. */
    @Override
    default long getAsLong() {
        return nanoTime();
    }

    /** The machine's clock. */
    static NanoClock system() {
        return SystemClock.INSTANCE;
    }
}

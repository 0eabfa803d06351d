// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** The machine's clocks; the one place that reads them. */
@SuppressForbidden("the one place that reads the machine's clocks")
enum SystemClock implements WallClock, NanoClock {
    INSTANCE;

    @Override
    public long currentTimeMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.function.Sneaky;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The steps of an end: each is done whatever the others throw, which is said at once and thrown when all are done. */
final class Endings {
    private static final Logger LOG = System.getLogger(Endings.class.getName());

    private @Nullable Throwable first;

    void run(String what, Runnable step) {
        run(what, () -> {
            step.run();
            return false;
        });
    }

    /** What the step returns; false if it threw. */
    boolean run(String what, BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    "A streaming context is stopping, and " + what + " failed; it goes on with the rest",
                    e);
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
            return false;
        }
    }

    /** Throws the first failure, with the others suppressed in it; nothing if there was none. */
    void throwFirst() {
        if (first != null) {
            throw Sneaky.unchecked(first);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import io.waterclock.function.Sneaky;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of something that has several parts. */
public final class Ending {
    private Ending() {}

    /** {@link #all(List)}. */
    public static void all(Runnable... steps) {
        all(List.of(steps));
    }

    /** Takes all steps in their order, whatever one of them throws; then throws the first failure, with the others suppressed. */
    public static void all(List<? extends Runnable> steps) {
        Throwable first = null;
        for (Runnable step : steps) {
            first = taken(step, first);
        }
        if (first != null) {
            throw Sneaky.unchecked(first);
        }
    }

    private static @Nullable Throwable taken(Runnable step, @Nullable Throwable first) {
        try {
            step.run();
        } catch (Throwable e) { // a checked one too: languages other than Java let it pass
            if (first == null) {
                return e;
            }
            if (e != first) {
                first.addSuppressed(e);
            }
        }
        return first;
    }
}

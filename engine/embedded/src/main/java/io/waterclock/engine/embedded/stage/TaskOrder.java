// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** In which order the tasks of a stage are claimed: their own, or, for tests, one of chance. */
public final class TaskOrder {
    private final @Nullable SplittableRandom random;

    /** @param seed null for their own */
    public TaskOrder(@Nullable Long seed) {
        this.random = seed == null ? null : new SplittableRandom(seed);
    }

    /** Which task is claimed as the first, the second and so on; null for their own order. */
    int @Nullable [] of(int size) {
        if (random == null || size < 2) {
            return null;
        }
        int[] order = new int[size];
        synchronized (random) {
            for (int i = 1; i < size; i++) {
                int at = random.nextInt(i + 1);
                order[i] = order[at];
                order[at] = i;
            }
        }
        return order;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.Random;

/** Integers in no order; the same on every run. */
public final class Shuffled {
    private static final int FIRST = 1_000;

    private Shuffled() {}

    /** So many consecutive ones, none of which the JDK's cache of small Integers has. */
    public static Integer[] integers(int size, long seed) {
        Random random = new Random(seed);
        Integer[] all = new Integer[size];
        for (int i = 0; i < size; i++) {
            int at = random.nextInt(i + 1);
            all[i] = all[at];
            all[at] = FIRST + i;
        }
        return all;
    }
}

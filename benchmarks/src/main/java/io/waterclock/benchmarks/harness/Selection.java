// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;

/** Which names the user of the command line means. */
public final class Selection {
    private Selection() {}

    /** Whether a name has one of the parts in it, in capitals or not; the parts have | between, and an empty one is in every name. */
    public static boolean isIn(String parts, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(parts.toLowerCase(Locale.ROOT).split("\\|", -1)).anyMatch(lower::contains);
    }
}

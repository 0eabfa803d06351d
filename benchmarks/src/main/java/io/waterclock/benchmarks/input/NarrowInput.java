// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/**
 * The records of the narrow pipeline, and how many operators go over them.
 *
 * @param records consecutive, and none that the JDK's cache of small Integers has
 * @param operators 4, 8 or 16
 */
public record NarrowInput(Integer[] records, int operators) {
    private static final int FIRST = 1_000;

    public static NarrowInput of(int size, int operators) {
        Integer[] records = new Integer[size];
        for (int i = 0; i < size; i++) {
            records[i] = FIRST + i;
        }
        return new NarrowInput(records, operators);
    }
}

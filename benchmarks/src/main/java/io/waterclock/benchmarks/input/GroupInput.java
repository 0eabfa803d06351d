// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/**
 * Records that are grouped by their remainder.
 *
 * @param records in no order
 * @param keys how many remainders
 */
public record GroupInput(Integer[] records, int keys) {

    /** What a group adds to the checksum. */
    public static long checksum(int key, long size, long sum) {
        return (key + 1L) * size + sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/**
 * Two sides with the same keys, each once, in another order each. The left value of key k is k + 1, the right one 3·k.
 */
public record JoinInput(Integer[] left, Integer[] right) {

    public static JoinInput of(int keys) {
        return new JoinInput(Shuffled.integers(keys, 1), Shuffled.integers(keys, 2));
    }

    /** What a joined pair adds to the checksum. */
    public static long checksum(int key, int left, int right) {
        return key * 31L + left - 7L * right;
    }
}

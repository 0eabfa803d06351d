// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.List;

/**
 * What is sorted: Integers, or words that are keys of pairs.
 *
 * @param words empty when the Integers are sorted
 */
public record SortInput(Integer[] integers, List<String> words) {

    /** The checksum of a result, of which each element's hash is taken in turn: it depends on the order. */
    public static long checksum(long before, int hash) {
        return before * 31 + hash;
    }
}

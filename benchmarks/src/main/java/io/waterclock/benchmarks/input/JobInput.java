// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.List;

/**
 * The records of a job that is nearly nothing but overhead.
 *
 * @param stages 1 is a filter and a count, 2 has a shuffle
 * @param partitions of the records, and of the shuffle
 * @param kept whether the first of two stages has been run before and its shuffle is kept, so that a job is its second stage alone
 */
public record JobInput(List<Integer> records, int stages, int partitions, boolean kept) {
    public static final int KEYS = 100;
}

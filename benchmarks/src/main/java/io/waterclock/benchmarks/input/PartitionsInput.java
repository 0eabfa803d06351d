// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/**
 * Records in very many partitions.
 *
 * @param shuffledTo how many partitions they are shuffled to; 0 for a narrow job
 */
public record PartitionsInput(Integer[] records, int partitions, int shuffledTo) {
    public static final int KEYS = 1_000;
}

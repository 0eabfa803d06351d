// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import java.util.List;

/**
 * The records of {@link JobOverhead}.
 *
 * @param kept whether the first stage has been run before and its shuffle is kept, so that a job is its second stage alone
 */
public record TwoStageInput(List<Integer> records, boolean kept) {
    public static final int PARTITIONS = 2;
    public static final int KEYS = 100;
}

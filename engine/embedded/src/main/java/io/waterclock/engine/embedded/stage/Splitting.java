// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Decides which partitions of a stage are run by several threads: those that would leave a thread idle for a good part of
 * the stage while another is still busy with them.
 */
final class Splitting {
    static final SplitTask[] NONE = {};

    /** The least a part should take, in nanoseconds: some times what it costs. */
    private static final double PART_NANOS = 50_000;

    /** The least records in a part as long as it isn't known how long one takes. */
    private static final long PART_RECORDS = 16_384;

    /** How many parts a thread gets of what there is, so that who is late by one isn't late by much. */
    private static final int PARTS_PER_THREAD = 4;

    /** By how much the longest thread may be over its share before anything is split. */
    private static final double UNEVEN = 1.2;

    /** With more partitions a thread than this they even out by themselves, unless one is far too big. */
    private static final int MANY = 64;

    private Splitting() {}

    /** What to split, in the order of the indexes; nothing when all is well. */
    static SplitTask[] split(StageWork work, int size, IntUnaryOperator partitionOf, int threads) {
        if (!work.joins()) {
            return NONE;
        }
        long[] records = new long[size];
        double total = 0;
        long most = 0;
        for (int i = 0; i < size; i++) {
            records[i] = work.splittableRecords(partitionOf.applyAsInt(i));
            total += Math.max(0, records[i]);
            most = Math.max(most, records[i]);
        }
        double share = total / threads;
        if (most < 2 || longest(records, most, share, threads) <= share * UNEVEN) {
            return NONE;
        }
        List<SplitTask> splits = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int partition = partitionOf.applyAsInt(i);
            double part = Math.max(share / PARTS_PER_THREAD, least(work, partition));
            if (records[i] >= 2 * part) {
                splits.add(new SplitTask(i, partition, records[i], (int) (records[i] / part)));
            }
        }
        return splits.toArray(NONE);
    }

    private static double least(StageWork work, int partition) {
        double nanos = work.nanosPerRecord(partition);
        return nanos < 0 ? PART_RECORDS : Math.max(1, PART_NANOS / Math.max(nanos, 0.01));
    }

    /** What the busiest thread gets, in records, when each takes the next partition as soon as it is free. */
    private static double longest(long[] records, long most, double share, int threads) {
        if (records.length > MANY * threads) {
            return share + most;
        }
        double[] loads = new double[threads];
        double longest = 0;
        for (long some : records) {
            int free = 0;
            for (int t = 1; t < threads; t++) {
                if (loads[t] < loads[free]) {
                    free = t;
                }
            }
            loads[free] += Math.max(0, some);
            longest = Math.max(longest, loads[free]);
        }
        return longest;
    }
}

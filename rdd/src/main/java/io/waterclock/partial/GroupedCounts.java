// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

import java.util.HashMap;
import java.util.Map;

/** Estimates how often each key occurs in all partitions, from those that are done. Safe for any thread. */
public final class GroupedCounts<K> {
    private final int partitions;
    private final double confidence;
    private final Map<K, double[]> seen = new HashMap<>();
    private int done;

    public GroupedCounts(int partitions, double confidence) {
        this.partitions = partitions;
        this.confidence = confidence;
    }

    /** Takes in one partition. */
    public synchronized void add(Map<K, Long> counts) {
        done++;
        counts.forEach((key, count) -> {
            double[] sums = seen.computeIfAbsent(key, k -> new double[2]);
            sums[0] += count;
            sums[1] += (double) count * count;
        });
    }

    /** A fresh map; a key that has not been seen is not in it. */
    public synchronized Map<K, BoundedDouble> current() {
        Map<K, BoundedDouble> result = new HashMap<>();
        seen.forEach(
                (key, sums) -> result.put(key, ClusterSample.count(partitions, done, confidence, sums[0], sums[1])));
        return result;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many records the partitions of a batch had, as far as they have been read. A partition has the same records each time, so it doesn't
 * matter how often it is read, by how many attempts, and how many at once: a number that was read to the end stands, else the greatest.
 */
final class RecordCounts {
    /** A number that is complete is kept as its complement, which is negative. */
    private final AtomicLongArray counts;

    RecordCounts(int partitions) {
        this.counts = new AtomicLongArray(partitions);
    }

    /** The partition was read to its end, and had so many. */
    void complete(int partition, long records) {
        counts.set(partition, ~records);
    }

    /** So many were read, and maybe not all. */
    void atLeast(int partition, long records) {
        counts.accumulateAndGet(partition, records, (before, more) -> before < 0 ? before : Math.max(before, more));
    }

    boolean areComplete() {
        for (int i = 0; i < counts.length(); i++) {
            if (counts.get(i) >= 0) {
                return false;
            }
        }
        return true;
    }

    long sum() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            long count = counts.get(i);
            sum += count < 0 ? ~count : count;
        }
        return sum;
    }
}

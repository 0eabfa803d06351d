// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The RDDs that a stream has made and still remembers, by batch. Written by who makes batches, read by programs, emptied by
 * who completes batches.
 */
final class BatchMemory<T, R extends AbstractRDD<T, R>> {
    private final TreeMap<Long, @Nullable R> made = new TreeMap<>();
    private long rememberMs;

    BatchMemory(long rememberMs) {
        this.rememberMs = rememberMs;
    }

    /** Remembers at least so long. */
    synchronized void remember(long atLeastMs) {
        rememberMs = Math.max(rememberMs, atLeastMs);
    }

    synchronized long rememberMs() {
        return rememberMs;
    }

    /** Whether the batch was asked for before, also if it has no RDD. */
    synchronized boolean knows(long timeMs) {
        return made.containsKey(timeMs);
    }

    synchronized @Nullable R get(long timeMs) {
        return made.get(timeMs);
    }

    synchronized void put(long timeMs, @Nullable R rdd) {
        made.put(timeMs, rdd);
    }

    synchronized List<R> between(long fromMs, long toMs) {
        List<R> found = new ArrayList<>();
        if (fromMs <= toMs) {
            for (R rdd : made.subMap(fromMs, true, toMs, true).values()) {
                if (rdd != null) {
                    found.add(rdd);
                }
            }
        }
        return found;
    }

    /** Forgets what no batch after the completed one needs, and returns the RDDs. */
    synchronized List<R> forget(long completedMs) {
        List<R> forgotten = new ArrayList<>();
        Map<Long, @Nullable R> old = made.headMap(completedMs - rememberMs, true);
        for (R rdd : old.values()) {
            if (rdd != null) {
                forgotten.add(rdd);
            }
        }
        old.clear();
        return forgotten;
    }

    synchronized List<R> all() {
        return between(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Whether an RDD over this lineage is remembered for any batch. Looks at all. */
    synchronized boolean remembers(Lineage lineage) {
        for (R rdd : made.values()) {
            if (rdd != null && rdd.lineage() == lineage) {
                return true;
            }
        }
        return false;
    }
}

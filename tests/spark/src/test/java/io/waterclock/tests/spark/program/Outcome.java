// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came out of a run: for each output and each batch in which it was called, the records as text. Outputs find it by the name of their run,
 * since functions of a program are written to Spark's checkpoints and may not hold it.
 */
public final class Outcome {
    private static final Map<String, Outcome> RUNS = new ConcurrentHashMap<>();

    /**
     * What an output saw in a batch.
     *
     * @param partitions of the RDD; the number of RDDs, where the output looked at several
     */
    public record Seen(int partitions, List<String> records) {
        /** With no more than is promised of its stream. */
        Seen promised(boolean isCut, boolean isOrdered) {
            List<String> some = new ArrayList<>(records);
            if (!isOrdered) {
                Collections.sort(some);
            }
            return new Seen(isCut ? partitions : 0, some);
        }
    }

    private final Map<String, Map<Long, Seen>> outputs = new TreeMap<>();

    public static Outcome begin(String run) {
        Outcome outcome = new Outcome();
        RUNS.put(run, outcome);
        return outcome;
    }

    public static void end(String run) {
        RUNS.remove(run);
    }

    /** Called by outputs. */
    public static void add(String run, String output, long timeMs, int partitions, List<String> records) {
        RUNS.get(run).add(output, timeMs, new Seen(partitions, List.copyOf(records)));
    }

    private synchronized void add(String output, long timeMs, Seen seen) {
        Seen before = outputs.computeIfAbsent(output, name -> new TreeMap<>()).put(timeMs, seen);
        if (before != null) {
            throw new IllegalStateException(output + " was called twice in the batch at " + timeMs + " ms");
        }
    }

    /** By the times of batches. */
    public synchronized Map<Long, Seen> of(String output) {
        return new TreeMap<>(outputs.getOrDefault(output, Map.of()));
    }

    /** The same with no more than is promised of the stream: the number of partitions, and the order of records. */
    public Map<Long, Seen> promised(String output, boolean isCut, boolean isOrdered) {
        Map<Long, Seen> some = of(output);
        some.replaceAll((timeMs, seen) -> seen.promised(isCut, isOrdered));
        return some;
    }
}

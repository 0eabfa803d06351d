// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.batch.Words;
import io.waterclock.benchmarks.harness.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The batches of a run that had words, as a receiver has told them, in the order of their times. */
final class BatchSeries {
    /** Half of the batches is warm-up. */
    private static final int HALF = 2;

    private static final int QUARTER = 4;
    private static final double GROWTH = 1.2;

    private final int intervalMs;
    private final TreeMap<Long, Row> rows = new TreeMap<>();

    BatchSeries(int intervalMs) {
        this.intervalMs = intervalMs;
    }

    private static final class Row {
        long words;

        @Nullable
        Times times;
    }

    private record Times(long delayMs, long processingMs) {}

    /** What can be said of the delays between the time of a batch and the beginning of its processing. */
    enum Verdict {
        /** Never more than an interval, once warm. */
        STABLE("stable"),
        /** More than an interval, but not growing: the sender is held back, and batches wait in a queue that stands. */
        STANDING("a queue stands"),
        /** Growing. */
        GROWING("falls behind"),
        /** Too few batches, or none that has such times. */
        NOT_TOLD("–");

        final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    void words(long batchTimeMs, long words) {
        rows.computeIfAbsent(batchTimeMs, time -> new Row()).words += words;
    }

    void times(long batchTimeMs, long delayMs, long processingMs) {
        rows.computeIfAbsent(batchTimeMs, time -> new Row()).times = new Times(delayMs, processingMs);
    }

    /** Of the last half of the batches, and of these without the last, which the end of the input cuts short. */
    double steadyLinesPerSecond() {
        List<Row> full = rows.values().stream().filter(row -> row.words > 0).toList();
        if (full.size() < QUARTER) {
            return Double.NaN;
        }
        double[] words = full.subList(full.size() / HALF, full.size() - 1).stream()
                .mapToDouble(row -> row.words)
                .toArray();
        return Statistics.median(words) / Words.PER_LINE * 1_000 / intervalMs;
    }

    double medianDelayMs() {
        return median(timed(), Times::delayMs);
    }

    double maxDelayMs() {
        return max(timed(), Times::delayMs);
    }

    double medianProcessingMs() {
        return median(timed(), Times::processingMs);
    }

    double maxProcessingMs() {
        return max(timed(), Times::processingMs);
    }

    Verdict verdict() {
        List<Times> timed = timed();
        int n = timed.size();
        if (n < QUARTER) {
            return Verdict.NOT_TOLD;
        }
        if (max(timed.subList(n / HALF, n), Times::delayMs) <= intervalMs) {
            return Verdict.STABLE;
        }
        double third = median(timed.subList(n / HALF, n - n / QUARTER), Times::delayMs);
        double last = median(timed.subList(n - n / QUARTER, n), Times::delayMs);
        return last > third * GROWTH ? Verdict.GROWING : Verdict.STANDING;
    }

    private List<Times> timed() {
        List<Times> timed = new ArrayList<>();
        for (Row row : rows.values()) {
            Times times = row.times;
            if (row.words > 0 && times != null) {
                timed.add(times);
            }
        }
        return timed;
    }

    private static double median(List<Times> timed, ToLongFunction<Times> of) {
        return timed.isEmpty()
                ? Double.NaN
                : Statistics.median(timed.stream().mapToDouble(of::applyAsLong).toArray());
    }

    private static double max(List<Times> timed, ToLongFunction<Times> of) {
        return timed.stream().mapToDouble(of::applyAsLong).max().orElse(Double.NaN);
    }
}

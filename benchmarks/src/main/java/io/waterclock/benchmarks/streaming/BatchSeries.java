// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Statistics;
import io.waterclock.benchmarks.input.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The batches of a run that had words, as a receiver has told them, in the order of their times. */
final class BatchSeries {
    private static final int HALF = 2;

    private static final int QUARTER = 4;
    /** From the second quarter to the last; a straight line from nothing has 2.3. */
    private static final double GROWTH = 1.5;

    private static final double SOME_GROWTH = 1.1;
    private static final int TENTH = 10;

    private final int intervalMs;
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final List<Count> counts = new ArrayList<>();

    BatchSeries(int intervalMs) {
        this.intervalMs = intervalMs;
    }

    private static final class Row {
        long words;

        @Nullable
        Times times;
    }

    private record Count(long words, long nanos) {}

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

    /** The words of a batch, told at a time of any clock. */
    void words(long batchTimeMs, long words, long nanos) {
        counts.add(new Count(words, nanos));
        rows.computeIfAbsent(batchTimeMs, time -> new Row()).words += words;
    }

    void times(long batchTimeMs, long delayMs, long processingMs) {
        rows.computeIfAbsent(batchTimeMs, time -> new Row()).times = new Times(delayMs, processingMs);
    }

    /**
     * Of what was counted between two times: from the first count told after the one to the last told before the other. Not a
     * number when there aren't two.
     */
    double countedLinesPerSecond(long fromNanos, long toNanos) {
        List<Count> between = counts.stream()
                .filter(count -> count.nanos >= fromNanos && count.nanos <= toNanos)
                .toList();
        if (between.size() < 2) {
            return Double.NaN;
        }
        long words = between.stream().skip(1).mapToLong(Count::words).sum();
        long nanos = between.get(between.size() - 1).nanos - between.get(0).nanos;
        return words * 1e9 / Words.PER_LINE / nanos;
    }

    /** Without the batches of the first so many milliseconds, and without counts. */
    BatchSeries after(long ms) {
        BatchSeries rest = new BatchSeries(intervalMs);
        if (!rows.isEmpty()) {
            rest.rows.putAll(rows.tailMap(rows.firstKey() + ms));
        }
        return rest;
    }

    int size() {
        return timed().size();
    }

    double p99DelayMs() {
        List<Times> timed = timed();
        return timed.isEmpty()
                ? Double.NaN
                : Statistics.quantile(
                        0.99, timed.stream().mapToDouble(Times::delayMs).toArray());
    }

    /** How many batches were due, besides itself, when one of the last began: in the middle of those of the last tenth. */
    long waitingAtTheEnd() {
        List<Times> timed = timed();
        int n = timed.size();
        return n == 0 ? 0 : (long) median(timed.subList(n - n / TENTH - 1, n), Times::delayMs) / intervalMs;
    }

    /** Whether delays are longer in the last quarter than in the second, by their medians. */
    boolean isGrowing() {
        return isGrowing(timed(), SOME_GROWTH);
    }

    private static boolean isGrowing(List<Times> timed, double growth) {
        int n = timed.size();
        return n >= QUARTER
                && median(timed.subList(n - n / QUARTER, n), Times::delayMs)
                        > median(timed.subList(n / QUARTER, n / HALF), Times::delayMs) * growth;
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
        return isGrowing(timed, GROWTH) ? Verdict.GROWING : Verdict.STANDING;
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

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.harness.Statistics;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a contender did in a case in one JVM.
 *
 * @param digest over the checksums of all batches, in their order
 * @param heapBytes what the heap kept more, after collections, when the keys were there than before; 0 where that is not looked at
 * @param nanos of each batch that is told
 */
record StepResult(long digest, long heapBytes, double[] nanos) {
    private static final String MARK = "RESULT ";

    double median() {
        return Statistics.median(nanos);
    }

    double p99() {
        return Statistics.quantile(0.99, nanos);
    }

    double mean() {
        return Arrays.stream(nanos).average().orElse(Double.NaN);
    }

    double min() {
        return Statistics.min(nanos);
    }

    double max() {
        return Statistics.max(nanos);
    }

    static boolean isLine(String text) {
        return text.startsWith(MARK);
    }

    String toLine() {
        return MARK + digest + " " + heapBytes + " "
                + Arrays.stream(nanos).mapToObj(Double::toString).collect(Collectors.joining(","));
    }

    static StepResult fromLine(String line) {
        String[] fields = line.substring(MARK.length()).split(" ");
        return new StepResult(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Arrays.stream(fields[2].split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
    }
}

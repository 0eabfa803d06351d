// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.Arrays;

/**
 * What one contender did in one case in one JVM, in nanoseconds a job.
 *
 * @param jobs how many were timed
 */
public record Measurement(
        String caseName, String contender, int jobs, double median, double p99, double min, double max) {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 7;

    static Measurement of(String caseName, String contender, long[] nanos) {
        double[] samples = Arrays.stream(nanos).asDoubleStream().toArray();
        return new Measurement(
                caseName,
                contender,
                samples.length,
                Statistics.median(samples),
                Statistics.quantile(0.99, samples),
                Statistics.min(samples),
                Statistics.max(samples));
    }

    /** As one line, for the JVM that started this one. */
    public String toLine() {
        return String.join(
                SEPARATOR,
                caseName,
                contender,
                Integer.toString(jobs),
                Double.toString(median),
                Double.toString(p99),
                Double.toString(min),
                Double.toString(max));
    }

    /** @throws IllegalArgumentException when the line isn't one of {@link #toLine} */
    public static Measurement fromLine(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "A measurement has " + FIELDS + " fields, but this line has " + fields.length + ": " + line);
        }
        return new Measurement(
                fields[0],
                fields[1],
                Integer.parseInt(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]));
    }
}

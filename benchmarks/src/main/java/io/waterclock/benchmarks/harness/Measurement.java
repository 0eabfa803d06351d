// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.Arrays;

/**
 * What one contender did in one case in one JVM, in nanoseconds a job.
 *
 * @param records that a job goes over; 0 where there is no such thing
 * @param jobs how many were timed
 * @param bytes that a job allocated, of all threads that were there at its end; a median
 */
public record Measurement(
        String caseName,
        String contender,
        long records,
        int jobs,
        double median,
        double p99,
        double min,
        double max,
        double bytes) {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 9;

    static Measurement of(String caseName, String contender, long records, long[] nanos, double[] bytes) {
        double[] samples = Arrays.stream(nanos).asDoubleStream().toArray();
        return new Measurement(
                caseName,
                contender,
                records,
                samples.length,
                Statistics.median(samples),
                Statistics.quantile(0.99, samples),
                Statistics.min(samples),
                Statistics.max(samples),
                Statistics.median(bytes));
    }

    /** Of something that was done once, with no look at what it allocated. */
    public static Measurement once(String caseName, String contender, double nanos) {
        return new Measurement(caseName, contender, 0, 1, nanos, nanos, nanos, nanos, 0);
    }

    double nanosARecord() {
        return median / records;
    }

    double bytesARecord() {
        return bytes / records;
    }

    /** As one line, for the JVM that started this one. */
    public String toLine() {
        return String.join(
                SEPARATOR,
                caseName,
                contender,
                Long.toString(records),
                Integer.toString(jobs),
                Double.toString(median),
                Double.toString(p99),
                Double.toString(min),
                Double.toString(max),
                Double.toString(bytes));
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
                Long.parseLong(fields[2]),
                Integer.parseInt(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]),
                Double.parseDouble(fields[7]),
                Double.parseDouble(fields[8]));
    }
}

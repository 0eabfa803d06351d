// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One number of a benchmark that is told beside the times: what a row of the table measured in a unit, or as a multiple of
 * what another row of the same JVM did.
 *
 * @param key its name in the JSON
 * @param to the row that it is a multiple of
 * @param budget what it is to be; none where there is nothing to keep
 */
public record Figure(String key, Measure measure, Row row, Optional<Row> to, Optional<Budget> budget) {

    /** A contender in a case. */
    public record Row(String caseName, String contender) {
        private Optional<Measurement> in(List<Measurement> fork) {
            return fork.stream()
                    .filter(m -> m.caseName().equals(caseName) && m.contender().equals(contender))
                    .findFirst();
        }
    }

    /** What is compared, or told. */
    public enum Measure {
        MICROS("µs", "micros", measured -> measured.median() / 1e3),
        NANOS_A_RECORD("ns a record", "nanos_a_record", Measurement::nanosARecord),
        BYTES_A_RECORD("bytes a record", "bytes_a_record", Measurement::bytesARecord);

        final String unit;
        final String key;
        final ToDoubleFunction<Measurement> of;

        Measure(String unit, String key, ToDoubleFunction<Measurement> of) {
            this.unit = unit;
            this.key = key;
            this.of = of;
        }
    }

    /** A bound, and whether figures keep it. */
    public record Budget(boolean atMost, double bound) {
        boolean isKeptBy(double figure) {
            return atMost ? figure <= bound : figure >= bound;
        }

        @Override
        public String toString() {
            return (atMost ? "≤ " : "≥ ") + Numbers.text(bound);
        }
    }

    /** A contender's time as a multiple of another's. */
    public static Figure ratio(String key, String caseName, String contender, String to) {
        return new Figure(
                key,
                Measure.MICROS,
                new Row(caseName, contender),
                Optional.of(new Row(caseName, to)),
                Optional.empty());
    }

    /** A contender's time a record as a multiple of its time a record in another case. */
    public static Figure growth(String key, String contender, String caseName, String toCase) {
        return new Figure(
                key,
                Measure.NANOS_A_RECORD,
                new Row(caseName, contender),
                Optional.of(new Row(toCase, contender)),
                Optional.empty());
    }

    public static Figure micros(String key, String caseName, String contender) {
        return plain(key, Measure.MICROS, caseName, contender);
    }

    public static Figure plain(String key, Measure measure, String caseName, String contender) {
        return new Figure(key, measure, new Row(caseName, contender), Optional.empty(), Optional.empty());
    }

    public Figure atMost(double bound) {
        return new Figure(key, measure, row, to, Optional.of(new Budget(true, bound)));
    }

    public Figure atLeast(double bound) {
        return new Figure(key, measure, row, to, Optional.of(new Budget(false, bound)));
    }

    String words() {
        if (to.isEmpty()) {
            return row.contender + ", " + measure.unit;
        }
        Row other = to.get();
        return other.caseName.equals(row.caseName)
                ? row.contender + " / " + other.contender
                : row.contender + ", " + measure.unit + " / in \"" + other.caseName + "\"";
    }

    /** Out of the medians in each JVM where the row, or both, took part; empty when there is none. */
    Optional<Spread> in(List<List<Measurement>> forks) {
        List<Double> figures = new ArrayList<>();
        for (List<Measurement> fork : forks) {
            Optional<Measurement> mine = row.in(fork);
            Optional<Measurement> other = to.isEmpty() ? mine : to.get().in(fork);
            if (mine.isPresent() && other.isPresent()) {
                double unit = to.isEmpty() ? 1 : measure.of.applyAsDouble(other.get());
                figures.add(measure.of.applyAsDouble(mine.get()) / unit);
            }
        }
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        figures.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}

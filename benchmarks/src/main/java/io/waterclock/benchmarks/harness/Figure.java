// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One number of a benchmark that is told beside the times: a contender's time as a multiple of another's, in the same case and
 * the same JVM, or, with nothing to compare with, in microseconds.
 *
 * @param key its name in the JSON
 * @param to the other contender; empty for microseconds
 * @param budget what it is to be; none where there is nothing to keep
 */
public record Figure(String key, String caseName, String contender, Optional<String> to, Optional<Budget> budget) {
    private static final double NANOS_PER_MICRO = 1e3;

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

    public static Figure ratio(String key, String caseName, String contender, String to) {
        return new Figure(key, caseName, contender, Optional.of(to), Optional.empty());
    }

    public static Figure micros(String key, String caseName, String contender) {
        return new Figure(key, caseName, contender, Optional.empty(), Optional.empty());
    }

    public Figure atMost(double bound) {
        return new Figure(key, caseName, contender, to, Optional.of(new Budget(true, bound)));
    }

    public Figure atLeast(double bound) {
        return new Figure(key, caseName, contender, to, Optional.of(new Budget(false, bound)));
    }

    String words() {
        return contender + to.map(other -> " / " + other).orElse(", µs");
    }

    /** Out of the medians in each JVM where the contender, or both, took part; empty when there is none. */
    Optional<Spread> in(List<List<Measurement>> forks) {
        List<Double> figures = new ArrayList<>();
        for (List<Measurement> fork : forks) {
            Optional<Double> unit = to.isEmpty() ? Optional.of(NANOS_PER_MICRO) : median(fork, to.get());
            Optional<Double> mine = median(fork, contender);
            if (mine.isPresent() && unit.isPresent()) {
                figures.add(mine.get() / unit.get());
            }
        }
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        figures.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private Optional<Double> median(List<Measurement> fork, String name) {
        return fork.stream()
                .filter(m -> m.caseName().equals(caseName) && m.contender().equals(name))
                .findFirst()
                .map(Measurement::median);
    }
}

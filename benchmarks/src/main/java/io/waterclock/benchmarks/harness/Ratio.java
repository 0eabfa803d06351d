// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One contender's time as a multiple of another's, in the same case and the same JVM.
 *
 * @param key its name in the JSON
 * @param budget what it is to be; none where there is nothing to keep
 */
public record Ratio(String key, String caseName, String contender, String to, Optional<Budget> budget) {

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

    public static Ratio of(String key, String caseName, String contender, String to) {
        return new Ratio(key, caseName, contender, to, Optional.empty());
    }

    public Ratio atMost(double bound) {
        return new Ratio(key, caseName, contender, to, Optional.of(new Budget(true, bound)));
    }

    public Ratio atLeast(double bound) {
        return new Ratio(key, caseName, contender, to, Optional.of(new Budget(false, bound)));
    }

    /** The ratio of the medians in each JVM where both took part; empty when there is none. */
    Optional<Spread> in(List<List<Measurement>> forks) {
        List<Double> figures = new ArrayList<>();
        for (List<Measurement> fork : forks) {
            Optional<Measurement> mine = find(fork, contender);
            Optional<Measurement> other = find(fork, to);
            if (mine.isPresent() && other.isPresent()) {
                figures.add(mine.get().median() / other.get().median());
            }
        }
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        figures.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private Optional<Measurement> find(List<Measurement> fork, String name) {
        return fork.stream()
                .filter(m -> m.caseName().equals(caseName) && m.contender().equals(name))
                .findFirst();
    }
}

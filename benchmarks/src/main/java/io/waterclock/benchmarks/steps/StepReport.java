// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Numbers;
import io.waterclock.benchmarks.harness.Spread;
import io.waterclock.benchmarks.harness.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The table and the JSON of a {@link StepBenchmark}. */
final class StepReport {
    private static final double NANOS_PER_MICRO = 1e3;

    private final String benchmark;
    private final int forks;
    private final List<Row> rows = new ArrayList<>();

    private record Row(StepCase work, String contender, List<StepResult> results) {
        Spread spread(ToDoubleFunction<StepResult> of) {
            return Spread.of(results.stream().mapToDouble(of).toArray());
        }

        Spread micros(ToDoubleFunction<StepResult> of) {
            return spread(of).times(1 / NANOS_PER_MICRO);
        }

        double median() {
            return spread(StepResult::median).median();
        }

        double bytesAKey() {
            return spread(StepResult::heapBytes).median() / work.keys();
        }

        boolean hasBytes() {
            return work.loads() > 0;
        }
    }

    StepReport(String benchmark, int forks) {
        this.benchmark = benchmark;
        this.forks = forks;
    }

    void add(StepCase work, String contender, List<StepResult> results) {
        rows.add(new Row(work, contender, results));
    }

    String table() {
        Table table = new Table(
                "case",
                "contender",
                "batch µs, median",
                "p99",
                "mean",
                "greatest",
                "× waterclock",
                "× first of its series",
                "bytes a key");
        for (Row row : rows) {
            table.row(
                    row.work.name(),
                    row.contender,
                    row.micros(StepResult::median).toString(),
                    Numbers.text(row.micros(StepResult::p99).median()),
                    Numbers.text(row.micros(StepResult::mean).median()),
                    Numbers.text(row.micros(StepResult::max).median()),
                    ratio(row, ours(row)),
                    ratio(row, first(row)),
                    row.hasBytes() ? Numbers.text(row.bytesAKey()) : "");
        }
        return "\n" + benchmark + ": medians of " + forks + " JVMs (least–greatest of them)\n\n" + table;
    }

    Json json() {
        Json told = new Json();
        for (Row row : rows) {
            Json one = row.micros(StepResult::median)
                    .toJson()
                    .put("p99", row.micros(StepResult::p99).median())
                    .put("mean", row.micros(StepResult::mean).median())
                    .put("greatest", row.micros(StepResult::max).median());
            ours(row).ifPresent(ours -> one.put("to_waterclock", row.median() / ours.median()));
            first(row).ifPresent(first -> one.put("to_first_of_series", row.median() / first.median()));
            if (row.hasBytes()) {
                one.put("bytes_a_key", row.bytesAKey());
            }
            told.put(row.work.name() + ": " + row.contender, one);
        }
        return new Json().put("benchmark", benchmark).put("jvms", forks).put("batch_us", told);
    }

    private static String ratio(Row row, Optional<Row> to) {
        return to.map(other -> Numbers.text(row.median() / other.median())).orElse("");
    }

    private Optional<Row> ours(Row row) {
        return find(other ->
                other.contender.equals(Names.OURS_2) && other.work.name().equals(row.work.name()));
    }

    private Optional<Row> first(Row row) {
        return find(other ->
                other.contender.equals(row.contender) && other.work.series().equals(row.work.series()));
    }

    private Optional<Row> find(Predicate<Row> wanted) {
        return rows.stream().filter(wanted).findFirst();
    }
}

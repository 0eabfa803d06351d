// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables and the JSON of a benchmark, out of what its JVMs measured. */
public final class Report {
    private final String benchmark;
    private final List<List<Measurement>> forks;
    private final List<Figure> figures;

    /**
     * @param forks what each JVM measured, in the order in which they ran
     * @param figures what is to be told; those whose contenders didn't take part are passed over
     */
    public Report(String benchmark, List<List<Measurement>> forks, List<Figure> figures) {
        this.benchmark = benchmark;
        this.forks = forks;
        this.figures = figures;
    }

    /** A row a case and contender, a row a figure. */
    public String tables() {
        Table times = new Table(
                "case", "contender", "median", "least", "p99", "unit", "ns a record", "bytes a record", "jobs a JVM");
        byRow().values().forEach(measured -> {
            Unit unit = Unit.of(spread(measured, Measurement::median).median());
            times.row(
                    measured.get(0).caseName(),
                    measured.get(0).contender(),
                    spread(measured, Measurement::median).times(unit.perNano).toString(),
                    spread(measured, Measurement::min).times(unit.perNano).toString(),
                    spread(measured, Measurement::p99).times(unit.perNano).toString(),
                    unit.name(),
                    aRecord(measured, Measurement::nanosARecord),
                    aRecord(measured, Measurement::bytesARecord),
                    Integer.toString(measured.get(0).jobs()));
        });
        Table compared = new Table("case", "figure", "measured", "budget", "kept");
        for (Figure figure : figures) {
            figure.in(forks)
                    .ifPresent(spread -> compared.row(
                            figure.row().caseName(),
                            figure.words(),
                            spread.toString(),
                            figure.budget().map(Object::toString).orElse(""),
                            figure.budget()
                                    .map(budget -> budget.isKeptBy(spread.median()) ? "yes" : "no")
                                    .orElse("")));
        }
        return "\n" + benchmark + ": medians of " + forks.size() + " JVMs (least–greatest of them)\n\n" + times + "\n"
                + compared;
    }

    /** {@code medians_us} of all rows, with what they allocated, and the figures: ratios, and others by their units. */
    public Json json() {
        Map<String, Json> cases = new LinkedHashMap<>();
        byRow().values()
                .forEach(measured -> cases.computeIfAbsent(measured.get(0).caseName(), name -> new Json())
                        .put(
                                measured.get(0).contender(),
                                spread(measured, Measurement::median)
                                        .times(Unit.us.perNano)
                                        .toJson()
                                        .put(
                                                "least",
                                                spread(measured, Measurement::min)
                                                        .times(Unit.us.perNano)
                                                        .median())
                                        .put(
                                                "p99",
                                                spread(measured, Measurement::p99)
                                                        .times(Unit.us.perNano)
                                                        .median())
                                        .put(
                                                "bytes_a_record",
                                                spread(measured, Measurement::bytesARecord)
                                                        .median())));
        Json casesUs = new Json();
        cases.forEach(casesUs::put);
        Json ratios = new Json();
        Map<Figure.Measure, Json> plain = new EnumMap<>(Figure.Measure.class);
        for (Figure figure : figures) {
            figure.in(forks)
                    .ifPresent(spread -> (figure.to().isPresent()
                                    ? ratios
                                    : plain.computeIfAbsent(figure.measure(), measure -> new Json()))
                            .put(figure.key(), spread.toJson()));
        }
        Json all = new Json()
                .put("benchmark", benchmark)
                .put("jvms", forks.size())
                .put("medians_us", casesUs)
                .put("ratios", ratios);
        plain.forEach((measure, told) -> all.put(measure.key, told));
        return all;
    }

    private static String aRecord(List<Measurement> measured, ToDoubleFunction<Measurement> cost) {
        return measured.get(0).records() == 0
                ? ""
                : Numbers.text(spread(measured, cost).median());
    }

    private Map<String, List<Measurement>> byRow() {
        Map<String, List<Measurement>> rows = new LinkedHashMap<>();
        for (List<Measurement> fork : forks) {
            for (Measurement measured : fork) {
                rows.computeIfAbsent(measured.caseName() + "\n" + measured.contender(), key -> new ArrayList<>())
                        .add(measured);
            }
        }
        return rows;
    }

    private static Spread spread(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
        return Spread.of(measured.stream().mapToDouble(figure).toArray());
    }

    /** Of times that are measured in nanoseconds. */
    private enum Unit {
        us(1e-3),
        ms(1e-6),
        s(1e-9);

        final double perNano;

        Unit(double perNano) {
            this.perNano = perNano;
        }

        static Unit of(double nanos) {
            return nanos < 1e6 ? us : nanos < 1e10 ? ms : s;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.benchmarks.harness.Figure.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Figure> FIGURES = List.of(
            Figure.ratio("a_to_b", "one", "a", "b").atMost(0.5),
            Figure.ratio("b_to_a", "one", "b", "a").atLeast(2.5),
            Figure.micros("a_us", "one", "a").atMost(11),
            Figure.plain("a_bytes", Measure.BYTES_A_RECORD, "one", "a").atMost(0.5),
            Figure.ratio("absent", "one", "c", "a"));

    private static Measurement measured(String contender, double medianUs) {
        return new Measurement("one", contender, 100, 7, medianUs * 1e3, medianUs * 2e3, 1, 1e9, 640);
    }

    /** Three JVMs; in the slow one all take longer, and the ratio stays. */
    private static Report threeJvms() {
        return new Report(
                "bench",
                List.of(
                        List.of(measured("a", 10), measured("b", 20)),
                        List.of(measured("a", 100), measured("b", 200)),
                        List.of(measured("a", 12), measured("b", 30))),
                FIGURES);
    }

    @Test
    void ratio_isTakenInEachJvm_andThenItsMedian() {
        assertThat(threeJvms().json().toString())
                .contains("\"a_to_b\":{\"median\":0.5,\"min\":0.4,\"max\":0.5}")
                .contains("\"micros\":{\"a_us\":{\"median\":12,\"min\":10,\"max\":100}}")
                .contains("\"b_to_a\":{\"median\":2,\"min\":2,\"max\":2.5}")
                .doesNotContain("absent");
    }

    @Test
    void costARecord_isToldByItsUnit_andComparedBetweenCases() {
        assertThat(threeJvms().json().toString()).contains("\"bytes_a_record\":{\"a_bytes\":{\"median\":6.4,");
        assertThat(threeJvms().tables()).contains("| one  | a, bytes a record | 6.40 (6.40–6.40) | ≤ 0.50 | no   |");
        List<List<Measurement>> twoCases = List.of(List.of(
                new Measurement("little", "a", 10, 1, 1_000, 0, 0, 0, 0),
                new Measurement("much", "a", 100, 1, 30_000, 0, 0, 0, 0)));
        Report report = new Report(
                "bench",
                twoCases,
                List.of(Figure.growth("linear", "a", "much", "little").atMost(2)));
        assertThat(report.tables())
                .contains("| much | a, ns a record / in \"little\" | 3.00 (3.00–3.00) | ≤ 2.00 | no   |");
    }

    @Test
    void medians_areToldInMicroseconds_withTheSpreadOfTheJvms() {
        assertThat(threeJvms().json().toString())
                .startsWith("{\"benchmark\":\"bench\",\"jvms\":3,")
                .contains(
                        "\"a\":{\"median\":12,\"min\":10,\"max\":100,\"least\":0.001,\"p99\":24,\"bytes_a_record\":6.4}");
    }

    @Test
    void tables_sayWhetherABudgetIsKept() {
        assertThat(threeJvms().tables())
                .contains("| a         | 12.0 (10.0–100) |")
                .contains("| one  | a / b             | 0.50 (0.40–0.50) | ≤ 0.50 | yes  |")
                .contains("| one  | b / a             | 2.00 (2.00–2.50) | ≥ 2.50 | no   |")
                .contains("| one  | a, µs             | 12.0 (10.0–100)  | ≤ 11.0 | no   |");
    }

    @Test
    void measurement_comesBackFromItsLine() {
        Measurement measured = Measurement.of("case, one", "a b", 1_000, new long[] {5, 1, 9}, new double[] {4, 0, 8});
        assertThat(Measurement.fromLine(measured.toLine())).isEqualTo(measured);
        assertThat(measured.median()).isEqualTo(5);
        assertThat(measured.p99()).isEqualTo(9);
        assertThat(measured.bytes()).isEqualTo(4);
    }

    @Test
    void lineThatIsNoMeasurement_isRefused() {
        assertThatThrownBy(() -> Measurement.fromLine("a\tb")).hasMessageContaining("has 2: a\tb");
    }
}

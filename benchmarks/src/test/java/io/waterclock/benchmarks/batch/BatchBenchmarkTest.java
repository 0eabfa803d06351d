// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Figure.Row;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.TurnTaking;
import io.waterclock.benchmarks.input.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BatchBenchmarkTest {
    private static final List<String> PEERS = List.of(Names.SPARK_2, Names.JET_2, Names.FLINK_2);

    @TestFactory
    List<DynamicTest> allContenders_haveTheSameResult_andFiguresAreOfThem() {
        List<DynamicTest> tests = new ArrayList<>();
        for (BatchBenchmark benchmark : BatchBenchmark.all()) {
            tests.add(DynamicTest.dynamicTest(benchmark.name(), () -> smoke(benchmark)));
        }
        return tests;
    }

    private static void smoke(BatchBenchmark benchmark) throws Exception {
        Set<Row> there = new HashSet<>();
        Iterator<Case> cases = benchmark
                .cases(Scope.of(Form.SMOKE).besidesWithoutSpecialisation(), List.of())
                .iterator();
        while (cases.hasNext()) {
            for (Measurement measured : TurnTaking.run(cases.next())) {
                there.add(new Row(measured.caseName(), measured.contender()));
                PEERS.forEach(peer -> there.add(new Row(measured.caseName(), peer)));
            }
        }
        Set<String> told = there.stream().map(Row::caseName).collect(Collectors.toSet());
        assertThat(benchmark.figures()).extracting(Figure::key).doesNotHaveDuplicates();
        List<Figure> ofThese = benchmark.figures().stream()
                .filter(figure -> told.contains(figure.row().caseName())
                        && told.contains(figure.to().orElse(figure.row()).caseName()))
                .toList();
        assertThat(ofThese).extracting(figure -> figure.row().caseName()).containsAll(told);
        for (Figure figure : ofThese) {
            assertThat(there).contains(figure.row()).contains(figure.to().orElse(figure.row()));
        }
    }

    @Test
    void allForms_haveTheCasesThatFiguresAreOf() {
        for (BatchBenchmark benchmark : BatchBenchmark.all()) {
            if (benchmark.name().equals("growth")) {
                continue; // its smaller forms leave the larger cases out
            }
            Set<String> cases = benchmark
                    .cases(Scope.of(Form.SMOKE), List.of())
                    .map(Case::name)
                    .collect(Collectors.toSet());
            assertThat(benchmark.figures())
                    .as(benchmark.name())
                    .allSatisfy(
                            figure -> assertThat(cases).contains(figure.row().caseName()));
        }
    }

    @Test
    void scope_comesBackFromItsArguments() {
        Scope scope = Scope.of(Form.FULL).withRecords(7).onlyCase("a b").besidesWithoutSpecialisation();
        assertThat(Scope.fromArguments(scope.toArguments())).isEqualTo(scope);
        assertThatThrownBy(() -> Scope.fromArguments(List.of("FULL")))
                .hasMessage("A scope has 5 arguments, not [FULL]");
    }

    @Test
    void onlyThoseAskedForTakePart() {
        Case all = new Join().cases(Scope.of(Form.SMOKE), List.of()).findFirst().orElseThrow();
        assertThat(Scope.of(Form.SMOKE)
                        .onlyContender("Hand")
                        .narrowed(all)
                        .orElseThrow()
                        .contenders())
                .extracting(Contender::name)
                .containsExactly(Names.HAND_1, Names.HAND_2);
        assertThat(Scope.of(Form.SMOKE).onlyContender("nobody").narrowed(all)).isEmpty();
        assertThat(new YsbCore().cases(Scope.of(Form.SMOKE).onlyCase("10,000 EVENTS"), List.of()))
                .extracting(Case::name)
                .containsExactly("10,000 events");
    }

    @Test
    void words_areTheSameEachTime_andAsManyAsAskedFor() {
        List<String> lines = new Words(50).nextLines(200);
        assertThat(new Words(50).nextLines(200)).isEqualTo(lines);
        Set<String> distinct = new TreeSet<>();
        lines.forEach(line -> distinct.addAll(List.of(line.split(" "))));
        assertThat(distinct).hasSize(50);
        assertThat(lines).allMatch(line -> line.split(" ").length == Words.PER_LINE);
    }

    @Test
    void checksum_tellsWhetherAWordWasLostOrTakenForAnother() {
        long right = Words.checksum("a", 2) + Words.checksum("b", 1);
        assertThat(Words.checksum("a", 1) + Words.checksum("a", 1) + Words.checksum("b", 1))
                .isEqualTo(right);
        assertThat(Words.checksum("a", 1) + Words.checksum("b", 2)).isNotEqualTo(right);
        assertThat(Words.checksum("a", 2)).isNotEqualTo(right);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.TurnTaking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BatchBenchmarkTest {

    @TestFactory
    List<DynamicTest> allContenders_haveTheSameResult_andFiguresAreOfThem() {
        List<DynamicTest> tests = new ArrayList<>();
        for (BatchBenchmark benchmark : BatchBenchmark.all()) {
            tests.add(DynamicTest.dynamicTest(benchmark.name(), () -> smoke(benchmark)));
        }
        return tests;
    }

    private static void smoke(BatchBenchmark benchmark) throws Exception {
        Set<String> there = new HashSet<>();
        Iterator<Case> cases = benchmark.cases(Form.SMOKE, List.of()).iterator();
        while (cases.hasNext()) {
            for (Measurement measured : TurnTaking.run(cases.next())) {
                there.add(measured.caseName() + ": " + measured.contender());
                there.add(measured.caseName() + ": " + Names.SPARK_2);
            }
        }
        assertThat(benchmark.figures()).isNotEmpty();
        assertThat(benchmark.figures()).extracting(Figure::key).doesNotHaveDuplicates();
        for (Figure figure : benchmark.figures()) {
            assertThat(there)
                    .contains(figure.caseName() + ": " + figure.contender())
                    .contains(figure.caseName() + ": " + figure.to().orElse(figure.contender()));
        }
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

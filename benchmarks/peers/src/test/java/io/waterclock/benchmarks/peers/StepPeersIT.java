// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.steps.StepBenchmark;
import io.waterclock.benchmarks.steps.StepCase;
import io.waterclock.benchmarks.steps.StepRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Spark Streaming in every benchmark of steps, over little: a run whose contenders put out different things fails. */
class StepPeersIT {

    @TestFactory
    List<DynamicTest> spark_putsOutWhatTheOthersDo() {
        List<DynamicTest> tests = new ArrayList<>();
        for (StepBenchmark benchmark : StepBenchmark.all()) {
            StepCase first = benchmark.cases(Form.SMOKE).get(0);
            tests.add(DynamicTest.dynamicTest(benchmark.name(), () -> {
                Scope scope = Scope.of(Form.SMOKE).onlyCase(first.name());
                assertThat(new StepRun(benchmark, List.of(new SparkStreaming()), scope)
                                .run(1)
                                .toString())
                        .contains(first.name() + ": " + SparkStreaming.LOCAL_2)
                        .contains(first.name() + ": waterclock local[2]");
            }));
        }
        return tests;
    }
}

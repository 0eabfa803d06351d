// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockConf;
import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.WrongResultException;
import io.waterclock.testkit.StreamingTestKit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StepBenchmarkTest {

    @TestFactory
    List<DynamicTest> allContenders_putOutTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        for (StepBenchmark benchmark : StepBenchmark.all()) {
            for (StepCase work : benchmark.cases(Form.SMOKE)) {
                tests.add(DynamicTest.dynamicTest(benchmark.name() + ": " + work.name(), () -> {
                    Set<Long> digests = new HashSet<>();
                    for (StepContender contender : StepContenders.all(work, List.of())) {
                        StepResult result = StepMeasuring.run(work, contender);
                        assertThat(result.nanos()).hasSize(work.batches());
                        assertThat(result.min()).isPositive();
                        digests.add(result.digest());
                    }
                    assertThat(digests).hasSize(1);
                }));
            }
        }
        return tests;
    }

    @Test
    void cases_haveNamesOfTheirOwn_inEachForm() {
        for (StepBenchmark benchmark : StepBenchmark.all()) {
            for (Form form : Form.values()) {
                assertThat(benchmark.cases(form)).extracting(StepCase::name).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void contenderThatPutsOutNothing_isFound() {
        StepCase work = StepBenchmark.all().get(0).cases(Form.SMOKE).get(0);
        assertThatThrownBy(() -> StepMeasuring.run(work, new Silent()))
                .isInstanceOf(WrongResultException.class)
                .hasMessage("silent has put out 0 batches after 1");
    }

    private static final class Silent implements StepContender {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public void begin(StepCase work, StepOutput output) {}

        @Override
        public void offer(List<Integer> records) {}

        @Override
        public void turn() {}

        @Override
        public void close() {}
    }

    /** Else what is measured is the test kit, and not the program. */
    @Test
    void ours_watchesNoFunction_andLeavesNothingToChance() {
        try (StreamingTestKit kit = OurSteps.newKit()) {
            WaterclockConf conf = kit.waterclockContext().getConf();
            assertThat(conf.contains("waterclock.streaming.checkCombineFunctions"))
                    .isFalse();
            assertThat(conf.contains("waterclock.embedded.taskOrderSeed")).isFalse();
            assertThat(conf.get("waterclock.functions.strict")).isEqualTo("false");
        }
    }

    @Test
    void loading_bringsEachKeyOnce_andBatchesNoKeyTwice() {
        StepCase work = StepBenchmark.all().get(1).cases(Form.SMOKE).get(1);
        StepInput input = new StepInput(work);
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < work.loads(); i++) {
            input.load(i).forEach(record -> keys.add(StepInput.key(record, work.keys())));
        }
        assertThat(keys).hasSize(work.keys()).doesNotHaveDuplicates();
        assertThat(input.batch(7))
                .hasSize(work.records())
                .isEqualTo(input.batch(7))
                .extracting(record -> StepInput.key(record, work.keys()))
                .doesNotHaveDuplicates();
    }

    @Test
    void run_tellsEachContender_fromJvmsOfTheirOwn() throws Exception {
        StepBenchmark benchmark = StepBenchmark.all().get(0);
        Scope scope = Scope.of(Form.SMOKE).onlyCase("max, 100 keys, 2 slices");
        assertThat(new StepRun(benchmark, List.of(), scope).run(1).toString())
                .contains("\"max, 100 keys, 2 slices: waterclock local[2]\":{\"median\":")
                .contains("\"max, 100 keys, 2 slices: hand-written, 2 threads\":{\"median\":");
    }
}

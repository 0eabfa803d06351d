// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.batch.BatchBenchmark;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.TurnTaking;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every peer in every benchmark that it has something to show in, over little: a wrong checksum fails the run. */
class BatchPeersIT {
    private static final Set<String> WITH_JET =
            Set.of("narrow", "wordcount-batch", "ysb-core", "group", "join", "job-overhead");
    private static final Set<String> WITH_FLINK = Set.of("narrow", "wordcount-batch", "ysb-core", "job-overhead");

    @TestFactory
    List<DynamicTest> peers_haveTheResultsOfTheOthers() {
        List<BatchPeer> peers = ServiceLoader.load(BatchPeer.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (BatchBenchmark benchmark : BatchBenchmark.all()) {
            tests.add(DynamicTest.dynamicTest(benchmark.name(), () -> {
                Set<String> tookPart = tookPart(benchmark, peers);
                assertThat(tookPart).anyMatch(name -> name.startsWith("Spark"));
                assertThat(tookPart.stream().anyMatch(name -> name.startsWith("Jet")))
                        .isEqualTo(WITH_JET.contains(benchmark.name()));
                assertThat(tookPart.stream().anyMatch(name -> name.startsWith("Flink")))
                        .isEqualTo(WITH_FLINK.contains(benchmark.name()));
            }));
        }
        return tests;
    }

    private static Set<String> tookPart(BatchBenchmark benchmark, List<BatchPeer> peers) throws Exception {
        Set<String> names = new TreeSet<>();
        Iterator<Case> cases = benchmark.cases(Scope.of(Form.SMOKE), peers).iterator();
        while (cases.hasNext()) {
            for (Measurement measured : TurnTaking.run(cases.next())) {
                names.add(measured.contender());
            }
        }
        return names;
    }
}

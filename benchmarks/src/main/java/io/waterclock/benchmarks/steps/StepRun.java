// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.Child;
import io.waterclock.benchmarks.harness.Child.Said;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Jvm;
import io.waterclock.benchmarks.harness.Numbers;
import io.waterclock.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a {@link StepBenchmark}: each contender of each case in JVMs of its own, one after the other. */
public final class StepRun {
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final StepBenchmark benchmark;
    private final List<StepPeer> peers;
    private final Scope scope;

    public StepRun(StepBenchmark benchmark, List<StepPeer> peers, Scope scope) {
        this.benchmark = benchmark;
        this.peers = peers;
        this.scope = scope;
    }

    /**
     * Prints the table; answers the figures.
     *
     * @param forks JVMs for each contender in each case
     */
    public Json run(int forks) throws IOException, InterruptedException {
        System.out.println("\n" + benchmark.name() + ": " + benchmark.description());
        StepReport report = new StepReport(benchmark.name(), forks);
        for (StepCase work : benchmark.cases(scope.form())) {
            if (scope.hasCase(work.name())) {
                run(work, forks, report);
            }
        }
        System.out.println(report.table());
        return report.json();
    }

    private void run(StepCase work, int forks, StepReport report) throws IOException, InterruptedException {
        Map<String, List<String>> contenders = new LinkedHashMap<>(StepContenders.jvmOptions(work, peers));
        contenders.keySet().removeIf(name -> !scope.hasContender(name));
        Map<String, List<StepResult>> results = new LinkedHashMap<>();
        for (int i = 0; i < forks; i++) { // in turns: a noisy spell of the machine hits all
            for (Map.Entry<String, List<String>> contender : contenders.entrySet()) {
                results.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                        .add(run(jvm(work, contender.getKey(), contender.getValue())));
            }
        }
        List<StepResult> ofAll = new ArrayList<>();
        results.forEach((name, ofOne) -> {
            System.out.println(work.name() + ", " + name + ": median µs "
                    + ofOne.stream()
                            .map(result -> Numbers.text(result.median() / 1e3))
                            .toList());
            report.add(work, name, ofOne);
            ofAll.addAll(ofOne);
        });
        if (ofAll.stream().mapToLong(StepResult::digest).distinct().count() > 1) {
            throw new WrongResultException("In " + work.name() + " not all have put out the same");
        }
    }

    private Jvm jvm(StepCase work, String contender, List<String> ofPeer) {
        List<String> options =
                new ArrayList<>(List.of("-Xms" + work.heap(), "-Xmx" + work.heap(), "-XX:+AlwaysPreTouch"));
        options.addAll(ofPeer);
        return new Jvm(
                options,
                StepMain.class.getName(),
                List.of(benchmark.name(), scope.form().name(), work.name(), contender));
    }

    private static StepResult run(Jvm jvm) throws IOException, InterruptedException {
        System.out.println(jvm.command());
        try (Child child = Child.start(jvm.process())) {
            Optional<Said> said = child.nextLine(PATIENCE);
            while (said.isPresent() && !StepResult.isLine(said.get().text())) {
                System.out.println(said.get().text());
                said = child.nextLine(PATIENCE);
            }
            return said.map(line -> StepResult.fromLine(line.text()))
                    .orElseThrow(() -> new WrongResultException("No result of " + jvm.arguments()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.benchmarks.batch.BatchBenchmark;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Jvm;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Runs a batch benchmark in several fresh JVMs, one after the other, and reports. */
final class Forks {
    private final BatchBenchmark benchmark;
    private final List<BatchPeer> peers;
    private final Scope scope;

    Forks(BatchBenchmark benchmark, List<BatchPeer> peers, Scope scope) {
        this.benchmark = benchmark;
        this.peers = peers;
        this.scope = scope;
    }

    Json run(int count) throws IOException, InterruptedException {
        System.out.println("\n" + benchmark.name() + ": " + benchmark.description());
        List<List<Measurement>> forks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            forks.add(fork(i == 0));
        }
        Report report = new Report(benchmark.name(), forks, benchmark.figures());
        System.out.println(report.tables());
        return report.json();
    }

    /** The heap is all there from the start: the first touch of a fresh page is dear, and would be the first contender's. */
    private Set<String> flags() {
        String heap = benchmark.heap(scope.form());
        Set<String> flags = new LinkedHashSet<>(
                List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch", BatchBenchmark.STREAMS_ON_TWO_THREADS));
        peers.forEach(peer -> flags.addAll(peer.jvmOptions()));
        return flags;
    }

    /** Its exit code. When this JVM is told to end, so is that one. */
    private static int endOf(Process process) throws InterruptedException {
        Thread ending = new Thread(process::destroyForcibly, "end of the JVM that measures");
        Runtime.getRuntime().addShutdownHook(ending);
        int code = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(ending);
        return code;
    }

    private List<Measurement> fork(boolean first) throws IOException, InterruptedException {
        Path out = Files.createTempFile("waterclock-benchmark", ".tsv");
        try {
            Set<String> flags = flags();
            List<String> arguments = new ArrayList<>(List.of(benchmark.name(), out.toString()));
            arguments.addAll(scope.toArguments());
            Jvm jvm = new Jvm(List.copyOf(flags), ForkMain.class.getName(), arguments);
            if (first) {
                System.out.println("each JVM: java " + String.join(" ", flags));
            }
            int code = endOf(jvm.process().inheritIO().start());
            if (code != 0) {
                throw new FailedRunException("The JVM that measures " + benchmark.name() + " ended with code " + code);
            }
            return Files.readAllLines(out, UTF_8).stream()
                    .map(Measurement::fromLine)
                    .toList();
        } finally {
            Files.delete(out);
        }
    }
}

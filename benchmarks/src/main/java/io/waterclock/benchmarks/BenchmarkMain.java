// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import io.waterclock.benchmarks.batch.BatchBenchmark;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Machine;
import io.waterclock.benchmarks.latency.Latency;
import io.waterclock.benchmarks.steps.StepBenchmark;
import io.waterclock.benchmarks.steps.StepPeer;
import io.waterclock.benchmarks.steps.StepRun;
import io.waterclock.benchmarks.streaming.IntervalFloor;
import io.waterclock.benchmarks.streaming.SocketWordCount;
import io.waterclock.benchmarks.streaming.Startup;
import io.waterclock.benchmarks.streaming.StreamingPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Runs a benchmark and prints its table and, as the last line, a JSON object. Nothing is measured in this JVM: it starts
 * those in which it is, and prints their flags.
 */
public final class BenchmarkMain {
    private final Options options;
    private final List<BatchPeer> batchPeers = load(BatchPeer.class);
    private final List<StreamingPeer> streamingPeers = load(StreamingPeer.class);

    private BenchmarkMain(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = names();
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.println(Options.help(names));
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments, names);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.help(names));
            System.exit(2);
            return;
        }
        try {
            new BenchmarkMain(options).run();
        } catch (FailedRunException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        BatchBenchmark.all().forEach(benchmark -> names.add(benchmark.name()));
        StepBenchmark.all().forEach(benchmark -> names.add(benchmark.name()));
        names.add(Startup.NAME);
        names.add(SocketWordCount.NAME);
        names.add(IntervalFloor.NAME);
        names.add(Latency.NAME);
        return names;
    }

    private void run() throws Exception {
        List<String> peers = new ArrayList<>();
        batchPeers.forEach(peer -> peers.add(peer.name()));
        streamingPeers.forEach(peer -> peers.add(peer.name()));
        String form = options.full() ? "full" : "quick";
        System.out.println(Machine.hardware() + "\n" + Machine.jdk() + "\ncommit " + Machine.commit() + ", " + form
                + " form, peers: "
                + (peers.isEmpty() ? "none on the class path (profile peers has them)" : String.join(", ", peers)));
        List<Json> results = new ArrayList<>();
        for (String name : options.benchmark().equals(Options.ALL) ? names() : List.of(options.benchmark())) {
            results.add(run(name));
        }
        Json said = new Json()
                .put("commit", Machine.commit())
                .put("form", form)
                .put("hardware", Machine.hardware())
                .put("jdk", Machine.jdk());
        if (results.size() == 1) {
            said.put("result", results.get(0));
        } else {
            for (int i = 0; i < results.size(); i++) {
                said.put(names().get(i), results.get(i));
            }
        }
        System.out.println(said);
    }

    private Json run(String name) throws Exception {
        if (name.equals(Startup.NAME)) {
            return new Startup(streamingPeers, options.forks(options.full() ? 15 : 5)).run();
        }
        if (name.equals(SocketWordCount.NAME)) {
            return new SocketWordCount(streamingPeers, options.load().lasting(options.full() ? 60 : 10)).run();
        }
        if (name.equals(IntervalFloor.NAME)) {
            return new IntervalFloor(streamingPeers, options.load().lasting(options.full() ? 35 : 15), options.scope())
                    .run();
        }
        if (name.equals(Latency.NAME)) {
            return new Latency(streamingPeers, options.load().lasting(options.full() ? 60 : 15)).run();
        }
        Optional<StepBenchmark> steps = StepBenchmark.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
        if (steps.isPresent()) {
            return new StepRun(steps.get(), load(StepPeer.class), options.scope())
                    .run(options.forks(options.full() ? 3 : 1));
        }
        BatchBenchmark benchmark = BatchBenchmark.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new Forks(benchmark, batchPeers, options.scope())
                .run(options.forks(benchmark.forks(options.scope().form())));
    }

    private static <P> List<P> load(Class<P> kind) {
        return ServiceLoader.load(kind).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}

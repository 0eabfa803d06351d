// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.benchmarks.batch.BatchBenchmark;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.TurnTaking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A JVM in which a batch benchmark is measured: all its cases, once. Writes a line a measurement into a file. */
public final class ForkMain {
    private ForkMain() {}

    /**
     * @param arguments the benchmark, the file, and those of a {@link Scope}
     */
    public static void main(String[] arguments) {
        try {
            List<String> all = List.of(arguments);
            measure(all.get(0), Path.of(all.get(1)), Scope.fromArguments(all.subList(2, all.size())));
            // Not a return: threads that a peer leaves behind must not keep this JVM.
            System.exit(0);
        } catch (Exception e) {
            System.err.println("The benchmark " + arguments[0] + " failed");
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(String name, Path out, Scope scope) throws Exception {
        BatchBenchmark benchmark = BatchBenchmark.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no batch benchmark " + name));
        List<BatchPeer> peers = ServiceLoader.load(BatchPeer.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<String> lines = new ArrayList<>();
        Iterator<Case> cases = benchmark.cases(scope, peers).iterator();
        while (cases.hasNext()) {
            Optional<Case> work = scope.narrowed(cases.next());
            if (work.isPresent()) {
                for (Measurement measured : TurnTaking.run(work.get())) {
                    lines.add(measured.toLine());
                }
            }
        }
        Files.write(out, lines, UTF_8);
    }
}

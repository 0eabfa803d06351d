// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.benchmarks.batch.BatchBenchmark;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.TurnTaking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/** A JVM in which a batch benchmark is measured: all its cases, once. Writes a line a measurement into a file. */
public final class ForkMain {
    private ForkMain() {}

    /**
     * @param arguments the benchmark, a {@link Form}, the file
     */
    public static void main(String[] arguments) {
        try {
            measure(arguments[0], Form.valueOf(arguments[1]), Path.of(arguments[2]));
            // Not a return: threads that a peer leaves behind must not keep this JVM.
            System.exit(0);
        } catch (Exception e) {
            System.err.println("The benchmark " + arguments[0] + " failed");
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(String name, Form form, Path out) throws Exception {
        BatchBenchmark benchmark = BatchBenchmark.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no batch benchmark " + name));
        List<BatchPeer> peers = ServiceLoader.load(BatchPeer.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<String> lines = new ArrayList<>();
        Iterator<Case> cases = benchmark.cases(form, peers).iterator();
        while (cases.hasNext()) {
            for (Measurement measured : TurnTaking.run(cases.next())) {
                lines.add(measured.toLine());
            }
        }
        Files.write(out, lines, UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.batch.Form;
import java.util.List;
import java.util.ServiceLoader;

/** A JVM in which one contender does one case. Says its {@link StepResult} in a line. */
public final class StepMain {
    private StepMain() {}

    /**
     * @param arguments benchmark, form, case, contender
     */
    public static void main(String[] arguments) {
        try {
            StepCase work = workOf(arguments[0], Form.valueOf(arguments[1]), arguments[2]);
            List<StepPeer> peers = ServiceLoader.load(StepPeer.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
            StepContender contender = StepContenders.all(work, peers).stream()
                    .filter(one -> one.name().equals(arguments[3]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no contender " + arguments[3]));
            System.out.println(StepMeasuring.run(work, contender).toLine());
            // Not a return: threads that a peer leaves behind must not keep this JVM.
            System.exit(0);
        } catch (Exception e) {
            System.err.println(arguments[3] + " failed in " + arguments[2]);
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static StepCase workOf(String benchmark, Form form, String name) {
        return StepBenchmark.all().stream()
                .filter(one -> one.name().equals(benchmark))
                .flatMap(one -> one.cases(form).stream())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no case " + name + " of " + benchmark));
    }
}

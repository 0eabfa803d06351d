// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Child;
import io.waterclock.benchmarks.harness.Child.Said;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Jvm;
import io.waterclock.benchmarks.harness.Measurement;
import io.waterclock.benchmarks.harness.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From just before a JVM is started until its first batch is complete, seen from outside. */
public final class Startup {
    public static final String NAME = "startup";
    /** What a program prints when its first batch is complete. */
    public static final String MARK = "FIRST BATCH COMPLETE";

    /** Of the batches. */
    public static final int INTERVAL_MS = 10;

    private static final String CASE = INTERVAL_MS + " ms interval";
    private static final String OURS = "waterclock local[2]";
    private static final String OURS_SMALL = OURS + ", small JVM";
    private static final String BARE = "a JVM that prints a line";
    private static final int BUDGET_US = 350_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<StreamProgram> programs = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final int rounds;

    public Startup(List<StreamingPeer> peers, int rounds) {
        this.rounds = rounds;
        programs.add(new StreamProgram(BARE, PrintLine.class.getName(), List.of()));
        programs.add(new StreamProgram(OURS, FirstBatch.class.getName(), List.of()));
        programs.add(new StreamProgram(
                OURS_SMALL, FirstBatch.class.getName(), List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")));
        figures.add(Figure.micros("first_batch_us", CASE, OURS).atMost(BUDGET_US));
        figures.add(Figure.ratio("startup_to_bare_jvm", CASE, OURS, BARE));
        for (StreamingPeer peer : peers) {
            for (StreamProgram program : peer.firstBatch()) {
                programs.add(program);
                figures.add(Figure.ratio("startup_" + key(peer.name()) + "_to_ours", CASE, program.name(), OURS));
            }
        }
    }

    private static String key(String name) {
        return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /** Prints the table; answers the figures. */
    public Json run() throws IOException, InterruptedException {
        System.out.println("\n" + NAME + ": JVM start to first completed batch (queue of one RDD, word count, "
                + INTERVAL_MS + " ms interval), seen by the JVM that starts it.");
        programs.forEach(program ->
                System.out.println(program.name() + ": " + jvm(program).command()));
        List<List<Measurement>> told = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            List<Measurement> measured = new ArrayList<>();
            for (StreamProgram program : programs) {
                double nanos = nanosToFirstBatch(program);
                measured.add(Measurement.once(CASE, program.name(), nanos));
            }
            // The first round reads the class files from the disk.
            if (round > 0) {
                told.add(measured);
            }
        }
        Report report = new Report(NAME, told, figures);
        System.out.println(report.tables());
        return report.json();
    }

    private static Jvm jvm(StreamProgram program) {
        return new Jvm(program.jvmOptions(), program.mainClass(), List.of());
    }

    private static long nanosToFirstBatch(StreamProgram program) throws IOException, InterruptedException {
        try (Child child = Child.start(jvm(program).process())) {
            Optional<Said> said = child.nextLine(PATIENCE);
            while (said.isPresent() && !said.get().text().equals(MARK)) {
                System.out.println(said.get().text());
                said = child.nextLine(PATIENCE);
            }
            long nanos = said.orElseThrow(() ->
                            new IllegalStateException(program.name() + " ended, or was silent, before its first batch"))
                    .nanosSinceStart();
            Optional<Integer> code = child.awaitEnd(PATIENCE);
            if (!code.equals(Optional.of(0))) {
                throw new IllegalStateException(program.name() + " did not end well after its first batch: "
                        + code.map(c -> "exit code " + c).orElse("it runs on"));
            }
            return nanos;
        }
    }
}

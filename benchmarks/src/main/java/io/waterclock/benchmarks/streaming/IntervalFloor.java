// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Numbers;
import io.waterclock.benchmarks.harness.Table;
import io.waterclock.benchmarks.streaming.SocketRun.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The programs of {@link SocketWordCount} at a rate that is easy for all, with shorter and shorter batches. */
public final class IntervalFloor {
    public static final String NAME = "interval-floor";
    /** Not told. */
    static final Duration WARM_UP = Duration.ofSeconds(5);

    private static final int FEW = 1;
    private static final int RATE = 10_000;
    private static final List<Integer> INTERVALS_MS = List.of(1_000, 100, 30, 20, 5, 1);

    private final List<StreamingPeer> peers;
    private final SocketLoad load;
    private final Scope scope;

    public IntervalFloor(List<StreamingPeer> peers, SocketLoad load, Scope scope) {
        this.peers = peers;
        this.load = load;
        this.scope = scope;
    }

    /** Prints the table; answers the figures. */
    public Json run() throws IOException, InterruptedException {
        System.out.println("\n" + NAME + ": " + RATE + " lines of 10 words a second, " + load.distinct()
                + " distinct, from another process for " + load.seconds() + " s, of which the first "
                + WARM_UP.toSeconds() + " aren't told; every word is counted and compared with what was sent.");
        Table table = new Table(
                "interval",
                "receiver",
                "batches",
                "delay ms, median",
                "p99",
                "greatest",
                "waiting at the end",
                "verdict");
        Json json = new Json();
        for (int intervalMs : INTERVALS_MS) {
            String interval = intervalMs + " ms";
            if (scope.hasCase(interval)) {
                for (StreamProgram program : programs(intervalMs)) {
                    System.out.println(interval + " → " + program.name() + " …");
                    Outcome outcome = new SocketRun(program, load.at(intervalMs), RATE, SocketRun.PATIENCE).run();
                    row(table, interval, program.name(), outcome);
                    json.put(interval + ": " + program.name(), json(outcome));
                }
            }
        }
        System.out.println("\n" + table);
        return new Json().put("benchmark", NAME).put("seconds", load.seconds()).put("runs", json);
    }

    private List<StreamProgram> programs(int intervalMs) {
        List<StreamProgram> programs = new ArrayList<>(SocketWordCount.ownPrograms());
        for (StreamingPeer peer : peers) {
            if (intervalMs >= peer.shortestIntervalMs()) {
                programs.addAll(peer.socketWordCount());
            }
        }
        programs.removeIf(program -> !load.takesPart(program.name()));
        return programs;
    }

    private static void row(Table table, String interval, String name, Outcome outcome) {
        BatchSeries told = outcome.series().after(WARM_UP.toMillis());
        table.row(
                interval,
                name,
                Integer.toString(told.size()),
                Numbers.text(told.medianDelayMs()),
                Numbers.text(told.p99DelayMs()),
                Numbers.text(told.maxDelayMs()),
                Long.toString(told.waitingAtTheEnd()),
                verdict(outcome, told));
    }

    private static String verdict(Outcome outcome, BatchSeries told) {
        return outcome.problem().map(problem -> "FAILED: " + problem).orElse("all counted; " + backlog(told));
    }

    /** By the middle of the last batches: at a millisecond, any pause of the JVM makes some batches late by intervals. */
    private static String backlog(BatchSeries told) {
        if (told.waitingAtTheEnd() <= FEW) {
            return "keeps up";
        }
        return told.isGrowing() ? "a backlog that grows" : "a backlog";
    }

    private static Json json(Outcome outcome) {
        BatchSeries told = outcome.series().after(WARM_UP.toMillis());
        return new Json()
                .put("batches", told.size())
                .put("delay_ms_median", told.medianDelayMs())
                .put("delay_ms_p99", told.p99DelayMs())
                .put("delay_ms_max", told.maxDelayMs())
                .put("waiting_at_the_end", told.waitingAtTheEnd())
                .put("verdict", verdict(outcome, told));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Numbers;
import io.waterclock.benchmarks.harness.Table;
import io.waterclock.benchmarks.streaming.SocketRun.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words counted as their lines come from a process that sends as fast as it is told to, or as it is let. */
public final class SocketWordCount {
    public static final String NAME = "socket-wordcount";

    private static final String OURS = "waterclock local[2]";
    private static final String HAND = "hand-written, reader and counter";
    private static final double MB = 1024.0 * 1024;
    /** A run that sent less than this share of its rate was held back. */
    private static final double NEARLY_ALL = 0.98;

    private final SocketLoad load;
    private final List<StreamProgram> programs = new ArrayList<>();

    public SocketWordCount(List<StreamingPeer> peers, SocketLoad load) {
        this.load = load;
        programs.addAll(ownPrograms());
        peers.forEach(peer -> programs.addAll(peer.socketWordCount()));
        programs.removeIf(program -> !load.takesPart(program.name()));
        if (programs.isEmpty()) {
            throw new IllegalArgumentException("Nobody has \"" + load.only() + "\" in its name");
        }
    }

    static List<StreamProgram> ownPrograms() {
        return List.of(
                new StreamProgram(HAND, HandWordCounter.class.getName(), List.of()),
                new StreamProgram(OURS, OurWordCounter.class.getName(), List.of()));
    }

    /** Prints the table; answers the figures. */
    public Json run() throws IOException, InterruptedException {
        System.out.println(
                "\n" + NAME + ": lines of 10 words, " + load.distinct() + " distinct, from another process over "
                        + "loopback TCP for " + load.seconds() + " s; batches of " + load.intervalMs()
                        + " ms; every word is counted and compared with what was sent.");
        programs.forEach(program -> System.out.println(program.name() + ": "
                + SocketRun.receiver(program, load, "<port>").command()));
        Table table = new Table(
                "sent",
                "receiver",
                "lines/s taken",
                "lines/s to the last count",
                "lines/s counted, 2nd half",
                "delay ms, median (max)",
                "processing ms, median (max)",
                "heap MB, peak (left by GC)",
                "resident MB",
                "verdict");
        Json json = new Json();
        for (int rate : load.rates()) {
            String sent = rate == SocketLoad.UNLIMITED ? "max" : rate + "/s";
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            for (StreamProgram program : programs) {
                System.out.println(sent + " → " + program.name() + " …");
                Outcome outcome = new SocketRun(program, load, rate, SocketRun.PATIENCE).run();
                outcomes.put(program.name(), outcome);
                row(table, sent, program.name(), outcome, rate);
            }
            json.put(sent, json(outcomes, rate));
        }
        System.out.println("\n" + table);
        return new Json()
                .put("benchmark", NAME)
                .put("seconds", load.seconds())
                .put("interval_ms", load.intervalMs())
                .put("heap", load.heap())
                .put("runs", json);
    }

    private static void row(Table table, String sent, String name, Outcome outcome, int rate) {
        BatchSeries series = outcome.series();
        table.row(
                sent,
                name,
                perSecond(outcome.sentLines() * 1e9 / Math.max(1, outcome.sendingNanos())),
                outcome.problem().isPresent() ? "–" : perSecond(outcome.linesPerSecond()),
                perSecond(outcome.linesPerSecondInHalf()),
                pair(series.medianDelayMs(), series.maxDelayMs()),
                pair(series.medianProcessingMs(), series.maxProcessingMs()),
                pair(outcome.heapPeakBytes() / MB, outcome.heapKeptBytes() / MB),
                Numbers.text(outcome.residentBytes() / MB),
                verdict(outcome, rate));
    }

    private static String verdict(Outcome outcome, int rate) {
        if (outcome.problem().isPresent()) {
            return "FAILED: " + outcome.problem().get();
        }
        String delays = outcome.series().verdict().words;
        return "all counted; " + (isHeldBack(outcome, rate) ? "sender held back; " : "") + delays;
    }

    private static boolean isHeldBack(Outcome outcome, int rate) {
        return rate > 0 && outcome.sentLines() < rate * NEARLY_ALL * (outcome.sendingNanos() / 1e9);
    }

    private static Json json(Map<String, Outcome> outcomes, int rate) {
        Json runs = new Json();
        outcomes.forEach((name, outcome) -> runs.put(
                name,
                new Json()
                        .put("all_counted", outcome.problem().isEmpty())
                        .put("lines", outcome.sentLines())
                        .put("lines_per_s", outcome.linesPerSecond())
                        .put("lines_per_s_counted_2nd_half", outcome.linesPerSecondInHalf())
                        .put("delay_ms_median", outcome.series().medianDelayMs())
                        .put("delay_ms_max", outcome.series().maxDelayMs())
                        .put("processing_ms_median", outcome.series().medianProcessingMs())
                        .put("processing_ms_max", outcome.series().maxProcessingMs())
                        .put("heap_mb_peak", outcome.heapPeakBytes() / MB)
                        .put("heap_mb_left_by_gc", outcome.heapKeptBytes() / MB)
                        .put("resident_mb_peak", outcome.residentBytes() / MB)
                        .put("verdict", verdict(outcome, rate))));
        Outcome ours = outcomes.get(OURS);
        Json ratios = new Json();
        if (ours != null) {
            outcomes.forEach((name, outcome) -> {
                if (!name.equals(OURS)) {
                    ratios.put("ours to " + name, ours.linesPerSecond() / outcome.linesPerSecond());
                }
            });
        }
        return new Json().put("receivers", runs).put("ratios", ratios);
    }

    private static String perSecond(double lines) {
        return Double.isFinite(lines) ? Numbers.text(lines) : "–";
    }

    private static String pair(double median, double max) {
        return Double.isFinite(median) ? Numbers.text(median) + " (" + Numbers.text(max) + ")" : "–";
    }
}

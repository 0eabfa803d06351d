// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.latency;

import io.waterclock.benchmarks.harness.Child;
import io.waterclock.benchmarks.harness.Child.Said;
import io.waterclock.benchmarks.harness.Json;
import io.waterclock.benchmarks.harness.Jvm;
import io.waterclock.benchmarks.harness.Numbers;
import io.waterclock.benchmarks.harness.Table;
import io.waterclock.benchmarks.streaming.SocketLoad;
import io.waterclock.benchmarks.streaming.StreamProgram;
import io.waterclock.benchmarks.streaming.StreamingPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From when a record was to be sent until it is put out, at a steady rate. */
public final class Latency {
    public static final String NAME = "latency";

    private static final int RATE = 100_000;
    private static final int SHORT_MS = 10;
    /** What Spark holds too. */
    private static final int LONG_MS = 100;

    private static final String HEAP = "1g";
    private static final double NANOS_PER_MS = 1e6;
    private static final Duration SLACK = Duration.ofSeconds(120);

    private final List<StreamingPeer> peers;
    private final SocketLoad load;
    private final int rate;

    public Latency(List<StreamingPeer> peers, SocketLoad load) {
        this(peers, load, RATE);
    }

    Latency(List<StreamingPeer> peers, SocketLoad load, int rate) {
        this.peers = peers;
        this.load = load;
        this.rate = rate;
    }

    /** Prints the table; answers the figures. */
    public Json run() throws IOException, InterruptedException {
        System.out.println(
                "\n" + NAME + ": " + rate + " records a second for " + load.seconds()
                        + " s, of which the first " + LatencyRun.WARM_UP_SECONDS
                        + " aren't told; each record is stored by itself by a thread of the program, and says when it was to be.");
        Table table =
                new Table("interval", "contender", "p50 ms", "p99", "p99.9", "greatest", "records told", "all put out");
        Json json = new Json();
        for (int intervalMs : List.of(SHORT_MS, LONG_MS)) {
            for (StreamProgram program : programs(intervalMs)) {
                if (load.takesPart(program.name())) {
                    String[] said = resultOf(program, intervalMs);
                    row(table, intervalMs + " ms", program.name(), said);
                    json.put(intervalMs + " ms: " + program.name(), json(said));
                }
            }
        }
        System.out.println("\n" + table);
        return new Json().put("benchmark", NAME).put("seconds", load.seconds()).put("runs", json);
    }

    private List<StreamProgram> programs(int intervalMs) {
        List<StreamProgram> programs = new ArrayList<>(List.of(
                new StreamProgram("hand-written, a queue drained", HandLatency.class.getName(), List.of()),
                new StreamProgram("waterclock local[2]", OurLatency.class.getName(), List.of())));
        if (intervalMs >= LONG_MS) {
            peers.forEach(peer -> programs.addAll(peer.latency()));
        }
        return programs;
    }

    private String[] resultOf(StreamProgram program, int intervalMs) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("-Xmx" + HEAP));
        options.addAll(program.jvmOptions());
        List<String> arguments =
                List.of(Integer.toString(rate), Integer.toString(load.seconds()), Integer.toString(intervalMs));
        Jvm jvm = new Jvm(options, program.mainClass(), arguments);
        System.out.println(program.name() + ": " + jvm.command());
        Duration patience = Duration.ofSeconds(load.seconds()).plus(SLACK);
        try (Child child = Child.start(jvm.process())) {
            Optional<Said> said = child.nextLine(patience);
            while (said.isPresent() && !said.get().text().startsWith(LatencyRun.RESULT)) {
                System.out.println(said.get().text());
                said = child.nextLine(patience);
            }
            return said.orElseThrow(() -> new IllegalStateException(program.name() + " has not come to its end"))
                    .text()
                    .split(" ");
        }
    }

    private static void row(Table table, String interval, String name, String[] said) {
        boolean right = Boolean.parseBoolean(said[1]);
        table.row(
                interval,
                name,
                Numbers.text(ms(said[3])),
                Numbers.text(ms(said[4])),
                Numbers.text(ms(said[5])),
                Numbers.text(ms(said[6])),
                said[2],
                right ? "yes" : "FAILED: not what was sent");
    }

    private static Json json(String[] said) {
        return new Json()
                .put("p50_ms", ms(said[3]))
                .put("p99_ms", ms(said[4]))
                .put("p999_ms", ms(said[5]))
                .put("max_ms", ms(said[6]))
                .put("all_put_out", Boolean.parseBoolean(said[1]));
    }

    private static double ms(String nanos) {
        return Double.parseDouble(nanos) / NANOS_PER_MS;
    }
}

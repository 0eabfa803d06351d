// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Child;
import io.waterclock.benchmarks.harness.Child.Said;
import io.waterclock.benchmarks.harness.Jvm;
import io.waterclock.benchmarks.input.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One sender and one receiver, from their start to their end. */
final class SocketRun {
    /** For what takes no time: a JVM that says its first line. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration A_MOMENT = Duration.ofMillis(200);
    /** Until what the sender said before the receiver's end has been read, on a busy machine. */
    private static final Duration A_WHILE = Duration.ofSeconds(5);
    /** How long the receiver may go on counting when nothing more is sent. */
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** To begin, and to end, on top of the time of sending. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private final StreamProgram program;
    private final SocketLoad load;
    private final int rate;
    private final Duration patience;
    private final BatchSeries series;

    /**
     * @param patience how long the receiver may go on counting when nothing more is sent
     */
    SocketRun(StreamProgram program, SocketLoad load, int rate, Duration patience) {
        this.patience = patience;
        this.program = program;
        this.load = load;
        this.rate = rate;
        this.series = new BatchSeries(load.intervalMs());
    }

    /**
     * What came out.
     *
     * @param problem why the result doesn't count; empty when every word was counted
     * @param sentLines how many the receiver took
     * @param sendingNanos how long that took
     * @param linesPerSecondInHalf what was counted in the second half of that time
     * @param countedNanos from the first line sent until the last was counted
     */
    record Outcome(
            Optional<String> problem,
            long sentLines,
            long sendingNanos,
            long countedNanos,
            double linesPerSecondInHalf,
            long heapPeakBytes,
            long heapKeptBytes,
            long residentBytes,
            BatchSeries series) {

        /** Not a number where the result doesn't count. */
        double linesPerSecond() {
            return problem.isPresent() ? Double.NaN : sentLines * 1e9 / countedNanos;
        }
    }

    static Jvm receiver(StreamProgram program, SocketLoad load, String port) {
        List<String> options = new ArrayList<>();
        options.add("-Xmx" + load.heap());
        options.addAll(program.jvmOptions());
        return new Jvm(options, program.mainClass(), List.of("127.0.0.1", port, Integer.toString(load.intervalMs())));
    }

    Outcome run() throws IOException, InterruptedException {
        Jvm senderJvm = new Jvm(
                List.of("-Xmx256m"),
                LineSender.class.getName(),
                List.of(Integer.toString(load.seconds()), Integer.toString(rate), Integer.toString(load.distinct())));
        try (Child sender = Child.start(senderJvm.process())) {
            String port = await(sender, Talk.PORT, SOON)
                    .orElseThrow(() -> new IllegalStateException("The sender has not begun to listen"))[1];
            long receiverStart = System.nanoTime();
            try (Child receiver = Child.start(receiver(program, load, port).process())) {
                return run(sender, receiver, receiverStart);
            } finally {
                // It may wait for someone to connect, and has nothing to bring to an end.
                sender.kill();
            }
        }
    }

    private Outcome run(Child sender, Child receiver, long receiverStart) throws InterruptedException {
        if (!connects(sender, receiver)) {
            return failed(receiver, "it never connected", 0, 0);
        }
        long firstSent = System.nanoTime();
        Optional<String[]> sent =
                await(sender, Talk.SENT, Duration.ofSeconds(load.seconds()).plus(SLACK));
        if (sent.isEmpty()) {
            return failed(receiver, "it stopped reading", 0, 0);
        }
        long lines = Long.parseLong(sent.get()[1]);
        long sendingNanos = Long.parseLong(sent.get()[3]);
        long words = lines * Words.PER_LINE;
        if (!Boolean.parseBoolean(sent.get()[4])) {
            return failed(receiver, "it ended while lines were sent", lines, sendingNanos);
        }
        String checksum = sent.get()[2];
        receiver.say(String.join(" ", Talk.EXPECT, Long.toString(words), checksum, Long.toString(patience.toMillis())));
        Optional<Said> counted = listen(receiver, Talk.COUNTED, patience.plus(SLACK));
        if (counted.isEmpty()) {
            return failed(receiver, "it ended, or hangs, with lines not counted", lines, sendingNanos);
        }
        long sendingStart = firstSent - receiverStart;
        long countedNanos = counted.get().nanosSinceStart() - sendingStart;
        Optional<Said> result = listen(receiver, Talk.RESULT, SLACK);
        if (result.isEmpty()) {
            return failed(receiver, "it has not come to its end", lines, sendingNanos);
        }
        String[] told = result.get().text().split(" ");
        return new Outcome(
                problem(told, words, checksum),
                lines,
                sendingNanos,
                countedNanos,
                series.countedLinesPerSecond(sendingStart + sendingNanos / 2, sendingStart + sendingNanos),
                Long.parseLong(told[4]),
                Long.parseLong(told[5]),
                Long.parseLong(told[6]),
                series);
    }

    private static boolean connects(Child sender, Child receiver) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadline) {
            boolean ended = receiver.awaitEnd(Duration.ZERO).isPresent();
            if (await(sender, Talk.SENDING, ended ? A_WHILE : A_MOMENT).isPresent()) {
                return true;
            }
            if (ended) {
                return false;
            }
        }
        return false;
    }

    private Optional<String> problem(String[] told, long words, String checksum) {
        if (Long.parseLong(told[1]) != words) {
            return Optional.of("counted " + told[1] + " of " + words + " words");
        }
        return told[2].equals(checksum)
                ? Optional.empty()
                : Optional.of("counted all " + words + " words, but not each as often as it was sent");
    }

    private Outcome failed(Child receiver, String problem, long lines, long sendingNanos) throws InterruptedException {
        // What it has said before it failed.
        listen(receiver, Talk.RESULT, Duration.ZERO);
        return new Outcome(Optional.of(problem), lines, sendingNanos, 0, Double.NaN, 0, 0, 0, series);
    }

    private static Optional<String[]> await(Child child, String word, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Optional<Said> said = child.nextLine(timeout);
        while (said.isPresent()
                && !said.get().text().startsWith(word + " ")
                && !said.get().text().equals(word)) {
            System.out.println(said.get().text());
            said = child.nextLine(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return said.map(line -> line.text().split(" "));
    }

    /** Reads on, with the batches into the series, until a line begins with the word. */
    private Optional<Said> listen(Child receiver, String word, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Optional<Said> said = receiver.nextLine(timeout);
        while (said.isPresent()) {
            String[] words = said.get().text().split(" ");
            if (words[0].equals(word)) {
                return said;
            }
            switch (words[0]) {
                case Talk.WORDS ->
                    series.words(
                            Long.parseLong(words[1]),
                            Long.parseLong(words[2]),
                            said.get().nanosSinceStart());
                case Talk.BATCH ->
                    series.times(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
                default -> System.out.println(said.get().text());
            }
            said = receiver.nextLine(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return Optional.empty();
    }
}

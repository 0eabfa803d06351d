// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process and its lines. Its standard output is read by a thread, which notes when each line came; its standard error
 * is this JVM's. Closing it ends it.
 */
public final class Child implements AutoCloseable {
    private static final Duration END_WAIT = Duration.ofSeconds(20);

    private final Process process;
    private final Writer input;
    private final long startNanos;
    private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    /** @param nanos when it came, by {@link System#nanoTime}; null text is the end of the output */
    private record Line(Optional<String> text, long nanos) {}

    /** @param nanosSinceStart from just before the process was started until the line came */
    public record Said(String text, long nanosSinceStart) {}

    private Child(Process process, long startNanos) {
        this.process = process;
        this.startNanos = startNanos;
        this.input = process.outputWriter(UTF_8);
    }

    public static Child start(ProcessBuilder builder) throws IOException {
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        long startNanos = System.nanoTime();
        Child child = new Child(builder.start(), startNanos);
        Thread reader = new Thread(child::read, "lines of process " + child.process.pid());
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            String text = output.readLine();
            while (text != null) {
                lines.add(new Line(Optional.of(text), System.nanoTime()));
                text = output.readLine();
            }
        } catch (IOException e) {
            System.err.println("The output of process " + process.pid() + " can't be read on: " + e);
        } finally {
            lines.add(new Line(Optional.empty(), System.nanoTime()));
        }
    }

    /** The next line; empty when the output ends, or none comes in time. */
    public Optional<Said> nextLine(Duration timeout) throws InterruptedException {
        Line line = lines.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (line == null) {
            return Optional.empty();
        }
        if (line.text.isEmpty()) {
            lines.add(line);
        }
        return line.text.map(text -> new Said(text, line.nanos - startNanos));
    }

    /** A line to its standard input. One that has ended doesn't hear it. */
    public void say(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            System.err.println("Process " + process.pid() + " doesn't listen: " + e.getMessage());
        }
    }

    /** Waits for its end; its exit code, empty if it doesn't come. */
    public Optional<Integer> awaitEnd(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)
                ? Optional.of(process.exitValue())
                : Optional.empty();
    }

    /** Ends it, whatever it does. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Closes its input, which asks it to end, and kills it if it doesn't. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended with a line of ours unread.
            process.destroy();
        }
        try {
            if (awaitEnd(END_WAIT).isEmpty()) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.pipe;

import io.waterclock.engine.Threads;
import io.waterclock.function.Sneaky;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process, and the iterator of the lines that it prints. Records are pulled by the task's thread when the process has
 * room for them and has printed nothing new.
 */
final class PipedProcess implements Iterator<String>, AutoCloseable {
    /*
     * Reading and writing a process's streams can't be interrupted, and a process that waits for its output to be read stops
     * reading its input. So three threads of the process's own do that, and meet the task's thread in two short queues of
     * batches; the task's thread waits in a monitor only, where a cancelled job interrupts it. User code above and below
     * runs on the task's thread alone.
     */
    private static final System.Logger LOG = System.getLogger("io.waterclock.pipe");
    private static final int BATCH = 128;
    private static final int MOST_BATCHES = 8;
    private static final int ERROR_LINES = 20;
    private static final long ERRORS_PATIENCE_MS = 1_000;
    private static final long END_PATIENCE_MS = 1_000;

    private final Piping<?> piping;
    private final Iterator<?> records;
    private @Nullable Process process;
    private @Nullable Thread errors;
    private @Nullable Path directory;
    private Iterator<String> batch = List.<String>of().iterator();
    private boolean finished;

    private final Object monitor = new Object();
    // guarded by the monitor
    private final Deque<String> toWrite = new ArrayDeque<>();
    private final Deque<List<String>> printed = new ArrayDeque<>();
    private final Deque<String> lastErrors = new ArrayDeque<>();
    private boolean inputEnded;
    private boolean inputClosed;
    private boolean outputEnded;
    private boolean closed;
    private @Nullable Throwable failure;

    PipedProcess(Piping<?> piping, Iterator<?> records) {
        this.piping = piping;
        this.records = records;
    }

    void start() throws IOException {
        try {
            begin();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void begin() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(piping.command());
        builder.environment().putAll(piping.env());
        if (piping.separateWorkingDir()) {
            Path fresh = Files.createTempDirectory("waterclock-pipe-");
            directory = fresh;
            link(fresh);
            builder.directory(fresh.toFile());
        }
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new IOException("the command " + piping.command() + " can't be started: " + e.getMessage(), e);
        }
        process = started;
        started.onExit().thenRun(() -> {
            synchronized (monitor) {
                monitor.notifyAll(); // it reads no more, though a process of its own may hold its input open
            }
        });
        String name = "waterclock-pipe-" + started.pid();
        Threads.daemon(name + "-in", () -> write(started)).start();
        Threads.daemon(name + "-out", () -> read(started)).start();
        errors = Threads.daemon(name + "-err", () -> readErrors(started));
        errors.start();
    }

    // ---- the task's thread

    @Override
    public boolean hasNext() {
        try {
            while (!batch.hasNext()) {
                if (finished) {
                    return false;
                }
                if (awaitRoomOrLines()) {
                    feed();
                }
            }
            return true;
        } catch (InterruptedException e) {
            throw Sneaky.unchecked(e);
        }
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.next();
    }

    /**
     * Waits for lines, which become the batch, or for the end; true when records are wanted instead. A process that prints no more still
     * gets all records, as long as it reads them.
     */
    private boolean awaitRoomOrLines() throws InterruptedException {
        synchronized (monitor) {
            while (printed.isEmpty()) {
                if (failure != null) {
                    throw Sneaky.unchecked(failure);
                }
                boolean reads = !inputEnded && !inputClosed;
                if (outputEnded && !(reads && running().isAlive())) {
                    break;
                }
                if (reads && toWrite.size() < MOST_BATCHES) {
                    return true;
                }
                monitor.wait();
            }
            List<String> lines = printed.poll();
            if (lines != null) {
                batch = lines.iterator();
                monitor.notifyAll();
                return false;
            }
        }
        finish();
        return false;
    }

    private void feed() {
        StringBuilder lines = new StringBuilder();
        int count = 0;
        while (count < BATCH && records.hasNext()) {
            lines.append(records.next()).append('\n');
            count++;
        }
        synchronized (monitor) {
            if (count > 0) {
                toWrite.add(lines.toString());
            }
            inputEnded = count < BATCH;
            monitor.notifyAll();
        }
    }

    private void finish() throws InterruptedException {
        finished = true;
        int code = running().waitFor();
        synchronized (monitor) {
            if (failure != null) {
                throw Sneaky.unchecked(failure);
            }
        }
        if (code == 0) {
            return;
        }
        Thread last = errors;
        if (last != null) {
            last.join(ERRORS_PATIENCE_MS); // a process of the process may hold the stream open
        }
        String said;
        synchronized (monitor) {
            said = String.join("\n", lastErrors);
        }
        throw new IllegalStateException("the command " + piping.command() + " ended with exit code " + code
                + (said.isEmpty() ? " and wrote nothing to its standard error" : "; it wrote: " + said));
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the process was not started");
        }
        return process;
    }

    /** Ends the process and those that it started. Can be called again. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            toWrite.clear();
            printed.clear();
            monitor.notifyAll();
        }
        Process ended = process;
        if (ended != null) {
            ended.descendants().forEach(ProcessHandle::destroyForcibly);
            ended.destroyForcibly();
        }
        Path fresh = directory;
        directory = null;
        if (fresh != null) {
            awaitEnd(ended);
            try {
                delete(fresh);
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The directory " + fresh + " of a process could not be deleted",
                        e);
            }
        }
    }

    /** A process that has been destroyed may still write for a moment. */
    private static void awaitEnd(@Nullable Process ended) {
        boolean interrupted = Thread.interrupted(); // as in a cancelled job
        try {
            if (ended != null && !ended.waitFor(END_PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "Process {0} was destroyed and has not ended yet", ended.pid());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the process's threads

    private void write(Process to) {
        OutputStream stdin = to.getOutputStream();
        try {
            writeAll(stdin);
        } catch (InterruptedException | IOException e) {
            // it reads no more: what it makes of what it has read, and its exit code, say whether that is an error
        } catch (Throwable e) {
            failed(e); // before its input ends: it would take that for all there is
        }
        try (stdin) {
            synchronized (monitor) {
                inputClosed = true;
                toWrite.clear();
                monitor.notifyAll();
            }
        } catch (IOException e) {
            // as above
        }
    }

    private void writeAll(OutputStream stdin) throws IOException, InterruptedException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(stdin, piping.charset()), piping.bufferSize());
        for (String lines = nextToWrite(writer); lines != null; lines = nextToWrite(writer)) {
            writer.write(lines);
        }
        writer.close();
    }

    /** The task is to fail with it, unless it is over. */
    private void failed(Throwable with) {
        synchronized (monitor) {
            if (!closed && failure == null) {
                failure = with;
            }
            monitor.notifyAll();
        }
    }

    private @Nullable String nextToWrite(Writer writer) throws IOException, InterruptedException {
        boolean none;
        synchronized (monitor) {
            none = toWrite.isEmpty();
        }
        if (none) {
            writer.flush(); // before a wait, so that the process sees all that there is
        }
        synchronized (monitor) {
            while (toWrite.isEmpty() && !inputEnded && !closed) {
                monitor.wait();
            }
            String lines = toWrite.poll();
            monitor.notifyAll();
            return lines;
        }
    }

    private void read(Process from) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(from.getInputStream(), piping.charset()))) {
            boolean more = true;
            while (more) {
                List<String> lines = new ArrayList<>();
                do {
                    String line = reader.readLine();
                    more = line != null;
                    if (more) {
                        lines.add(line);
                    }
                } while (more && lines.size() < BATCH && reader.ready());
                more &= hand(lines);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            failed(e);
        }
        synchronized (monitor) {
            outputEnded = true;
            monitor.notifyAll();
        }
    }

    private boolean hand(List<String> lines) throws InterruptedException {
        synchronized (monitor) {
            while (printed.size() >= MOST_BATCHES && !closed) {
                monitor.wait();
            }
            if (!closed && !lines.isEmpty()) {
                printed.add(lines);
                monitor.notifyAll();
            }
            return !closed;
        }
    }

    private void readErrors(Process from) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(from.getErrorStream(), piping.charset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                System.err.println(line);
                synchronized (monitor) {
                    lastErrors.add(line);
                    if (lastErrors.size() > ERROR_LINES) {
                        lastErrors.remove();
                    }
                }
            }
        } catch (IOException e) {
            // the process is gone
        } catch (Throwable e) {
            failed(e);
        }
    }

    // ---- its directory

    private static void link(Path fresh) throws IOException {
        Path here = Path.of("").toAbsolutePath();
        try (Stream<Path> entries = Files.list(here)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Files.createSymbolicLink(fresh.resolve(entry.getFileName().toString()), entry);
            }
        }
    }

    /** With all that is in it; links are removed and not followed. */
    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult
                            .CONTINUE; // a child of the process outlives it by a moment, and has deleted it
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

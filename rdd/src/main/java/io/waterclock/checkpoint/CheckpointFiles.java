// SPDX-License-Identifier: Apache-2.0
package io.waterclock.checkpoint;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.TaskContext;
import io.waterclock.util.Given;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint on disk: a directory with a file of records for each partition, {@code part-00000} and so on, and a line in
 * {@code _CHECKPOINT} that says their number, how they are encoded and who wrote them. That file is there last, so a
 * directory without it is no checkpoint. Files are not forced to the disk: a checkpoint here shortens a lineage, and a
 * process that has died has lost the lineage too.
 *
 * <p>Records are written durably where every type in them has a codec, else privately, once a type without one is met.
 */
final class CheckpointFiles {
    private static final System.Logger LOG = System.getLogger("io.waterclock.checkpoint");
    private static final String MANIFEST = "_CHECKPOINT";
    private static final String VERSION = "waterclock-checkpoint-1";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private final Path directory;
    private final String writer;
    private final Operator operator;

    /**
     * @param directory of this checkpoint alone
     * @param writer whoever writes or reads; what is private can be read back by the same one only
     * @param operator for errors
     */
    CheckpointFiles(Path directory, String writer, Operator operator) {
        this.directory = directory;
        this.writer = writer;
        this.operator = operator;
    }

    Path directory() {
        return directory;
    }

    static String partName(int partition) {
        return String.format(Locale.ROOT, "part-%05d", partition);
    }

    /** A path of this machine. */
    static Path local(String call, String path) {
        if (Given.given(path, call, "path").startsWith("file:")) {
            return Path.of(URI.create(path)).toAbsolutePath();
        }
        if (SCHEME.matcher(path).matches()) {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED,
                    call + ": \"" + path
                            + "\" is on another file system; this engine reads and writes local paths and file: URIs");
        }
        return Path.of(path).toAbsolutePath();
    }

    static Path makeDirectory(String path, String own) {
        Path directory = local("setCheckpointDir", path).resolve(own);
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED, "setCheckpointDir: " + directory + " can't be made: " + e, e);
        }
    }

    // ---- writing

    /**
     * @param job runs the function on each partition
     */
    void write(int partitions, Consumer<Function2<Integer, Iterator<?>, Long>> job) {
        RecordWriter.Mode mode = RecordWriter.Mode.DURABLE;
        try {
            begin();
            try {
                job.accept(new WritePart(directory.toString(), mode, operator.label()));
            } catch (WaterclockException e) {
                if (e.code() != ErrorCode.CODEC_MISSING) {
                    throw e;
                }
                mode = RecordWriter.Mode.PRIVATE;
                LOG.log(
                        System.Logger.Level.INFO,
                        "{0} is written so that only this context can read it: {1}",
                        operator.label(),
                        e.getMessage());
                begin();
                job.accept(new WritePart(directory.toString(), mode, operator.label()));
            }
            String manifest = VERSION + " " + mode + " " + partitions + " " + writer + "\n";
            Path written = directory.resolve("." + MANIFEST);
            Files.writeString(written, manifest, StandardCharsets.UTF_8);
            move(written, directory.resolve(MANIFEST));
        } catch (IOException e) {
            clear();
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED, operator.label() + ": writing " + directory + " failed: " + e, e);
        } catch (RuntimeException | Error e) {
            clear();
            throw e;
        }
    }

    /** Removes what an earlier try has left. */
    private void begin() throws IOException {
        clear();
        Files.createDirectories(directory);
    }

    private void clear() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // nothing is there
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, operator.label() + ": " + directory + " can't be cleared", e);
            return;
        }
        directory.toFile().delete();
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Writes one partition; whole under its name, or not. */
    private record WritePart(String directory, RecordWriter.Mode mode, String purpose)
            implements Function2<Integer, Iterator<?>, Long> {
        @Override
        public Long call(Integer partition, Iterator<?> records) throws IOException {
            TaskContext task = TaskContext.get();
            if (task == null) {
                throw new IllegalStateException("a checkpoint is written in tasks");
            }
            String name = partName(partition);
            Path own = Path.of(directory, "." + name + "-" + task.attemptNumber() + "-" + task.stageId());
            long written;
            try {
                try (RecordWriter out = new RecordWriter(
                        new BufferedOutputStream(Files.newOutputStream(own, StandardOpenOption.CREATE_NEW)),
                        task.codecs(),
                        mode,
                        purpose)) {
                    while (records.hasNext()) {
                        out.write(records.next());
                    }
                    out.end();
                    written = out.recordsWritten();
                }
                move(own, Path.of(directory, name));
                return written;
            } catch (IOException e) {
                throw new WaterclockException(
                        ErrorCode.CHECKPOINT_FAILED,
                        purpose + ": writing " + Path.of(directory, name) + " failed: " + e,
                        e);
            } finally {
                Files.deleteIfExists(own);
            }
        }
    }

    // ---- reading

    <T> CheckpointSource<T> read() {
        List<String> words;
        try {
            words = List.of(Files.readString(directory.resolve(MANIFEST), StandardCharsets.UTF_8)
                    .strip()
                    .split(" "));
        } catch (IOException e) {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED,
                    operator.label() + ": " + directory + " is no checkpoint, or not a whole one: " + MANIFEST
                            + " can't be read (" + e + ")",
                    e);
        }
        if (words.size() != 4 || !words.get(0).equals(VERSION)) {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED,
                    operator.label() + ": " + directory + " is of another version: expected " + VERSION + ", found \""
                            + String.join(" ", words) + "\"");
        }
        RecordWriter.Mode mode = RecordWriter.Mode.valueOf(words.get(1));
        if (mode == RecordWriter.Mode.PRIVATE && !words.get(3).equals(writer)) {
            throw new WaterclockException(
                    ErrorCode.CHECKPOINT_FAILED,
                    operator.label() + ": " + directory
                            + " has records of types without a codec, which only the context"
                            + " that wrote them can read. Register codecs for them (WaterclockContext.codecs()) before"
                            + " the checkpoint is made");
        }
        return new CheckpointSource<>(directory, Integer.parseInt(words.get(2)), mode);
    }
}

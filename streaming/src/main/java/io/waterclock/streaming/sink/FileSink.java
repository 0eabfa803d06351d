// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.sink;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.FileOutput;
import io.waterclock.file.FileTrees;
import io.waterclock.file.IoErrors;
import io.waterclock.file.LocalPaths;
import io.waterclock.file.PartFormat;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.text.TextFormat;
import io.waterclock.util.Given;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A directory of files for each batch: {@code directory/name/1767348001000/part-00000} and so on, where the name is that of the output and the number the batch's
 * time in milliseconds. A batch's directory appears by one rename, whole and on the disk; it may be moved away or removed afterwards, and doesn't come again.
 *
 * <p>A batch that is no later than the last committed one under its name counts as committed. So an output has a name in a directory to itself: of two programs that write under
 * one name at the same time, one would lose batches.
 *
 * @param <T> the type of the records
 */
public final class FileSink<T> implements Sink<T> {
    /*
     * A batch is prepared in "_prepared-<ms>". It is committed when "_committed" has its time, which a rename changes at once; the rename of its directory follows. So where a
     * prepared directory is that of the last committed batch, a process has died between the two, and whoever comes next does the second.
     */
    private static final Logger LOG = System.getLogger(FileSink.class.getName());
    private static final String PREPARED = "_prepared-";
    private static final String COMMITTED = "_committed";
    private static final long NONE = Long.MIN_VALUE;

    private final Path directory;
    private final PartFormat format;

    /** By name: the last batch that was committed before this run; missing when that is none, or when it was said that a batch isn't later. */
    private final Map<String, Long> before = new HashMap<>();

    /**
     * @param directory a local path or {@code file:} URI
     * @param format of the files
     */
    public FileSink(String directory, PartFormat format) {
        String local = LocalPaths.withoutScheme("FileSink", directory, ErrorCode.OUTPUT_FAILED);
        this.directory = LocalPaths.absolute("FileSink", local, ErrorCode.OUTPUT_FAILED);
        this.format = Given.given(format, "FileSink", "format");
    }

    /** Lines of UTF-8, as {@code saveAsTextFile} writes them. */
    public static <T> FileSink<T> text(String directory) {
        return new FileSink<>(directory, new TextFormat(null));
    }

    @Override
    public void open(String name) {
        Path own = directoryOf(name);
        doing("can't be made ready", own, () -> {
            makeDurably(own);
            long last = committed(own);
            finish(own, last);
            before.put(name, last);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(own, PREPARED + "*")) {
                for (Path prepared : left) {
                    FileTrees.delete(prepared);
                }
            }
        });
    }

    @Override
    public void prepare(SinkBatch batch, RDD<T> rdd) {
        Path own = directoryOf(batch.name());
        Path prepared = prepared(own, batch.time());
        doing("can't be made ready", own, () -> {
            Files.createDirectories(own);
            if (!isCommitted(own, batch)) {
                delete(prepared);
                write(rdd, prepared);
            }
        });
    }

    private void write(RDD<T> rdd, Path prepared) {
        FileOutput output = FileOutput.create("FileSink", prepared.toString(), false, true);
        PartFormat parts = format;
        Function2<Integer, Iterator<T>, Long> write =
                (partition, records) -> output.writePart(partition, records, parts);
        List<Integer> partitions =
                IntStream.range(0, rdd.getNumPartitions()).boxed().toList();
        rdd.handle().runJob(rdd.lineage(), partitions, new Action.Process<>(write), "writeTo");
        output.commit(partitions, format);
    }

    @Override
    public void commit(SinkBatch batch) {
        Path own = directoryOf(batch.name());
        doing("can't be committed", own, () -> {
            if (isCommitted(own, batch)) {
                return;
            }
            Path prepared = prepared(own, batch.time());
            if (!Files.exists(prepared)) {
                throw new FileSystemException(
                        prepared.toString(), null, "what was prepared for the batch " + batch.time() + " is gone");
            }
            long ms = batch.time().milliseconds();
            noteCommitted(own, ms);
            finish(own, ms);
        });
    }

    @Override
    public void abort(SinkBatch batch) {
        Path own = directoryOf(batch.name());
        doing("can't be cleaned up", own, () -> {
            if (!isCommitted(own, batch)) {
                delete(prepared(own, batch.time()));
            }
        });
    }

    // ---- what is in the directory of a name

    /** True after it was seen to that its files are visible. */
    private boolean isCommitted(Path own, SinkBatch batch) throws IOException {
        long last = committed(own);
        long ms = batch.time().milliseconds();
        if (ms > last) {
            return false;
        }
        finish(own, last);
        Long ofEarlierRun = before.get(batch.name());
        if (ofEarlierRun != null && ms <= ofEarlierRun) {
            before.remove(batch.name());
            LOG.log(
                    Level.WARNING,
                    "{0}: the {1} counts as committed, since an earlier run has committed the one of {2}; it isn''t written, nor are others up to"
                            + " that. If they aren''t done again, the clock was set back, or another program writes under this"
                            + " name: give the output another name or directory, or their records are missing. Said once",
                    this,
                    batch,
                    new Time(ofEarlierRun));
        }
        return true;
    }

    /** The last that was committed. */
    private long committed(Path own) {
        Path file = own.resolve(COMMITTED);
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return Long.parseLong(text);
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (IOException | NumberFormatException e) {
            throw new WaterclockException(
                    ErrorCode.OUTPUT_FAILED,
                    this + ": " + file
                            + " should have the time of the last batch that was committed, in milliseconds, and can't be read: "
                            + e + ". Put into it the number of the last directory beside it",
                    e);
        }
    }

    private static void noteCommitted(Path own, long ms) throws IOException {
        Path next = own.resolve(COMMITTED + "-next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(ms + "\n"));
            channel.force(true);
        }
        Files.move(next, own.resolve(COMMITTED), StandardCopyOption.ATOMIC_MOVE);
        FileTrees.sync(own);
    }

    /** Makes a directory and those above it that aren't there, with their names on the disk. */
    private static void makeDurably(Path own) throws IOException {
        List<Path> parentsOfNew = new ArrayList<>();
        Path at = own;
        Path parent = own.getParent();
        while (parent != null && !Files.exists(at)) {
            parentsOfNew.add(parent);
            at = parent;
            parent = at.getParent();
        }
        Files.createDirectories(own);
        for (Path each : parentsOfNew) {
            FileTrees.sync(each);
        }
    }

    /** Makes the last committed batch visible, if it isn't yet. */
    private static void finish(Path own, long committed) throws IOException {
        Path prepared = prepared(own, new Time(committed));
        if (Files.exists(prepared)) {
            Files.move(prepared, own.resolve(Long.toString(committed)), StandardCopyOption.ATOMIC_MOVE);
            FileTrees.sync(own);
        }
    }

    private static void delete(Path prepared) throws IOException {
        if (Files.exists(prepared)) {
            FileTrees.delete(prepared);
        }
    }

    private static Path prepared(Path own, Time time) {
        return own.resolve(PREPARED + time.milliseconds());
    }

    /** Of an output, below that of the sink. Its name is no path, and isn't hidden. */
    private Path directoryOf(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
        return directory.resolve(
                encoded.startsWith(".")
                        ? "%2E" + encoded.substring(1)
                        : encoded.startsWith("_") ? "%5F" + encoded.substring(1) : encoded);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void doing(String failed, Path own, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new WaterclockException(
                    ErrorCode.OUTPUT_FAILED, this + ": " + own + " " + failed + ": " + IoErrors.reason(e), e);
        }
    }

    @Override
    public String toString() {
        return "FileSink to " + directory;
    }
}

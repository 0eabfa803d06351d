// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.WaterclockConf;
import io.waterclock.engine.NanoClock;
import io.waterclock.function.Function;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.util.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The new files of a directory, or of those that a glob stands for. {@link io.waterclock.streaming.StreamingContext#textFileStream} says
 * which file is in which batch. A batch has one RDD, whose partitions are in the order in which the files were changed.
 *
 * <p>Records are counted by the tasks that read them, so a batch's {@link StreamInputInfo} has the true number when the batch is completed and its outputs have read
 * all; its metadata has the files from the beginning.
 *
 * <p>The position of a batch is its files, so another run reads them again as long as they are there and as they were.
 */
public final class FileInputDStream<T> extends ReplayableInputDStream<T, FilePosition> {
    /** In the metadata of a batch: the paths of its files, a {@code List<String>}. */
    public static final String METADATA_KEY_FILES = "files";

    /** In the metadata of a batch: how many files were found and are too old for any batch, a {@code Long}; missing when there are none. */
    public static final String METADATA_KEY_IGNORED = "ignored";

    private final FileFormat<T> format;
    private final FileSelection selection;
    private final FileNotices notices;
    private final NanoClock nano;
    private final Duration window;

    /** By the time of the batch; until the batch is forgotten. */
    private final TreeMap<Long, BatchFiles<T>> batches = new TreeMap<>();

    private FileInputDStream(
            DStreamGraph graph,
            String method,
            FileFormat<T> format,
            FileSelection selection,
            FileNotices notices,
            NanoClock nano,
            Duration window) {
        super(graph, method, FilePosition.class);
        this.format = format;
        this.selection = selection;
        this.notices = notices;
        this.nano = nano;
        this.window = window;
    }

    /** What a context is asked for: a stream of files, and what it takes from the context. */
    public static final class Builder {
        private final DStreamGraph graph;
        private final WaterclockConf conf;
        private final Surroundings surroundings;

        /** For contexts. */
        public Builder(DStreamGraph graph, WaterclockConf conf, Surroundings surroundings) {
            this.graph = graph;
            this.conf = conf;
            this.surroundings = surroundings;
        }

        /** The format of records of one length; a length that can't be is refused with the method that the program called. */
        public FileFormat<byte[]> binaryRecords(String method, int recordLength) {
            String made = graph.define(method).toString();
            try {
                return FileFormat.binaryRecords(recordLength);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(made + ": " + e.getMessage(), e);
            }
        }

        /**
         * @param method the method that the program called
         * @throws io.waterclock.WaterclockException with code INPUT_NOT_FOUND when the directory is on another file system, is a file, or
         *     is no glob
         */
        public <T> FileInputDStream<T> watch(
                String method,
                String directory,
                FileFormat<T> format,
                Function<Path, Boolean> filter,
                boolean newFilesOnly) {
            String made = graph.define(method).toString();
            Given.given(directory, made, "directory");
            Given.given(format, made, "format");
            Given.given(filter, made, "filter");
            LocalDirectories directories = new LocalDirectories(made, directory, filter);
            long initialMs = newFilesOnly ? surroundings.wall().currentTimeMs() : 0;
            long windowMs = FileStreamKeys.windowMs(conf, graph.batchMs());
            FileSelection selection = new FileSelection(directories, initialMs, windowMs, graph.batchMs());
            FileNotices notices = new FileNotices(made, directory, graph.batchMs());
            return new FileInputDStream<>(
                    graph, method, format, selection, notices, surroundings.nano(), Duration.ofMillis(windowMs));
        }
    }

    @Override
    protected FilePosition positionOf(Time batch, @Nullable FilePosition previous) {
        long beginNanos = nano.nanoTime();
        FileSelection.Found found = selection.select(batch.milliseconds());
        notices.found(found, nano.nanoTime() - beginNanos);
        return selection.position(batch.milliseconds(), found);
    }

    @Override
    protected RDD<T> replay(Time batch, FilePosition position) {
        BatchFiles<T> files = new BatchFiles<>(operator().toString(), format, position);
        synchronized (batches) {
            batches.put(batch.milliseconds(), files);
        }
        return new SourceRDD<>(graph().rdds(), operator(), files);
    }

    @Override
    protected void restored(Time batch, FilePosition position) {
        selection.restore(batch.milliseconds(), position);
    }

    /** A file of an earlier batch isn't taken again. */
    @Override
    protected Duration positionsNeeded() {
        return window;
    }

    @Override
    protected void done(Time batch, FilePosition position) {
        synchronized (batches) {
            batches.headMap(batch.milliseconds(), true).clear();
        }
    }

    private @Nullable BatchFiles<T> batch(Time time) {
        synchronized (batches) {
            return batches.get(time.milliseconds());
        }
    }

    @Override
    public StreamInputInfo inputInfo(Time time) {
        BatchFiles<T> files = batch(time);
        return files == null ? new StreamInputInfo(id(), 0) : files.info(id(), false);
    }

    @Override
    public StreamInputInfo inputInfoWhenDone(Time time, StreamInputInfo whenMade) {
        BatchFiles<T> files = batch(time);
        return files == null ? whenMade : files.info(id(), true);
    }
}

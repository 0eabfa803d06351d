// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of one batch, and what is known of their records. Safe for any thread. */
final class BatchFiles<T> implements PartitionedSource<T> {
    private final String operator;
    private final FileFormat<T> format;
    private final FilePosition position;
    private final List<FileStatus> files;
    private final List<String> paths;
    private final long ignored;

    /** By the format; {@link FileFormat#UNKNOWN} when only reading tells. */
    private final long toldRecords;

    private @Nullable List<CountedPartition<T>> partitions;
    private @Nullable RecordCounts counts;

    BatchFiles(String operator, FileFormat<T> format, FilePosition position) {
        this.operator = operator;
        this.format = format;
        this.position = position;
        this.files = position.files();
        this.paths = files.stream().map(FileStatus::path).toList();
        this.ignored = position.ignored();
        this.toldRecords = files.isEmpty() ? 0 : format.records(operator, files);
    }

    @Override
    public synchronized List<? extends SourcePartition<T>> partitions() {
        List<CountedPartition<T>> made = partitions;
        if (made == null) {
            made = new ArrayList<>();
            List<? extends SourcePartition<T>> plain = files.isEmpty() ? List.of() : format.partitions(operator, files);
            RecordCounts counted = new RecordCounts(plain.size());
            for (SourcePartition<T> partition : plain) {
                made.add(new CountedPartition<>(partition, made.size(), counted));
            }
            made = List.copyOf(made);
            partitions = made;
            counts = counted;
        }
        return made;
    }

    /** As it is now: how many records there are is known for sure when each partition has been read to its end. */
    StreamInputInfo info(int inputId, boolean isDone) {
        RecordCounts counted = counts();
        long records = toldRecords >= 0 ? toldRecords : counted == null ? 0 : counted.sum();
        boolean isKnown = toldRecords >= 0 || (counted != null && counted.areComplete());
        Map<String, Object> metadata = new HashMap<>();
        metadata.put(StreamInputInfo.METADATA_KEY_DESCRIPTION, description(isKnown, isDone));
        metadata.put(FileInputDStream.METADATA_KEY_FILES, paths);
        metadata.put(FileInputDStream.METADATA_KEY_POSITION, position);
        if (ignored > 0) {
            metadata.put(FileInputDStream.METADATA_KEY_IGNORED, ignored);
        }
        return new StreamInputInfo(inputId, records, metadata);
    }

    private synchronized @Nullable RecordCounts counts() {
        return counts;
    }

    private String description(boolean isKnown, boolean isDone) {
        StringBuilder text = new StringBuilder();
        text.append(files.size() == 1 ? "1 file" : files.size() + " files");
        if (!isKnown) {
            text.append(
                    isDone
                            ? ", not all read to the end: counted is what was read"
                            : ", whose records are counted as they are read");
        }
        if (ignored > 0) {
            text.append("; ").append(ignored).append(" ignored for being too old");
        }
        int listed = Math.min(paths.size(), Limits.FILES_DESCRIBED);
        paths.subList(0, listed).forEach(path -> text.append('\n').append(path));
        if (listed < paths.size()) {
            text.append("\nand ").append(paths.size() - listed).append(" more");
        }
        return text.toString();
    }
}

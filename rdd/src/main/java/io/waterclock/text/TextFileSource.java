// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.compress.CompressionCodecs;
import io.waterclock.file.InputFiles;
import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.source.PartitionCount;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of text files on the local file system; what {@code textFile} reads. {@code WaterclockContext.textFile} says what a path may be.
 *
 * <p>A file is cut into splits of the same number of bytes, and a line belongs to the split in which it starts, so nothing is read
 * to find the cuts. An empty file is one empty partition, an empty directory no partition. Files are listed at the first call of
 * {@link #partitions()} that succeeds, and with the lengths they have then: what is appended later isn't read, but for the rest of
 * a line that had begun; of a file that was cut shorter the rest is read, and a warning logged.
 */
public final class TextFileSource implements PartitionedSource<String> {
    private static final String OPERATOR = "textFile";

    private final String path;
    private final int minPartitions;
    private final long maxSplitBytes;
    private final int maxLineBytes;
    private @Nullable List<TextSplit> splits;

    /**
     * @throws IllegalArgumentException when a path is empty, or {@code minPartitions} isn't between 1 and a million
     * @throws io.waterclock.WaterclockException with code INPUT_NOT_FOUND when a path has the scheme of another file system
     */
    public TextFileSource(String path, int minPartitions) {
        this(path, minPartitions, Limits.SPLIT_BYTES, Limits.LINE_BYTES);
    }

    TextFileSource(String path, int minPartitions, long maxSplitBytes, int maxLineBytes) {
        if (minPartitions < 1 || minPartitions > PartitionCount.MOST) {
            throw new IllegalArgumentException(
                    "textFile: minPartitions must be between 1 and " + PartitionCount.MOST + ", not " + minPartitions);
        }
        InputFiles.check(OPERATOR, path);
        this.path = path;
        this.minPartitions = minPartitions;
        this.maxSplitBytes = maxSplitBytes;
        this.maxLineBytes = maxLineBytes;
    }

    /** @throws io.waterclock.WaterclockException with code INPUT_NOT_FOUND when nothing is there; the next call looks again */
    @Override
    public synchronized List<? extends SourcePartition<String>> partitions() {
        List<TextSplit> listed = splits;
        if (listed == null) {
            listed = cut(InputFiles.list(OPERATOR, path));
            splits = listed;
        }
        return listed;
    }

    private List<TextSplit> cut(List<InputFile> files) {
        CompressionCodecs codecs = CompressionCodecs.installed();
        boolean[] compressed = new boolean[files.size()];
        long bytes = 0;
        for (int i = 0; i < compressed.length; i++) {
            InputFile file = files.get(i);
            compressed[i] = codecs.ofFile(OPERATOR, file.path().toString()) != null;
            bytes += compressed[i] ? 0 : file.length();
        }
        long splitBytes = Math.max(1, Math.min(bytes / minPartitions, maxSplitBytes));
        List<TextSplit> result = new ArrayList<>();
        for (int i = 0; i < compressed.length; i++) {
            cut(files.get(i), compressed[i], splitBytes, maxLineBytes, result);
        }
        return List.copyOf(result);
    }

    /** The lines of files that were found otherwise, file by file: one partition for each, or several for one that is large and not compressed. */
    public static List<SourcePartition<String>> splitsOf(String operator, List<InputFile> files) {
        CompressionCodecs codecs = CompressionCodecs.installed();
        List<TextSplit> result = new ArrayList<>(files.size());
        for (InputFile file : files) {
            boolean compressed = codecs.ofFile(operator, file.path().toString()) != null;
            cut(file, compressed, Limits.SPLIT_BYTES, Limits.LINE_BYTES, result);
        }
        return List.copyOf(result);
    }

    private static void cut(
            InputFile file, boolean compressed, long splitBytes, int maxLineBytes, List<TextSplit> result) {
        URI uri = file.path().toUri();
        long length = file.length();
        long start = 0;
        if (!compressed) {
            while ((length - start) * 10 > splitBytes * (10 + Limits.SPLIT_SLACK_TENTHS)) {
                result.add(new TextSplit(uri, false, start, start + splitBytes, maxLineBytes));
                start += splitBytes;
            }
        }
        if (start < length || length == 0) {
            result.add(new TextSplit(uri, compressed, start, length, maxLineBytes));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.compress.CompressionCodecs;
import io.waterclock.file.InputFiles;
import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one length, without anything between them; what {@code binaryRecords} reads. A file is cut at record borders; a
 * compressed one is not cut. Files are listed, and their lengths checked, at the first call of {@link #partitions()} that succeeds.
 */
public final class BinaryRecordsSource implements PartitionedSource<byte[]> {
    private static final String OPERATOR = "binaryRecords";

    /** As for text: small enough to keep every core busy to the end, big enough that opening a file is noise. */
    private static final long SPLIT_BYTES = 32L << 20;

    private final String path;
    private final int recordLength;
    private final int minPartitions;
    private final long maxSplitBytes;
    private @Nullable List<BinaryRecordsSplit> splits;

    /**
     * @param recordLength in bytes
     * @throws IllegalArgumentException when the length is below 1
     */
    public BinaryRecordsSource(String path, int recordLength, int minPartitions) {
        this(path, recordLength, minPartitions, SPLIT_BYTES);
    }

    BinaryRecordsSource(String path, int recordLength, int minPartitions, long maxSplitBytes) {
        if (recordLength < 1) {
            throw new IllegalArgumentException(
                    OPERATOR + ": the length of a record must be at least 1 byte, not " + recordLength);
        }
        InputFiles.check(OPERATOR, path);
        this.path = path;
        this.recordLength = recordLength;
        this.minPartitions = minPartitions;
        this.maxSplitBytes = maxSplitBytes;
    }

    /** @throws WaterclockException with code INPUT_FAILED when a file is no whole number of records long */
    @Override
    public synchronized List<? extends SourcePartition<byte[]>> partitions() {
        List<BinaryRecordsSplit> listed = splits;
        if (listed == null) {
            listed = cut(InputFiles.list(OPERATOR, path));
            splits = listed;
        }
        return listed;
    }

    private List<BinaryRecordsSplit> cut(List<InputFile> files) {
        CompressionCodecs codecs = CompressionCodecs.installed();
        boolean[] compressed = new boolean[files.size()];
        long bytes = 0;
        for (int i = 0; i < compressed.length; i++) {
            InputFile file = files.get(i);
            compressed[i] = codecs.ofFile(OPERATOR, file.path().toString()) != null;
            if (!compressed[i]) {
                checkLength(OPERATOR, file, recordLength);
                bytes += file.length();
            }
        }
        long splitBytes = Math.max(1, Math.min(bytes / minPartitions, maxSplitBytes));
        long splitRecords = Math.max(1, splitBytes / recordLength);
        List<BinaryRecordsSplit> result = new ArrayList<>();
        for (int i = 0; i < compressed.length; i++) {
            InputFile file = files.get(i);
            if (compressed[i]) {
                result.add(new BinaryRecordsSplit(file.path().toUri(), true, 0, -1, recordLength));
            } else {
                cut(file, splitRecords, recordLength, result);
            }
        }
        return List.copyOf(result);
    }

    /**
     * The records of files that were found otherwise, file by file: one partition for each, or several for one that is large and not
     * compressed.
     *
     * @throws WaterclockException with code INPUT_FAILED when a file is no whole number of records long
     */
    public static List<SourcePartition<byte[]>> splitsOf(String operator, List<InputFile> files, int recordLength) {
        CompressionCodecs codecs = CompressionCodecs.installed();
        long splitRecords = Math.max(1, SPLIT_BYTES / recordLength);
        List<BinaryRecordsSplit> result = new ArrayList<>(files.size());
        for (InputFile file : files) {
            if (codecs.ofFile(operator, file.path().toString()) != null) {
                result.add(new BinaryRecordsSplit(file.path().toUri(), true, 0, -1, recordLength));
            } else {
                checkLength(operator, file, recordLength);
                cut(file, splitRecords, recordLength, result);
            }
        }
        return List.copyOf(result);
    }

    private static void checkLength(String operator, InputFile file, int recordLength) {
        if (file.length() % recordLength != 0) {
            throw new WaterclockException(
                    ErrorCode.INPUT_FAILED,
                    operator + ": " + file.path() + " has " + file.length()
                            + " bytes, which is no whole number of records of " + recordLength + " bytes: "
                            + file.length() % recordLength
                            + " would be left over. Is the length right, and the file complete?");
        }
    }

    private static void cut(InputFile file, long splitRecords, int recordLength, List<BinaryRecordsSplit> result) {
        long records = file.length() / recordLength;
        long first = 0;
        do {
            // The last split may be half as large again, rather than leaving a crumb.
            long n = records - first <= splitRecords + splitRecords / 2 ? records - first : splitRecords;
            result.add(new BinaryRecordsSplit(file.path().toUri(), false, first, n, recordLength));
            first += n;
        } while (first < records);
    }
}

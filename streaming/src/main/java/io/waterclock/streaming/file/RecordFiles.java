// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.WaterclockException;
import io.waterclock.compress.CompressionCodecs;
import io.waterclock.input.BinaryRecordsSource;
import io.waterclock.source.SourcePartition;
import java.util.List;

/** Records of one length. */
record RecordFiles(int recordLength) implements FileFormat<byte[]> {

    RecordFiles {
        if (recordLength < 1) {
            throw new IllegalArgumentException("The length of a record must be at least 1 byte, not " + recordLength);
        }
    }

    @Override
    public List<SourcePartition<byte[]>> partitions(String operator, List<FileStatus> files) {
        return BinaryRecordsSource.splitsOf(operator, LocalDirectories.inputFiles(files), recordLength);
    }

    @Override
    public long records(String operator, List<FileStatus> files) {
        CompressionCodecs codecs = CompressionCodecs.installed();
        long records = 0;
        for (FileStatus file : files) {
            if (file.length() % recordLength != 0 || isCompressed(codecs, operator, file)) {
                return UNKNOWN;
            }
            records += file.length() / recordLength;
        }
        return records;
    }

    private static boolean isCompressed(CompressionCodecs codecs, String operator, FileStatus file) {
        try {
            return codecs.ofFile(operator, file.path()) != null;
        } catch (WaterclockException e) {
            // By a codec that isn't there, which whoever reads it will hear.
            return true;
        }
    }
}

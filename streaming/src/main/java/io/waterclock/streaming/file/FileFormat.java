// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.function.Function;
import io.waterclock.source.SourcePartition;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/**
 * How the files of a batch become records.
 *
 * @param <T> the type of the records
 */
public interface FileFormat<T> {
    /** A number of records that can't be told without reading. */
    long UNKNOWN = -1;

    /**
     * The partitions, file by file. Called once for each batch with files, on the driver, by the first action that needs them; an
     * exception ends that action. Reads no file: that is for the partitions, in tasks, maybe several times.
     *
     * @param operator the method that the program called and where, for errors
     * @param files at least one, in the order in which the batch has them
     */
    List<? extends SourcePartition<T>> partitions(String operator, List<FileStatus> files);

    /** How many records the files have, if that can be told from the files' names and lengths; else {@link #UNKNOWN}, and they are counted as they are read. Called when the batch is made. */
    default long records(String operator, List<FileStatus> files) {
        return UNKNOWN;
    }

    /** Lines of UTF-8, as {@code textFile} has them: a large file is several partitions, a compressed one is read through its codec. */
    static FileFormat<String> text() {
        return new TextFiles();
    }

    /**
     * Records of one length, as {@code binaryRecords} has them.
     *
     * @param recordLength in bytes, at least 1
     */
    static FileFormat<byte[]> binaryRecords(int recordLength) {
        return new RecordFiles(recordLength);
    }

    /**
     * What a function reads from each file, a file a partition. It is called in a task with the content, uncompressed, once each time that
     * the file is read; the iterator is read to its end at most, then the stream is closed. Tasks share the function.
     */
    static <T> FileFormat<T> reading(Function<InputStream, Iterator<T>> reader) {
        return new ReadFiles<>(reader);
    }
}

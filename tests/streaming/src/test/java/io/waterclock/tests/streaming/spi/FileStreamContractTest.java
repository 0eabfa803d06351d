// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.testkit.contract.ReplayableInputContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Files that come into a directory, a line a record. */
class FileStreamContractTest extends ReplayableInputContract<String> {
    @TempDir
    Path directory;

    private int files;

    @Override
    @SuppressWarnings("unchecked") // a stream of files is one that can be replayed
    protected ReplayableInputDStream<String, ?> input(StreamingContext context) {
        return (ReplayableInputDStream<String, ?>) context.fileStream(directory.toString(), FileFormat.text());
    }

    @Override
    protected String record(int number) {
        return "line " + number;
    }

    @Override
    protected void add(List<String> records, long nowMs) throws IOException {
        files++;
        Path hidden = Files.write(directory.resolve("_new"), records);
        Files.setLastModifiedTime(hidden, FileTime.fromMillis(nowMs + 1));
        Files.move(hidden, directory.resolve("%05d.txt".formatted(files)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.contract.ReplayableInputContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
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

    /** A file is too old for a batch after a minute; but not when there was no program that could have taken it. */
    @Test
    void filesThatCameWhileNoProgramRan_areTaken_howeverLongThatWas() throws IOException {
        try (StreamingTestKit kit = kit().build()) {
            ReplayableInputDStream<String, ?> before = input(kit.context());
            kit.collect(before);
            add(List.of("a"), kit.clock().currentTimeMs());
            kit.advance(1);
            SortedMap<Time, byte[]> saved = new TreeMap<>();
            before.positions().keySet().forEach(time -> saved.put(time, before.saved(time)));
            kit.crash();

            add(List.of("b"), kit.clock().currentTimeMs() + 1_000);
            kit.clock().advance(Duration.ofMinutes(10));
            TestOutput<String> out = kit.restart(again -> {
                ReplayableInputDStream<String, ?> after = input(again.context());
                saved.forEach(after::restore);
                return again.collect(after);
            });
            kit.advance(2);
            assertThat(out.batches()).containsExactly(List.of("b"), List.of());
        }
    }

    @Override
    protected void add(List<String> records, long nowMs) throws IOException {
        files++;
        Path hidden = Files.write(directory.resolve("_new"), records);
        Files.setLastModifiedTime(hidden, FileTime.fromMillis(nowMs + 1));
        Files.move(hidden, directory.resolve("%05d.txt".formatted(files)));
    }
}

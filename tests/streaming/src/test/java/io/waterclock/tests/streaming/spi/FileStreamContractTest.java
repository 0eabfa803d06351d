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
            SortedMap<Time, byte[]> saved = saved(before);
            kit.crash();

            add(List.of("b"), kit.clock().currentTimeMs() + 1_000);
            kit.clock().advance(Duration.ofMinutes(10));
            TestOutput<String> out = restarted(kit, saved);
            kit.advance(2);
            assertThat(out.batches()).containsExactly(List.of("b"), List.of());
        }
    }

    /** What is renamed into the directory keeps the time at which it was written. */
    @Test
    void fileThatWasWrittenBeforeTheProgramEnded_andRenamedBehind_isTaken_howeverLongThatWas() throws IOException {
        try (StreamingTestKit kit = kit().build()) {
            ReplayableInputDStream<String, ?> before = input(kit.context());
            kit.collect(before);
            add(List.of("a"), kit.clock().currentTimeMs());
            kit.advance(1);
            SortedMap<Time, byte[]> saved = saved(before);
            kit.crash();

            add(List.of("b"), kit.clock().currentTimeMs() - 500);
            kit.clock().advance(Duration.ofMinutes(10));
            TestOutput<String> out = restarted(kit, saved);
            kit.advance(2);
            assertThat(out.batches()).containsExactly(List.of("b"), List.of());
        }
    }

    /** A link to itself stands for a file of a server that doesn't answer. */
    @Test
    void fileThatCouldNotBeLookedAtForLong_isTakenOnce_whenTheProgramIsStartedAgain() throws IOException {
        try (StreamingTestKit kit = kit().build()) {
            ReplayableInputDStream<String, ?> before = input(kit.context());
            kit.collect(before);
            Path away = directory.resolve("_away");
            Files.createSymbolicLink(away, away);
            Files.createSymbolicLink(directory.resolve("linked"), away);
            long writtenMs = kit.clock().currentTimeMs() + 1;
            kit.advance(100);
            SortedMap<Time, byte[]> saved = saved(before);
            kit.crash();

            Files.delete(away);
            Files.write(away, List.of("b"));
            Files.setLastModifiedTime(away, FileTime.fromMillis(writtenMs));
            TestOutput<String> out = restarted(kit, saved);
            kit.advance(2);
            assertThat(out.batches()).containsExactly(List.of("b"), List.of());
        }
    }

    private static SortedMap<Time, byte[]> saved(ReplayableInputDStream<String, ?> input) {
        SortedMap<Time, byte[]> saved = new TreeMap<>();
        input.positions().keySet().forEach(time -> saved.put(time, input.saved(time)));
        return saved;
    }

    private TestOutput<String> restarted(StreamingTestKit kit, SortedMap<Time, byte[]> saved) {
        return kit.restart(again -> {
            ReplayableInputDStream<String, ?> after = input(again.context());
            saved.forEach(after::restore);
            return again.collect(after);
        });
    }

    @Override
    protected void add(List<String> records, long nowMs) throws IOException {
        files++;
        Path hidden = Files.write(directory.resolve("_new"), records);
        Files.setLastModifiedTime(hidden, FileTime.fromMillis(nowMs + 1));
        Files.move(hidden, directory.resolve("%05d.txt".formatted(files)));
    }
}

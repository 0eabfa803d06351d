// SPDX-License-Identifier: Apache-2.0
package io.waterclock.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipedProcessTest {
    @TempDir
    private Path temp;

    private static PipedProcess started(String script, Iterator<?> records, String encoding) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the command is one of a POSIX shell");
        PipedProcess process = new PipedProcess(
                new Piping<>(List.of("/bin/sh", "-c", script), Map.of(), false, 8192, encoding), records);
        process.start();
        return process;
    }

    @Test
    void processThatPrintsNoMore_stillGetsAllRecords() throws Exception {
        Path log = temp.resolve("log");
        Iterator<Integer> records = IntStream.range(0, 100_000).iterator();
        try (PipedProcess process = started("echo begun; exec > '" + log + "'; cat", records, "UTF-8")) {
            assertThat(process.next()).isEqualTo("begun");
            assertThat(process.hasNext()).isFalse();
        }
        assertThat(Files.readAllLines(log)).hasSize(100_000);
    }

    @Test
    void processThatReadsNoMore_getsNoMoreRecords() throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        Iterator<Integer> records = Stream.generate(pulled::incrementAndGet).iterator(); // without an end
        try (PipedProcess process = started("head -n 1", records, "UTF-8")) {
            assertThat(process.next()).isEqualTo("1");
            assertThat(process.hasNext()).isFalse();
        }
        assertThat(pulled).hasPositiveValue();
    }

    @Test
    void processThatEnds_isOver_thoughAProcessOfItsOwnHoldsItsInput() throws Exception {
        Iterator<Integer> records = IntStream.range(0, 100_000).iterator(); // more than a pipe holds
        String script = "exec >/dev/null 3<&0; sleep 20 <&3 & sleep 1; exit 0";
        try (PipedProcess process = started(script, records, "UTF-8")) {
            assertThat(process.hasNext()).isFalse();
        }
        assertThat(records.hasNext()).isTrue();
    }

    /** An Error on one of the process's threads: the end of its input, or of its output, is none then. */
    @Test
    void whatFailsOnAThreadOfTheProcess_failsTheTask() throws Exception {
        for (String encoding : List.of(FailingCharsets.WRITING, FailingCharsets.READING)) {
            try (PipedProcess process = started("cat", List.of("a", "b").iterator(), encoding)) {
                assertThatThrownBy(() -> {
                            while (process.hasNext()) {
                                process.next();
                            }
                        })
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessage(encoding);
            }
        }
    }

    @Test
    void directoryOfAProcessThatStillWrites_isGoneAfterClose_alsoInACancelledTask() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the command is one of a POSIX shell");
        List<String> command = List.of("/bin/sh", "-c", "pwd; while :; do : > written; rm written; done");
        PipedProcess process =
                new PipedProcess(new Piping<>(command, Map.of(), true, 8192, "UTF-8"), Collections.emptyIterator());
        process.start();
        Path directory = Path.of(process.next());
        assertThat(directory).exists();
        Thread.currentThread().interrupt();
        process.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).doesNotExist();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipedProcessTest {

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

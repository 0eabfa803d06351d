// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full in the middle of a write: jobs fail and say what to do, nothing is left, and the next ones work. */
class FullDiskTest {
    /** Of 512 bytes each. */
    private static final String BLOCKS = "2048";

    @TempDir
    Path dir;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the shell and prlimit set the size of files")
    @Timeout(300)
    void aFullDisk_failsTheJobThatNeedsIt_andNoOther() throws Exception {
        assumeTrue(isOnThePath("prlimit"), "room is made by prlimit, of util-linux");
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -S -f " + BLOCKS + " && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDisk.class.getName(),
                        dir.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor()).as(said).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

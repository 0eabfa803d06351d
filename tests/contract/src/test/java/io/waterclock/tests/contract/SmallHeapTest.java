// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Grouping, sorting and crossing end with the right result in a heap that is a fraction of the records, one key having half of them. */
class SmallHeapTest {
    @TempDir
    Path dir;

    @Test
    @Timeout(300)
    void moreThanTheHeap_isGroupedAndSorted() throws Exception {
        assertEnds("64m", 200);
    }

    @Test
    @Tag("soak")
    @Timeout(1800)
    void twoGigabytes_areGroupedAndSorted_within512Megabytes() throws Exception {
        assertEnds("512m", 2_000);
    }

    @Test
    @Tag("soak")
    @Timeout(1800)
    void oneGigabyte_isGroupedSortedAndCrossed_within256Megabytes() throws Exception {
        assertEnds("256m", 1_000);
    }

    private void assertEnds(String heap, int megabytes) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        Integer.toString(megabytes),
                        dir.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoriesTest {

    @TempDir
    Path directory;

    /** A link to itself stands for a disk that doesn't answer, or a directory above that may not be entered. */
    @Test
    void directoryThatCannotBeLookedAt_isNotTakenForOneThatIsNotThere() throws IOException {
        Path above = directory.resolve("above");
        Files.createSymbolicLink(above, above);
        LocalDirectories in =
                new LocalDirectories("textFileStream", above.resolve("in").toString(), file -> true);
        assertThatThrownBy(in::now)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("textFileStream: " + above.resolve("in"))
                .hasMessageContaining("can't be looked at");
        Files.delete(above);
        assertThat(in.now()).isEmpty();
        Files.createDirectories(above.resolve("in"));
        assertThat(in.now()).hasSize(1);
    }
}

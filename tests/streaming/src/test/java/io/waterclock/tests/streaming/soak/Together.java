// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.testkit.StreamingTestKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Several programs in one context. */
final class Together extends SoakProgram {
    private final List<SoakProgram> programs;

    Together(SoakProgram... programs) {
        this.programs = List.of(programs);
    }

    @Override
    void describe(StreamingTestKit kit, Path dir) throws IOException {
        for (int i = 0; i < programs.size(); i++) {
            programs.get(i).describe(kit, Files.createDirectory(dir.resolve("" + i)));
        }
    }

    @Override
    void feed(int batch) throws IOException {
        for (SoakProgram program : programs) {
            program.feed(batch);
        }
    }

    @Override
    void check(int batch) throws IOException {
        for (SoakProgram program : programs) {
            program.check(batch);
        }
    }
}

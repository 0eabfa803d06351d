// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed in the middle of a save: no half-written file is seen, and what it left is known. */
@Timeout(180)
class KilledSaveTest {
    @TempDir
    Path dir;

    /** Saves 20 partitions; says when the fifth is done, and writes the sixth for ever. */
    static final class Saving {
        private Saving() {}

        public static void main(String[] args) {
            WaterclockConf conf = new WaterclockConf().setMaster("local[1]").setAppName("saving");
            try (WaterclockContext wc = new WaterclockContext(conf)) {
                wc.parallelize(IntStream.range(0, 20).boxed().toList(), 20)
                        .flatMap(x -> {
                            if (x == 5) {
                                System.out.println("five are written");
                                return Stream.generate(() -> "a line of the sixth")
                                        .iterator();
                            }
                            return List.of("line " + x).iterator();
                        })
                        .saveAsTextFile(args[0]);
            }
        }
    }

    @Test
    void aJvmKilledInASave_leavesNoPartToBeSeen_andTheNextSaveSaysSo() throws Exception {
        Path out = dir.resolve("out");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Saving.class.getName(),
                        out.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("five are written");
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }

        assertThat(out.toFile().list()).containsExactly("_temporary");
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf().setMaster("local[2]"))) {
            assertThat(wc.textFile(out.toString()).count()).isZero();
            assertThatThrownBy(() -> wc.parallelize(List.of(1)).saveAsTextFile(out.toString()))
                    .hasMessageContaining(
                            "exists already, and its job has not ended: it is still running, or was killed");
            try (Stream<Path> left = Files.walk(out)) {
                for (Path each :
                        left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
            wc.parallelize(List.of(1)).saveAsTextFile(out.toString());
            assertThat(wc.textFile(out.toString()).collect()).containsExactly("1");
        }
    }
}

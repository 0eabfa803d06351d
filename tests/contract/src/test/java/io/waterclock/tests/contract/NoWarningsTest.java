// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.StorageLevel;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program needs no flags, and neither JVM nor engine warns it of anything, also where the JVM denies what it will take away. */
class NoWarningsTest {
    private static final int FIRST_THAT_DENIES = 24;

    @TempDir
    Path dir;

    /** Loops of its own, shuffles and kept partitions in all forms, through files and outside of the heap; files, compressed. */
    static final class Quiet {
        private Quiet() {}

        /** @param args where files go */
        public static void main(String[] args) {
            WaterclockConf conf = new WaterclockConf()
                    .setMaster("local[2]")
                    .set("waterclock.embedded.specialize.hotRecords", "0")
                    .set("waterclock.embedded.memory.bytes", "200k")
                    .set("waterclock.local.dir", args[0]);
            try (WaterclockContext wc = new WaterclockContext(conf)) {
                PairRDD<String, Integer> words = wc.parallelize(
                                IntStream.range(0, 20_000).boxed().toList(), 4)
                        .mapToPair(x -> new Tuple2<>("key-" + x % 5_000, x));
                for (StorageLevel level : List.of(
                        StorageLevel.MEMORY_ONLY,
                        StorageLevel.MEMORY_AND_DISK_SER,
                        StorageLevel.DISK_ONLY,
                        StorageLevel.OFF_HEAP)) {
                    PairRDD<String, Integer> kept = words.mapValues(x -> x + 1).persist(level);
                    check(kept.count() + kept.count(), 40_000);
                    kept.unpersist();
                }
                check(words.reduceByKey(Integer::sum).count(), 5_000);
                check(words.groupByKey().join(words).count(), 20_000);
                check(words.sortByKey().countApproxDistinct(0.01) > 0 ? 1 : 0, 1);
                words.map(Tuple2::toString).saveAsTextFile(args[0] + "/text", "gzip");
                words.saveAsObjectFile(args[0] + "/objects");
                check(wc.textFile(args[0] + "/text").count(), 20_000);
                check(wc.objectFile(args[0] + "/objects").count(), 20_000);
            }
            System.out.println("done");
        }

        private static void check(long found, long expected) {
            if (found != expected) {
                throw new AssertionError(found + " instead of " + expected);
            }
        }
    }

    @Test
    @Timeout(300)
    void aProgram_printsWhatItPrints_andNothingElse() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        if (Runtime.version().feature() >= FIRST_THAT_DENIES) {
            command.add("--sun-misc-unsafe-memory-access=deny");
            command.add("--illegal-native-access=deny");
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Quiet.class.getName(),
                Files.createDirectory(dir.resolve("files")).toString()));
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        // the JVM says what it has from them
        program.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process child = program.start();
        try (InputStream said = child.getInputStream()) {
            assertThat(new String(said.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly("done");
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }
}

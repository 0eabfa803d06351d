// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keeps several times as much as the heap has room for, in a JVM of its own, and reads it back. */
class KeptInLittleHeapTest {
    private static final int TEXT = Integer.getInteger("text", 100);
    private static final int PARTITIONS = 16;

    /** The program: arguments are the directory, how many megabytes, and the names of levels. */
    public static final class Program {
        private static final List<byte[]> HELD = new ArrayList<>();

        public static void main(String[] args) {
            long records = Long.parseLong(args[1]) * (1 << 20) / TEXT;
            WaterclockConf conf = new WaterclockConf().setMaster("local[2]").set("waterclock.local.dir", args[0]);
            try (WaterclockContext context = new WaterclockContext(conf)) {
                hold(Integer.getInteger("held", 0));
                for (String level : Arrays.asList(args).subList(2, args.length)) {
                    keep(context, level(level), records / PARTITIONS);
                }
            }
            System.out.println("done");
        }

        /** The program itself fills some of the heap, with what nobody counts. */
        private static void hold(int megabytes) {
            for (int i = 0; i < megabytes * 64; i++) {
                HELD.add(new byte[(1 << 14) - 16]);
            }
        }

        private static StorageLevel level(String name) {
            return switch (name) {
                case "MEMORY_ONLY" -> StorageLevel.MEMORY_ONLY;
                case "MEMORY_ONLY_SER" -> StorageLevel.MEMORY_ONLY_SER;
                case "MEMORY_AND_DISK" -> StorageLevel.MEMORY_AND_DISK;
                case "MEMORY_AND_DISK_SER" -> StorageLevel.MEMORY_AND_DISK_SER;
                case "OFF_HEAP" -> StorageLevel.OFF_HEAP;
                default -> StorageLevel.DISK_ONLY;
            };
        }

        private static void keep(WaterclockContext context, StorageLevel level, long each) {
            List<Integer> starts = IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toList());
            RDD<String> texts = context.parallelize(starts, PARTITIONS)
                    .flatMap(start -> texts(start * each, each))
                    .persist(level);
            long sum = each * PARTITIONS * (each * PARTITIONS - 1) / 2;
            for (int reading = 0; reading < 2; reading++) {
                long read =
                        texts.map(text -> Long.parseLong(text.substring(0, 12))).reduce(Long::sum);
                if (read != sum) {
                    throw new IllegalStateException(level + ", reading " + reading + ": " + read + " is not " + sum);
                }
            }
            texts.unpersist();
            EmbeddedEngine engine = (EmbeddedEngine) context.engine();
            if (engine.memory().budget().kept()
                            + engine.memory().slabs().budget().kept()
                    != 0) {
                throw new IllegalStateException(
                        level + " leaves " + engine.memory().budget());
            }
        }

        private static Iterator<String> texts(long from, long count) {
            return new Iterator<>() {
                private long next = from;

                @Override
                public boolean hasNext() {
                    return next < from + count;
                }

                @Override
                public String next() {
                    String number = Long.toString(1_000_000_000_000L + next++).substring(1);
                    return number + "x".repeat(TEXT - number.length());
                }
            };
        }
    }

    private static void run(Path dir, List<String> jvm, String megabytes, String... levels) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Program.class.getName(), dir.toString(), megabytes));
        command.addAll(List.of(levels));
        ProcessBuilder builder = new ProcessBuilder(command);
        Process program = builder.redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes(), UTF_8);
        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).endsWith("done" + System.lineSeparator());
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void severalTimesTheHeap_isKeptAtAnyLevel(@TempDir Path dir) throws Exception {
        run(
                dir,
                List.of("-Xmx48m"),
                "150",
                "MEMORY_ONLY",
                "MEMORY_ONLY_SER",
                "MEMORY_AND_DISK",
                "MEMORY_AND_DISK_SER",
                "OFF_HEAP",
                "DISK_ONLY");
    }

    /** A budget of sixteen heaps, and one that the program doesn't leave room for. */
    @ParameterizedTest
    @CsvSource({
        "-XX:+UseG1GC, -Dwaterclock.embedded.memory.bytes=2g",
        "-XX:+UseG1GC, -Dheld=80",
        "-XX:+UseSerialGC, -Dwaterclock.embedded.memory.bytes=2g",
        "-XX:+UseParallelGC, -Dwaterclock.embedded.memory.bytes=2g",
    })
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void moreThanTheHeap_isKeptAtAnyLevel_whateverTheBudgetIs(String collector, String setting, @TempDir Path dir)
            throws Exception {
        run(dir, List.of("-Xmx128m", collector, setting, "-Dtext=2000"), "300", "MEMORY_AND_DISK", "MEMORY_ONLY");
    }

    @Test
    @Tag("soak")
    @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void twoGigabytes_areKeptIn512MegabytesOfHeap(@TempDir Path dir) throws Exception {
        run(dir, List.of("-Xmx512m"), "2048", "MEMORY_AND_DISK_SER", "DISK_ONLY", "MEMORY_AND_DISK", "MEMORY_ONLY");
    }
}

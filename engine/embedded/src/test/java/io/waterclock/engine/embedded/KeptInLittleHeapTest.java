// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keeps several times as much as the heap has room for, in a JVM of its own, and reads it back. */
class KeptInLittleHeapTest {
    private static final int TEXT = 100;
    private static final int PARTITIONS = 16;

    /** The program: arguments are the directory, how many megabytes, and the names of levels. */
    public static final class Program {
        public static void main(String[] args) {
            long records = Long.parseLong(args[1]) * (1 << 20) / TEXT;
            WaterclockConf conf =
                    new WaterclockConf(false).setMaster("local[2]").set("waterclock.local.dir", args[0]);
            try (WaterclockContext context = new WaterclockContext(conf)) {
                for (String level : Arrays.asList(args).subList(2, args.length)) {
                    keep(context, level(level), records / PARTITIONS);
                }
            }
            System.out.println("done");
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

    private static void run(Path dir, String heap, String megabytes, String... levels) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                dir.toString(),
                megabytes);
        builder.command().addAll(List.of(levels));
        Process program = builder.redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes(), UTF_8);
        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).endsWith("done" + System.lineSeparator());
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void severalTimesTheHeap_isKeptAtAnyLevel(@TempDir Path dir) throws Exception {
        run(
                dir,
                "48m",
                "150",
                "MEMORY_ONLY",
                "MEMORY_ONLY_SER",
                "MEMORY_AND_DISK",
                "MEMORY_AND_DISK_SER",
                "OFF_HEAP",
                "DISK_ONLY");
    }

    @Test
    @Tag("soak")
    @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void twoGigabytes_areKeptIn512MegabytesOfHeap(@TempDir Path dir) throws Exception {
        run(dir, "512m", "2048", "MEMORY_AND_DISK_SER", "DISK_ONLY", "MEMORY_AND_DISK", "MEMORY_ONLY");
    }
}

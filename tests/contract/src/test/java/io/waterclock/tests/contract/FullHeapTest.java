// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the estimates say: a job that would fill the heap goes to disk or fails, and the context lives on. */
class FullHeapTest {
    @TempDir
    Path dir;

    @TempDir
    Path said;

    /**
     * A program whose heap is really full: what it was told of its memory is wrong, and it holds much itself. Run in a JVM of its
     * own.
     */
    static final class Program {
        private static final int PARTITIONS = 32;
        private static final int VALUE_BYTES = 2_000;

        /** Reached by name, so that nobody but the program counts it. */
        private static final List<byte[]> HELD = new ArrayList<>();

        private Program() {}

        /** @param args where temporary files go */
        public static void main(String[] args) {
            long heap = Runtime.getRuntime().maxMemory();
            WaterclockConf conf = new WaterclockConf()
                    .setMaster("local[2]")
                    .set("waterclock.local.dir", args[0])
                    .set("waterclock.embedded.memory.bytes", Long.toString(heap * 2)); // more than there is
            try (WaterclockContext wc = new WaterclockContext(conf)) {
                int each = (int) (heap * 3 / VALUE_BYTES / PARTITIONS);
                functionThatFillsTheHeap_fails(wc);
                resultThatFillsTheHeap_fails(wc, each);
                holdUntilTheHeapIsTight();
                whatIsKept_goesToDisk(wc, each / 3);
                endsOrFails(wc, () -> grouped(wc, each / 3));
                HELD.clear();
                grouped(wc, each / 12);
            }
        }

        /** Till more than the engine's mark of what may live in the old generation has been found to live there. */
        private static void holdUntilTheHeapIsTight() {
            MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                    .findFirst()
                    .orElseThrow();
            do {
                for (int i = 0; i < 100; i++) {
                    HELD.add(new byte[10_000]);
                }
                System.gc();
            } while (old.getCollectionUsage().getUsed() < 0.86 * old.getUsage().getMax());
        }

        private static RDD<byte[]> values(WaterclockContext wc, int each) {
            return wc.parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
                    .flatMap(partition -> IntStream.range(0, each)
                            .mapToObj(i -> value(partition * each + i))
                            .iterator());
        }

        private static byte[] value(int n) {
            byte[] value = new byte[VALUE_BYTES];
            value[0] = (byte) n;
            value[1] = (byte) (n >>> 8);
            return value;
        }

        private static void whatIsKept_goesToDisk(WaterclockContext wc, int each) {
            RDD<byte[]> kept = values(wc, each).persist(StorageLevel.MEMORY_AND_DISK);
            for (int i = 0; i < 2; i++) {
                require(kept.count() == (long) PARTITIONS * each, "kept");
                require(
                        kept.map(value -> (long) value.length).reduce(Long::sum)
                                == (long) PARTITIONS * each * VALUE_BYTES,
                        "read");
            }
            kept.unpersist();
        }

        private static void grouped(WaterclockContext wc, int each) {
            long values = values(wc, each)
                    .mapToPair(value -> new Tuple2<>(value[0], value))
                    .groupByKey(4)
                    .map(group -> {
                        long count = 0;
                        for (byte[] value : group._2()) {
                            require(value[0] == group._1(), "a value of another key");
                            count++;
                        }
                        return count;
                    })
                    .reduce(Long::sum);
            require(values == (long) PARTITIONS * each, "grouped: " + values);
        }

        private static void functionThatFillsTheHeap_fails(WaterclockContext wc) {
            fails(
                    wc,
                    () -> wc.parallelize(List.of(1, 2), 2)
                            .map(x -> {
                                List<byte[]> all = new ArrayList<>();
                                while (all.size() < Integer.MAX_VALUE) {
                                    all.add(new byte[100_000]);
                                }
                                return all.size();
                            })
                            .count());
        }

        private static void resultThatFillsTheHeap_fails(WaterclockContext wc, int each) {
            fails(wc, () -> values(wc, each).collect());
        }

        private static void fails(WaterclockContext wc, Runnable job) {
            require(!endsOrFails(wc, job), "there was room for it");
        }

        /** Whether it ended; the context goes on in any case. */
        private static boolean endsOrFails(WaterclockContext wc, Runnable job) {
            boolean ended = false;
            try {
                job.run();
                ended = true;
            } catch (WaterclockException e) {
                if (e.code() != ErrorCode.OUT_OF_MEMORY) {
                    throw new AssertionError("failed otherwise", e);
                }
                require(
                        e.code().kind() == ErrorCode.Kind.RESOURCE,
                        "of kind " + e.code().kind());
            }
            require(wc.parallelize(List.of(1, 2, 3), 3).map(x -> x + 1).reduce(Integer::sum) == 9, "the next job");
            return ended;
        }

        private static void require(boolean ok, String what) {
            if (!ok) {
                throw new AssertionError(what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseParallelGC"})
    @Timeout(300)
    void jobThatWouldFillTheHeap_goesToDiskOrFails_andTheContextLivesOn(String collector) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        collector,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        dir.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said.resolve("err").toFile())
                .start();
        try {
            int exit = child.waitFor();
            assertThat(exit).as(Files.readString(said.resolve("err"))).isZero();
        } finally {
            child.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }
}

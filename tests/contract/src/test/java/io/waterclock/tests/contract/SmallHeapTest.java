// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Grouping, sorting and crossing end with the right result in a heap that is a fraction of the records, one key having half of them. */
class SmallHeapTest {
    @TempDir
    Path dir;

    /** A program that groups and sorts more than its heap holds, one key having half of the records; run in a JVM of its own. */
    static final class Program {
        private static final int PARTITIONS = 16;

        /** What a value has, in bytes. */
        private static final int VALUE_BYTES = 200;

        /** What a record has that meets others, in bytes. */
        private static final int WIDE_BYTES = 100_000;

        private static final LongAdder COMPUTED = new LongAdder();

        private Program() {}

        /** @param args how many megabytes of values, and where temporary files go */
        public static void main(String[] args) {
            int each = (int) (Long.parseLong(args[0]) * 1_000_000 / VALUE_BYTES / PARTITIONS);
            long all = (long) each * PARTITIONS;
            try (WaterclockContext wc = new WaterclockContext(
                    new WaterclockConf().setMaster("local[2]").set("waterclock.local.dir", args[1]))) {
                List<Tuple2<Long, Boolean>> groups = records(wc, each)
                        .groupByKey(4)
                        .map(group -> new Tuple2<>(checkedGroup(group._1(), group._2()), group._1() == 0))
                        .collect();
                require(groups.size() == all / 2 / 10 + 1, "groups: " + groups.size());
                long values = 0;
                for (Tuple2<Long, Boolean> group : groups) {
                    require(group._1() == (group._2() ? all / 2 : 10), "a group of " + group._1());
                    values += group._1();
                }
                require(values == all, "values: " + values);
                List<Long> sizes = records(wc, each)
                        .sortByKey(true, 4)
                        .mapPartitions(pairs -> List.of(checkedOrder(pairs)).iterator())
                        .collect();
                require(sizes.stream().mapToLong(n -> n).sum() == all, "sorted: " + sizes);
                cross(wc, (int) (Long.parseLong(args[0]) * 1_000_000 / WIDE_BYTES));
            }
        }

        /** A right partition that the heap doesn't hold meets several records on the left. */
        private static void cross(WaterclockContext wc, int wide) {
            long before = COMPUTED.sum();
            List<Long> pairs = wc.parallelize(List.of(0, 1, 2), 1)
                    .cartesian(wc.parallelize(IntStream.range(0, wide).boxed().toList(), 1)
                            .map(Program::wide))
                    .mapPartitions(each -> List.of(checkedPairs(each, wide)).iterator())
                    .collect();
            require(pairs.equals(List.of(3L * wide)), "pairs: " + pairs);
            require(COMPUTED.sum() - before == wide, "computed: " + (COMPUTED.sum() - before));
        }

        private static byte[] wide(int n) {
            COMPUTED.increment();
            byte[] record = new byte[WIDE_BYTES];
            Arrays.fill(record, (byte) n);
            return record;
        }

        private static long checkedPairs(Iterator<Tuple2<Integer, byte[]>> pairs, int wide) {
            long count = 0;
            while (pairs.hasNext()) {
                Tuple2<Integer, byte[]> pair = pairs.next();
                require(pair._1() == count / wide, "pair " + count + " begins with " + pair._1());
                require(pair._2()[WIDE_BYTES - 1] == (byte) (count % wide), "pair " + count + " ends otherwise");
                count++;
            }
            return count;
        }

        /** Record n has key 0 if n is even, else one that it shares with nine others; its value begins with n. */
        private static PairRDD<Long, byte[]> records(WaterclockContext wc, int each) {
            return wc.parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
                    .flatMapToPair(partition -> IntStream.range(0, each)
                            .mapToObj(i -> record((long) partition * each + i))
                            .iterator());
        }

        private static Tuple2<Long, byte[]> record(long n) {
            byte[] value = new byte[VALUE_BYTES];
            for (int i = 0; i < Long.BYTES; i++) {
                value[i] = (byte) (n >>> 8 * i);
            }
            return new Tuple2<>(n % 2 == 0 ? 0 : 1 + n / 2 / 10 * 7919, value);
        }

        private static long number(byte[] value) {
            long n = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                n |= (value[i] & 0xffL) << 8 * i;
            }
            return n;
        }

        private static long checkedGroup(long key, Iterable<byte[]> values) {
            long count = 0;
            long before = -1;
            for (byte[] value : values) {
                long n = number(value);
                require(n > before && record(n)._1() == key, "value " + n + " after " + before + " of key " + key);
                before = n;
                count++;
            }
            return count;
        }

        private static long checkedOrder(Iterator<Tuple2<Long, byte[]>> pairs) {
            long count = 0;
            long key = -1;
            long before = -1;
            while (pairs.hasNext()) {
                Tuple2<Long, byte[]> pair = pairs.next();
                long n = number(pair._2());
                require(
                        record(n)._1().equals(pair._1()) && (pair._1() > key || pair._1() == key && n > before),
                        "record " + n + " of key " + pair._1() + " after " + before + " of key " + key);
                key = pair._1();
                before = n;
                count++;
            }
            return count;
        }

        private static void require(boolean ok, String what) {
            if (!ok) {
                throw new AssertionError(what);
            }
        }
    }

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
                        Program.class.getName(),
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

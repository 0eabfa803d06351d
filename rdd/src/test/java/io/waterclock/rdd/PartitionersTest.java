// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ConfigKey;
import io.waterclock.FutureAction;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.codec.Codecs;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.source.LocalListSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PartitionersTest {

    // ---- by hash

    @Test
    void hashPartitions_areNonNegative_andNullIsFirst() {
        HashPartitioner seven = new HashPartitioner(7);
        for (int key : new int[] {0, 1, -1, 6, 7, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(seven.getPartition(key)).as("" + key).isEqualTo(Math.floorMod(key, 7));
        }
        assertThat(seven.getPartition(null)).isZero();
        assertThat(seven.getPartition(List.of("a"))).isEqualTo(seven.getPartition(Arrays.asList("a")));
    }

    @Test
    void hashPartitioners_areEqualByTheirNumber() {
        assertThat(new HashPartitioner(3))
                .isEqualTo(new HashPartitioner(3))
                .hasSameHashCodeAs(new HashPartitioner(3))
                .isNotEqualTo(new HashPartitioner(4))
                .hasToString("HashPartitioner(3)");
    }

    @Test
    void noPartitions_andArraysAsKeys_areRefused() {
        assertThatThrownBy(() -> new HashPartitioner(0))
                .hasMessage("HashPartitioner: the number of partitions must be at least 1, not 0");
        assertThatThrownBy(() -> new HashPartitioner(2).getPartition(new byte[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An array can't be a key (byte[]): two arrays with the same content have different hash"
                        + " codes; use a List or a record");
        assertThatThrownBy(() -> new HashPartitioner(2).getPartition(new String[0]))
                .hasMessageContaining("(String[])");
    }

    // ---- by range

    /** Runs the sampling job over lists. */
    private record Lists(List<List<Tuple2<Object, Object>>> partitions, List<List<Integer>> jobs)
            implements RDDContext {
        @Override
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object owner() {
            return this;
        }

        @Override
        public Codecs codecs() {
            return new Codecs();
        }

        @Override
        public <T> T setting(ConfigKey<T> key) {
            return new WaterclockConf(false).get(key);
        }

        @Override
        public int nextRddId() {
            return 0;
        }

        @Override
        public int byKeyPartitions(int mostOfParents) {
            return mostOfParents;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> List<R> runJob(
                Lineage lineage, List<Integer> wanted, Action<R> action, String name, PartitionResults<R> heard) {
            Function2<Integer, Iterator<?>, R> f =
                    (Function2<Integer, Iterator<?>, R>) ((Action.Process<R>) action).function();
            jobs.add(List.copyOf(wanted));
            List<R> results = new ArrayList<>();
            for (int i : wanted) {
                try {
                    results.add(f.call(i, partitions.get(i).iterator()));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return results;
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unpersist(Lineage lineage, boolean blocking) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StorageLevel storageLevel(Lineage lineage) {
            return StorageLevel.NONE;
        }

        @Override
        public Lineage checkpoint(Lineage lineage, int rddId, boolean local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCheckpointed(Lineage lineage) {
            return false;
        }

        @Override
        public String checkpointFile(Lineage lineage) {
            throw new UnsupportedOperationException();
        }
    }

    private static RangePartitioner sampled(int n, Comparator<Object> order, List<List<Object>> keys) {
        return sampled(n, order, keys, new ArrayList<>());
    }

    private static RangePartitioner sampled(
            int n, Comparator<Object> order, List<List<Object>> keys, List<List<Integer>> jobs) {
        List<List<Tuple2<Object, Object>>> partitions = new ArrayList<>();
        keys.forEach(part -> partitions.add(
                part.stream().map(key -> new Tuple2<>(key, (Object) "v")).toList()));
        Lineage source = new Lineage.Source(
                Operator.here("parallelize"), LocalListSource.of("parallelize", List.of(), Math.max(1, keys.size())));
        return new RangePartitioner("sortByKey", n, new PairRDD<>(new Lists(partitions, jobs), source), order);
    }

    private static final Comparator<Object> NATURAL = Comparator.comparing(key -> (Integer) key);

    /** What a sample says is true on average: so over many draws, each of a fixed seed, and no draw far off. */
    @Test
    void ranges_areInOrder_andAboutEven() {
        int draws = 40;
        long[] sums = new long[5];
        for (int draw = 0; draw < draws; draw++) {
            List<List<Object>> keys = unevenKeys(new SplittableRandom(draw));
            RangePartitioner ranges = sampled(5, NATURAL, keys);
            assertThat(ranges.numPartitions()).isEqualTo(5);
            int[] counts = new int[5];
            keys.forEach(part -> part.forEach(key -> counts[ranges.getPartition(key)]++));
            for (int i = 0; i < counts.length; i++) {
                assertThat(counts[i]).as(draw + ": " + Arrays.toString(counts)).isBetween(2_000, 11_000);
                sums[i] += counts[i];
            }
            int before = 0;
            for (int key = 0; key < 2_000_000; key += 997) {
                int at = ranges.getPartition(key);
                assertThat(at).isGreaterThanOrEqualTo(before);
                before = at;
            }
        }
        for (long sum : sums) {
            assertThat(sum / draws).as(Arrays.toString(sums)).isBetween(5_500L, 6_500L); // of 30,000 keys
        }
    }

    /** Partitions of four sizes, the keys crowded towards the start of each and each from another place on. */
    private static List<List<Object>> unevenKeys(SplittableRandom random) {
        int[] sizes = {20_000, 1_000, 0, 9_000};
        List<List<Object>> keys = new ArrayList<>();
        for (int p = 0; p < sizes.length; p++) {
            List<Object> part = new ArrayList<>();
            for (int i = 0; i < sizes[p]; i++) {
                double x = random.nextDouble();
                part.add(p * 300_000 + (int) (x * x * 1_000_000));
            }
            keys.add(part);
        }
        return keys;
    }

    @Test
    void equalKeys_stayTogether_andThenThereAreFewerRanges() {
        List<Object> same = new ArrayList<>(java.util.Collections.nCopies(1000, 7));
        assertThat(sampled(4, NATURAL, List.of(same)).numPartitions()).isBetween(1, 2);
        RangePartitioner two = sampled(4, NATURAL, List.of(List.of(1, 2)));
        assertThat(two.getPartition(1)).isLessThan(two.getPartition(2));
        assertThat(two.numPartitions()).isLessThanOrEqualTo(4);
    }

    @Test
    void aPartitionThatIsMuchLargerThanTheOthers_isSampledAgain_byItsShare() {
        List<List<Object>> keys = new ArrayList<>();
        for (int p = 0; p < 10; p++) {
            List<Object> part = new ArrayList<>();
            for (int i = 0; i < (p == 3 ? 100_000 : 10); i++) {
                part.add((i * 7919) % 100_000);
            }
            keys.add(part);
        }
        List<List<Integer>> jobs = new ArrayList<>();
        RangePartitioner ranges = sampled(5, NATURAL, keys, jobs);
        assertThat(jobs).hasSize(2);
        assertThat(jobs.get(1)).containsExactly(3);
        int[] counts = new int[5];
        keys.get(3).forEach(key -> counts[ranges.getPartition(key)]++);
        for (int count : counts) {
            assertThat(count).as(Arrays.toString(counts)).isBetween(10_000, 32_000); // 100 of its keys were seen
        }
        jobs.clear();
        sampled(5, NATURAL, List.of(keys.get(0), keys.get(1)), jobs);
        assertThat(jobs).hasSize(1);
    }

    @Test
    void nothingToSort_isOneRange() {
        assertThat(sampled(4, NATURAL, List.of(List.of(), List.of())).numPartitions())
                .isEqualTo(1);
        assertThat(sampled(1, NATURAL, List.of(List.of(1, 2, 3))).numPartitions())
                .isEqualTo(1);
    }

    @Test
    void reversedOrder_reversesTheRanges() {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(i);
        }
        RangePartitioner down = sampled(4, NATURAL.reversed(), List.of(keys));
        assertThat(down.getPartition(99)).isZero();
        assertThat(down.getPartition(0)).isEqualTo(down.numPartitions() - 1);
    }

    @Test
    void rangePartitioners_areEqualByBoundsAndOrder() {
        List<Object> keys = List.of(5, 3, 1, 9, 7);
        assertThat(sampled(3, NATURAL, List.of(keys)))
                .isEqualTo(sampled(3, NATURAL, List.of(keys)))
                .hasSameHashCodeAs(sampled(3, NATURAL, List.of(keys)))
                .isNotEqualTo(sampled(3, NATURAL.reversed(), List.of(keys)))
                .isNotEqualTo(sampled(3, NATURAL, List.of(List.of(50, 30, 10, 90, 70))));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/**
 * Records for {@value #PARTITIONS} partitions.
 *
 * @param work what is done with them
 * @param skewed whether one key, or the last partition, has half of the records; else all have as many
 */
public record SkewInput(Integer[] records, Work work, boolean skewed) {
    public static final int PARTITIONS = 8;
    private static final int KEYS = 10_000;
    private static final int ROUNDS = 16;

    /** What is done, and whether keys or partitions are skewed in it. */
    public enum Work {
        REDUCE_KEYS(false),
        GROUP_KEYS(false),
        NARROW_PARTITIONS(true),
        REDUCE_PARTITIONS(true);

        public final boolean byPartition;

        Work(boolean byPartition) {
            this.byPartition = byPartition;
        }
    }

    /** How many records at the beginning are for all partitions but the last. */
    public int before() {
        return (int)
                (skewed && work.byPartition ? records.length / 2 : records.length * (PARTITIONS - 1L) / PARTITIONS);
    }

    /** The key of a record, where one has half of them. */
    public static int skewedKey(int x) {
        return (x & 1) == 0 ? 0 : x % KEYS;
    }

    public static int evenKey(int x) {
        return x % KEYS;
    }

    /** Some work of the user's. */
    public static int mixed(int x) {
        int h = x;
        for (int i = 0; i < ROUNDS; i++) {
            h ^= h << 13;
            h ^= h >>> 17;
            h ^= h << 5;
        }
        return h;
    }
}

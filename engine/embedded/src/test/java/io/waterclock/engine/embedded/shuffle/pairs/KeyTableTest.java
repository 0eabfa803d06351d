// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    /** Of a key with others, whatever their number is up to a few ten thousand. */
    private static final int MOST_COMPARISONS = 100;

    private static final long SEED = Long.getLong("test.seed", 20261125L);

    @Test
    void randomChunks_areNumberedAsAMapWould() {
        for (int round = 0; round < 1_500; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int distinct = 1 + random.nextInt(2_000);
            Map<Object, Integer> model = new LinkedHashMap<>();
            KeyTable table = new KeyTable();
            for (int c = 0; c < 4; c++) {
                // kinds may differ from chunk to chunk: typed keys then become objects
                int kind = random.nextInt(3) == 0 ? random.nextInt(Keys.KINDS) : (int) (seed % Keys.KINDS);
                Pairs chunk = chunk(random, kind, distinct);
                assertFound(table, chunk, model, seed);
                int[] numbers = new int[chunk.size];
                table.number(chunk, numbers);
                for (int i = 0; i < chunk.size; i++) {
                    Integer expected = model.computeIfAbsent(chunk.keys.get(i), k -> model.size());
                    assertThat(numbers[i]).as("seed %d", seed).isEqualTo(expected);
                }
                assertFound(table, chunk, model, seed);
            }
            List<Object> keys = new ArrayList<>();
            for (int i = 0; i < table.size(); i++) {
                keys.add(table.keys.get(i));
            }
            assertThat(keys).as("seed %d", seed).isEqualTo(new ArrayList<>(model.keySet()));
        }
    }

    @Test
    void shortStrings_areNotedByNumber_andCounted() {
        for (int first = 0; first < 4; first++) {
            KeyTable noting = new KeyTable();
            noting.noteShortStrings();
            KeyTable plain = new KeyTable();
            for (int i = 0; i < 3_000; i++) {
                Object key = switch ((i + first) % 4) {
                    case 0 -> i;
                    case 1 -> "k" + i;
                    case 2 -> "key number " + i;
                    default -> "one that is longer, " + i;
                };
                noting.number(key, key.hashCode());
                plain.number(key, key.hashCode());
            }
            assertThat(plain.heads).isNull();
            assertThat(plain.tails).isNull();
            assertThat(noting.bytes() - plain.bytes())
                    .isEqualTo((long) (noting.heads.length + noting.tails.length) * Long.BYTES);
            assertThat(noting.hashCodes()).isEqualTo(plain.hashCodes());
            for (int number = 0; number < noting.size(); number++) {
                long head = noting.keys.get(number) instanceof String key ? ShortString.head(key) : ShortString.NONE;
                assertThat(noting.heads[number]).isEqualTo(head);
                assertThat(noting.tails[number])
                        .isEqualTo(
                                ShortString.hasTail(head)
                                        ? ShortString.tail((String) noting.keys.get(number))
                                        : ShortString.NONE);
            }
        }
    }

    private static Pairs chunk(Random random, int kind, int distinct) {
        Pairs chunk = new Pairs();
        int n = random.nextInt(500);
        for (int i = 0; i < n; i++) {
            Object key = Keys.random(random, kind, distinct);
            chunk.add(key, Pairs.hashCode(key), i);
        }
        return chunk;
    }

    private static void assertFound(KeyTable table, Pairs chunk, Map<Object, Integer> model, long seed) {
        int[] found = new int[chunk.size];
        table.find(chunk, found);
        for (int i = 0; i < chunk.size; i++) {
            assertThat(found[i]).as("seed %d", seed).isEqualTo(model.getOrDefault(chunk.keys.get(i), KeyTable.ABSENT));
        }
    }

    /** Of a class whose hash codes are all alike; counts how often one is compared with another. */
    private record Compared(int id, long[] times) implements Comparable<Compared> {
        @Override
        public boolean equals(Object other) {
            times[0]++;
            return other instanceof Compared that && id == that.id;
        }

        @Override
        public int hashCode() {
            return 42;
        }

        @Override
        public int compareTo(Compared other) {
            times[0]++;
            return Integer.compare(id, other.id);
        }
    }

    /** Linear probing alone would compare 5 billion times here. */
    @Test
    void hashCodesThatAreAllAlike_areComparedALogarithmOfTimes() {
        KeyTable table = new KeyTable();
        int n = 50_000;
        long[] times = new long[1];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < n; i++) {
                assertThat(table.number(new Compared(i, times), 42)).isEqualTo(i);
                assertThat(times[0]).isLessThanOrEqualTo(MOST_COMPARISONS * (pass * n + i + 1L));
            }
        }
        assertThat(table.size()).isEqualTo(n);
    }

    /** Keys that differ in some of their bits only, wherever these are: tenant numbers in the upper half, prefixes of addresses, doubles. */
    @Test
    void keysThatDifferInAFewBits_doNotCrowdTogether() {
        for (int shift = 0; shift <= Long.SIZE - 12; shift++) {
            KeyTable longs = new KeyTable();
            KeyTable ofDoubles = new KeyTable();
            for (long k = 0; k < 3000; k++) {
                longs.number(k << shift | 7L & (1L << shift) - 1);
                ofDoubles.number(Double.doubleToLongBits(k * (1L << shift)));
            }
            assertThat(meanWay(longs)).as("Longs, shifted by %d", shift).isLessThan(8);
            assertThat(meanWay(ofDoubles))
                    .as("bits of doubles, times 2^%d", shift)
                    .isLessThan(8);
        }
        for (int shift = 0; shift <= Integer.SIZE - 8; shift++) {
            KeyTable ints = new KeyTable();
            KeyTable objects = new KeyTable();
            for (int k = 0; k < 256; k++) {
                ints.number(k << shift);
                objects.number("key " + k, k << shift);
            }
            assertThat(meanWay(ints)).as("Integers, shifted by %d", shift).isLessThan(4);
            assertThat(meanWay(objects)).as("hash codes, shifted by %d", shift).isLessThan(4);
        }
    }

    /** As they are behind a {@code HashPartitioner} of so many partitions. Fibonacci's numbers are the worst for a Fibonacci product. */
    @Test
    void keysThatAreEvenlySpaced_doNotCrowdTogether() {
        for (int spacing : IntStream.concat(IntStream.range(1, 400), IntStream.of(512, 610, 987, 4_096, 10_000, 86_400))
                .toArray()) {
            for (int keys : new int[] {16, 32, 60, 120, 500, 2_000}) {
                KeyTable ints = new KeyTable();
                KeyTable longs = new KeyTable();
                for (int k = 0; k < keys; k++) {
                    ints.number(k * spacing);
                    longs.number((long) k * spacing);
                }
                assertThat(meanWay(ints))
                        .as("%d Integers, spaced by %d", keys, spacing)
                        .isLessThan(2);
                assertThat(meanWay(longs))
                        .as("%d Longs, spaced by %d", keys, spacing)
                        .isLessThan(2);
            }
        }
    }

    /** How far a key is from the first slot to look at, on average. */
    private static double meanWay(KeyTable table) {
        long sum = 0;
        for (int i = 0; i < table.slots.length; i++) {
            if (table.slots[i] != 0) {
                sum += i - table.first((int) (table.slots[i] >>> 32)) & table.mask;
            }
        }
        return (double) sum / table.size();
    }
}

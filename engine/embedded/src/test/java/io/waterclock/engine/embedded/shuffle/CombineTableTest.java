// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Partitioner;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CombineTableTest {
    private static final long SEED = Long.getLong("test.seed", 20261122L);

    private static final int KINDS = 6;

    /** A key whose hash code says little. */
    private record Poor(int id) {
        @Override
        public int hashCode() {
            return id & 3;
        }
    }

    /** As the task templates do it. */
    private static void put(CombineTable table, Object key, Object value) {
        int number = table.keys.number(key, Pairs.hashCode(key));
        if (number < table.values.size) {
            table.values.set(number, value);
        } else {
            table.values.add(value);
            if (table.values.size >= table.askAt) {
                table.ask();
            }
        }
    }

    @Test
    void randomOperations_agreeWithALinkedHashMap_alsoInOrder() {
        for (int round = 0; round < 400; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int kind = random.nextInt(KINDS);
            Map<Object, Object> model = new LinkedHashMap<>();
            CombineTable table = new CombineTable(CombineTable.Growth.FREE, expected(random));
            int keys = 1 + random.nextInt(400);
            for (int i = 0; i < 1_000; i++) {
                Object key = key(random, kind, keys);
                Object value = value(random, kind);
                model.put(key, value);
                put(table, key, value);
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertScattered(table, model, 1 + random.nextInt(7), seed);
            assertThat(entries(table.packed())).as("seed %d", seed).containsExactlyElementsOf(model.entrySet());
        }
    }

    /** What a table begins with is a guess, which may be wrong. */
    private static CombineTable.Expected expected(Random random) {
        int[] modes = {Column.EMPTY, Column.INTS, Column.LONGS, Column.DOUBLES};
        return new CombineTable.Expected(
                modes[random.nextInt(modes.length)], modes[random.nextInt(modes.length)], random.nextInt(200));
    }

    private static List<Map.Entry<Object, Object>> entries(Pairs pairs) {
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        for (int i = 0; i < pairs.size; i++) {
            assertThat(pairs.hashCode(i)).isEqualTo(Objects.hashCode(pairs.keys.get(i)));
            entries.add(new SimpleEntry<>(pairs.keys.get(i), pairs.values.get(i)));
        }
        return entries;
    }

    private static void assertScattered(CombineTable table, Map<Object, Object> model, int partitions, long seed) {
        HashPartitioner partitioner = new HashPartitioner(partitions);
        Pairs[] chunks = table.scatter(partitioner);
        for (int p = 0; p < partitions; p++) {
            int target = p;
            List<Map.Entry<Object, Object>> expected = model.entrySet().stream()
                    .filter(entry -> partitioner.getPartition(entry.getKey()) == target)
                    .toList();
            assertThat(chunks[p] == null).as("seed %d", seed).isEqualTo(expected.isEmpty());
            assertThat(chunks[p] == null ? List.of() : entries(chunks[p]))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    /** What the user's function made of chunks is the same whichever way they stand in columns. */
    @Test
    void chunks_areCombinedAsByAMap() throws Exception {
        for (int round = 0; round < 200; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            Map<Object, Object> model = new LinkedHashMap<>();
            CombineTable table = new CombineTable(random.nextInt(100));
            for (int chunks = random.nextInt(4); chunks >= 0; chunks--) {
                int kind = random.nextInt(KINDS);
                Pairs chunk = new Pairs();
                for (int i = random.nextInt(300); i > 0; i--) {
                    Object key = key(random, kind, 100);
                    Object value = value(random, kind);
                    chunk.add(key, Pairs.hashCode(key), value);
                    model.put(key, model.containsKey(key) ? model.get(key) + "," + value : value + "!");
                }
                int cut = random.nextInt(chunk.size + 1);
                table.add(chunk, 0, cut, value -> value + "!", (a, b) -> a + "," + b);
                table.add(chunk, cut, chunk.size, value -> value + "!", (a, b) -> a + "," + b);
            }
            assertThat(entries(table.packed())).as("seed %d", seed).containsExactlyElementsOf(model.entrySet());
        }
    }

    /** There are as many tasks times partitions as a program makes: what one has nothing for must cost nothing. */
    @Test
    void partitionsWithoutEntries_getNoObjects() {
        CombineTable table = new CombineTable(0);
        put(table, 7, 1);
        assertThat(table.scatter(new HashPartitioner(1_000)))
                .hasSize(1_000)
                .filteredOn(Objects::nonNull)
                .hasSize(1);
        for (int partitions = 1; partitions < 3; partitions++) {
            assertThat(new CombineTable(0).scatter(new HashPartitioner(partitions)))
                    .containsOnlyNulls();
        }
    }

    private static Object key(Random random, int kind, int keys) {
        int n = random.nextInt(keys);
        return switch (kind) {
            case 0 -> n == 0 ? null : "k" + n;
            case 1 -> n;
            case 2 -> new Poor(n);
            case 3 -> (long) n << random.nextInt(2) * 33;
            case 4 -> random.nextInt(200) == 0 ? (Object) (long) n : (Object) n;
            default -> random.nextBoolean() ? (Object) n : "k" + n;
        };
    }

    private static Object value(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> null;
            case 2 -> random.nextInt(100) == 0 ? null : (Object) random.nextInt();
            default -> random.nextInt(300) == 0 ? (Object) random.nextLong() : (Object) random.nextInt();
        };
    }

    @Test
    void aPartitionerThatIsOutOfRange_isNamed() {
        CombineTable table = new CombineTable(0);
        put(table, "k", 1);
        Partitioner bad = new Partitioner() {
            private static final long serialVersionUID = 1L;

            @Override
            public int numPartitions() {
                return 2;
            }

            @Override
            public int getPartition(Object key) {
                return 2;
            }

            @Override
            public String toString() {
                return "Bad";
            }
        };
        assertThatThrownBy(() -> table.scatter(bad))
                .hasMessage("the partitioner Bad gave partition 2 for the key k, but must give one from 0 to 1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Partitioner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CombineTableTest {
    private static final long SEED = Long.getLong("test.seed", 20261122L);

    /** A key whose hash code says little. */
    private record Poor(int id) {
        @Override
        public int hashCode() {
            return id & 3;
        }
    }

    @Test
    void randomOperations_agreeWithAHashMap() {
        for (int round = 0; round < 300; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int kind = random.nextInt(4);
            int keys = 1 + random.nextInt(400);
            Map<Object, Object> model = new LinkedHashMap<>();
            CombineTable table = new CombineTable();
            for (int i = 0; i < 1_000; i++) {
                Object key = key(random, kind, keys);
                Object value = value(random, kind);
                model.put(key, value);
                put(table, key, value);
            }
            assertThat(content(table)).as("seed %d", seed).isEqualTo(model);
            assertInOrder(table.packed(), model.keySet().stream(), seed);
            assertScattered(table, model, 1 + random.nextInt(7), seed);
        }
    }

    private static Object key(Random random, int kind, int keys) {
        int n = random.nextInt(keys);
        return switch (kind) {
            case 0 -> n == 0 ? null : "k" + n;
            case 1 -> n;
            case 2 -> new Poor(n);
            default -> random.nextBoolean() ? (Object) n : "k" + n;
        };
    }

    private static Object value(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(100) == 0 ? null : (Object) random.nextInt();
            default -> random.nextInt(300) == 0 ? (Object) random.nextLong() : (Object) random.nextInt();
        };
    }

    private static void put(CombineTable table, Object key, Object value) {
        Object masked = CombineTable.masked(key);
        int hash = CombineTable.spread(masked.hashCode());
        int slot = table.find(masked, hash);
        if (slot < 0) {
            table.insert(-1 - slot, masked, hash, value);
        } else {
            table.set(slot, value);
        }
    }

    /** Fails when keys come out in the order of the slots. */
    private static void assertInOrder(CombinedChunk chunk, Stream<Object> keys, long seed) {
        List<Object> found = new ArrayList<>();
        for (int i = 0; i < chunk.size; i++) {
            found.add(CombineTable.unmasked(chunk.keys[i]));
        }
        assertThat(found).as("seed %d", seed).isEqualTo(keys.toList());
    }

    private static Map<Object, Object> content(CombineTable table) {
        Map<Object, Object> content = new HashMap<>();
        for (int i = 0; i < table.keys.length; i++) {
            if (table.keys[i] != null) {
                content.put(CombineTable.unmasked(table.keys[i]), table.get(i));
            }
        }
        assertThat(content).hasSize(table.size);
        return content;
    }

    private static void assertScattered(CombineTable table, Map<Object, Object> model, int partitions, long seed) {
        HashPartitioner partitioner = new HashPartitioner(partitions);
        CombinedChunk[] chunks = table.scatter(partitioner);
        Map<Object, Object> all = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            int its = p;
            assertInOrder(chunks[p], model.keySet().stream().filter(key -> partitioner.getPartition(key) == its), seed);
            for (int i = 0; i < chunks[p].size; i++) {
                Object key = CombineTable.unmasked(chunks[p].keys[i]);
                assertThat(partitioner.getPartition(key)).isEqualTo(p);
                all.put(key, chunks[p].value(i));
            }
        }
        assertThat(all).as("seed %d", seed).isEqualTo(model);
    }

    @Test
    void aPartitionerThatIsOutOfRange_isNamed() {
        CombineTable table = new CombineTable();
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

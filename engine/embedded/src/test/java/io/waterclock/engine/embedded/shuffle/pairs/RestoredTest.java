// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestoredTest {
    private static final long SEED = Long.getLong("test.seed", 20261125L);
    private static final int CHUNK = 7;

    /** Pairs in chunks, so that route and parts end theirs at different places. */
    private static PairsReader inChunks(List<?> keys, List<?> values) {
        List<Pairs> chunks = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (i % CHUNK == 0) {
                chunks.add(new Pairs());
            }
            chunks.get(chunks.size() - 1).add(keys.get(i), 0, values.get(i));
        }
        return PairsReader.of(chunks.iterator());
    }

    private static PairsReader route(List<Integer> parts) {
        return inChunks(parts, parts);
    }

    @Test
    void entriesComeInTheOrderOfThePairsThatTheyStandFor() throws Exception {
        for (int round = 0; round < 300; round++) {
            Random random = new Random(SEED + round);
            int parts = 1 + random.nextInt(5);
            int pairs = random.nextInt(60);
            List<Integer> route = new ArrayList<>();
            List<List<Object>> positions = new ArrayList<>();
            List<List<Object>> entries = new ArrayList<>();
            for (int p = 0; p < parts; p++) {
                positions.add(new ArrayList<>());
                entries.add(new ArrayList<>());
            }
            long[] sizes = new long[parts];
            List<Object> expected = new ArrayList<>();
            List<Long> at = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                int part = random.nextInt(parts);
                route.add(part);
                for (int e = random.nextInt(4) - 1; e > 0; e--) {
                    Object entry = "pair " + i + ", entry " + e;
                    positions.get(part).add(sizes[part]);
                    entries.get(part).add(entry);
                    expected.add(entry);
                    at.add((long) i);
                }
                sizes[part]++;
            }
            PairsReader[] readers = new PairsReader[parts];
            for (int p = 0; p < parts; p++) {
                boolean none = entries.get(p).isEmpty() && random.nextBoolean();
                readers[p] = none ? null : inChunks(positions.get(p), entries.get(p));
            }
            Restored restored = new Restored(route(route), readers);
            List<Object> found = new ArrayList<>();
            List<Long> foundAt = new ArrayList<>();
            while (restored.next()) {
                found.add(restored.entry());
                foundAt.add(restored.position());
            }
            assertThat(found).as("seed %d", SEED + round).isEqualTo(expected);
            assertThat(foundAt).as("seed %d", SEED + round).isEqualTo(at);
            assertThat(restored.next()).isFalse();
        }
    }

    @Test
    void anEntryForAPairThatThereIsNot_isAnError_notAnEnd() throws Exception {
        Restored restored =
                new Restored(route(List.of(0)), new PairsReader[] {inChunks(List.of(5L), List.of("entry"))});
        assertThatThrownBy(restored::next).isInstanceOf(IllegalStateException.class);
    }
}

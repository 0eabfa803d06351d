// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Chunks of random pairs. */
final class RandomPairs {
    private RandomPairs() {}

    static List<Pairs> chunks(Random random) {
        int kind = random.nextInt(Keys.KINDS);
        int values = random.nextInt(Keys.KINDS);
        int distinct = 1 + random.nextInt(100);
        List<Pairs> chunks = new ArrayList<>();
        int n = random.nextInt(4);
        for (int c = 0; c < n; c++) {
            Pairs chunk = new Pairs();
            int size = random.nextInt(120);
            for (int i = 0; i < size; i++) {
                Object key = Keys.random(random, kind, distinct);
                Object value = random.nextInt(40) == 0
                        ? null
                        : Keys.random(random, random.nextInt(10) == 0 ? 5 : values, 1_000);
                chunk.add(key, Pairs.hashCode(key), values == 3 ? null : value);
            }
            chunks.add(chunk);
        }
        return chunks;
    }
}

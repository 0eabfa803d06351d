// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;

/**
 * The records of each batch, for ever. Sizes and values come again after {@link #PERIOD} batches, so that a program needs as much memory then as
 * before; keys are always new ones: a key comes for 20 batches and then never again, so that what remembers one key too many is seen.
 */
final class Feed {
    static final int PERIOD = 60;

    /** A new key comes so often, in batches, and {@link #NEW_KEYS} at once. */
    private static final int RENEWAL = 10;

    private static final int NEW_KEYS = 4;

    /** By how much the keys of a batch are greater than those a period before. */
    static final long KEYS_OF_A_PERIOD = (long) PERIOD / RENEWAL * NEW_KEYS;

    private final List<List<Tuple2<Integer, Integer>>> period = new ArrayList<>();

    Feed(long seed) {
        Random random = new Random(seed);
        for (int b = 0; b < PERIOD; b++) {
            List<Tuple2<Integer, Integer>> batch = new ArrayList<>();
            for (int r = random.nextInt(4) == 0 ? 0 : random.nextInt(7); r > 0; r--) {
                batch.add(new Tuple2<>(random.nextInt(2 * NEW_KEYS), random.nextInt(-9, 50)));
            }
            period.add(batch);
        }
    }

    /** Of a batch, by its number from 1; before that there is nothing. */
    List<Tuple2<Long, Integer>> of(int batch) {
        List<Tuple2<Long, Integer>> records = new ArrayList<>();
        if (batch > 0) {
            long firstKey = (long) batch / RENEWAL * NEW_KEYS;
            period.get(batch % PERIOD).forEach(r -> records.add(new Tuple2<>(firstKey + r._1(), r._2())));
        }
        return records;
    }

    /** Of the batches in a window that ends with this one. */
    List<Tuple2<Long, Integer>> inWindow(int batch, int window) {
        List<Tuple2<Long, Integer>> records = new ArrayList<>();
        for (int b = batch - window + 1; b <= batch; b++) {
            records.addAll(of(b));
        }
        return records;
    }

    static <K, V> List<Tuple2<K, V>> reduced(List<Tuple2<K, V>> records, BinaryOperator<V> f) {
        Map<K, V> values = new HashMap<>();
        records.forEach(p -> values.merge(p._1(), p._2(), f));
        return pairs(values);
    }

    static <K, V> List<Tuple2<K, V>> pairs(Map<K, V> values) {
        List<Tuple2<K, V>> pairs = new ArrayList<>();
        values.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
        return pairs;
    }
}

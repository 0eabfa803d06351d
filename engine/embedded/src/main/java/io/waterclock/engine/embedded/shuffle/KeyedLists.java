// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of each key, in lists, in the order in which keys were first seen. */
@SuppressWarnings("NullAway") // a null key is a key
final class KeyedLists {
    private final int width;
    private final boolean together;
    private final Map<@Nullable Object, List<@Nullable Object>[]> groups = new LinkedHashMap<>();

    /**
     * @param width how many lists each key has
     * @param together whether a pair's value is an array of its lists, else its only list
     */
    KeyedLists(int width, boolean together) {
        this.width = width;
        this.together = together;
    }

    void addAll(Object[] pairs, int list) {
        for (Object pair : pairs) {
            add((Tuple2<?, ?>) pair, list);
        }
    }

    void add(Tuple2<?, ?> pair, int list) {
        List<@Nullable Object>[] lists = groups.get(pair._1());
        if (lists == null) {
            lists = fresh();
            groups.put(pair._1(), lists);
        }
        lists[list].add(pair._2());
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object>[] fresh() {
        List<@Nullable Object>[] lists = (List<@Nullable Object>[]) new List<?>[width];
        for (int i = 0; i < width; i++) {
            lists[i] = new ArrayList<>();
        }
        return lists;
    }

    /** Pairs of a key and its list, or an {@code Object[]} of its lists. */
    ChunkReader pairs() {
        Object[] pairs = new Object[groups.size()];
        int at = 0;
        for (Map.Entry<@Nullable Object, List<@Nullable Object>[]> entry : groups.entrySet()) {
            Object value = together ? entry.getValue() : entry.getValue()[0];
            pairs[at++] = new Tuple2<>(entry.getKey(), value);
        }
        return ChunkReader.of(pairs, 0, pairs.length);
    }
}

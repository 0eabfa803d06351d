// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where tasks of peers find the benchmark's objects without their being serialized. */
final class Held {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Map<Integer, List<?>> LISTS = new ConcurrentHashMap<>();

    private Held() {}

    /** @return what it is asked for by */
    static int put(List<?> records) {
        int key = NEXT.getAndIncrement();
        LISTS.put(key, records);
        return key;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> part(int key, int index, int of) {
        List<T> all = (List<T>) LISTS.get(key);
        if (all == null) {
            throw new IllegalStateException("The records " + key + " are not held; their contender is closed");
        }
        int from = (int) ((long) all.size() * index / of);
        int to = (int) ((long) all.size() * (index + 1) / of);
        return all.subList(from, to);
    }

    static <T> Iterator<T> slice(int key, int index, int of) {
        return Held.<T>part(key, index, of).iterator();
    }

    static void remove(int key) {
        LISTS.remove(key);
    }

    static void clear() {
        LISTS.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the last operator of a peer's job leaves what it has, in this JVM. */
final class Results {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Map<Integer, ConcurrentLinkedQueue<Object>> QUEUES = new ConcurrentHashMap<>();

    private Results() {}

    /** @return what they are left under */
    static int open() {
        int key = NEXT.getAndIncrement();
        QUEUES.put(key, new ConcurrentLinkedQueue<>());
        return key;
    }

    static void add(int key, Object result) {
        ConcurrentLinkedQueue<Object> queue = QUEUES.get(key);
        if (queue == null) {
            throw new IllegalStateException("Nobody waits for results of job " + key);
        }
        queue.add(result);
    }

    /** All of them, in no order; nobody waits for more. */
    @SuppressWarnings("unchecked")
    static <R> List<R> take(int key) {
        ConcurrentLinkedQueue<Object> queue = QUEUES.remove(key);
        return queue == null ? List.of() : new ArrayList<>((java.util.Collection<R>) (java.util.Collection<?>) queue);
    }
}

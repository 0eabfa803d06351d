// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.rdd.Lineage;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of nodes that are marked for keeping, as arrays of records. A partition is computed once: a second task that
 * wants it waits for the first. Held as long as the node is reachable, or until dropped.
 */
public final class PartitionCache {
    private final Map<Lineage, Kept> nodes = new WeakHashMap<>();

    private static final class Kept {
        private final AtomicReferenceArray<Object @Nullable []> partitions;
        private final ReentrantLock[] locks;

        Kept(int numPartitions) {
            partitions = new AtomicReferenceArray<>(numPartitions);
            locks = new ReentrantLock[numPartitions];
            for (int i = 0; i < numPartitions; i++) {
                locks[i] = new ReentrantLock();
            }
        }
    }

    /**
     * The kept partition, computed if need be.
     *
     * <p>Computing may ask for partitions of other nodes: only of nodes upstream, so that waiting can't go round in a
     * circle.
     *
     * @throws InterruptedException while waiting for another task
     */
    public Object[] getOrCompute(Lineage node, int partition, Callable<Object[]> compute) throws Exception {
        Kept kept = kept(node);
        Object[] records = kept.partitions.get(partition);
        if (records != null) {
            return records;
        }
        ReentrantLock lock = kept.locks[partition];
        lock.lockInterruptibly();
        try {
            records = kept.partitions.get(partition);
            if (records == null) {
                records = compute.call();
                kept.partitions.set(partition, records);
            }
            return records;
        } finally {
            lock.unlock();
        }
    }

    private Kept kept(Lineage node) {
        synchronized (nodes) {
            return nodes.computeIfAbsent(node, n -> new Kept(n.numPartitions()));
        }
    }

    /** Whether every partition is kept, so that nothing upstream is needed. */
    public boolean hasAll(Lineage node) {
        Kept kept;
        synchronized (nodes) {
            kept = nodes.get(node);
        }
        if (kept == null) {
            return false;
        }
        for (int i = 0; i < kept.partitions.length(); i++) {
            if (kept.partitions.get(i) == null) {
                return false;
            }
        }
        return true;
    }

    public void drop(Lineage node) {
        synchronized (nodes) {
            nodes.remove(node);
        }
    }

    public void clear() {
        synchronized (nodes) {
            nodes.clear();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.StateVersions;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.SizeSampler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Versions of states on the heap: objects by reference, with what the step that made them emitted. What they take, by estimate,
 * counts in the budget, and can't be evicted; what two versions share counts twice.
 */
public final class StateStore implements StateVersions {

    /** A partition of a version: its state, and the pinned records of the step that made it. */
    public record Draft(Object state, Object[] emitted) {}

    private record Id(String name, long version) {}

    private static final class Version {
        private final Map<Integer, Draft> partitions = new HashMap<>();
        private final Map<Integer, ReentrantLock> locks = new HashMap<>();
        private boolean published;
        private long bytes;
    }

    private final EngineMemory memory;
    private final Map<Id, Version> versions = new HashMap<>();

    public StateStore(EngineMemory memory) {
        this.memory = memory;
    }

    /**
     * The partition of a version, draft or published, made by {@code step} if there is none. A second task that wants it
     * waits for the first; a step that fails leaves nothing.
     */
    public Draft draft(String name, long version, int partition, Callable<Draft> step) throws Exception {
        Version target;
        ReentrantLock lock;
        synchronized (versions) {
            target = versions.computeIfAbsent(new Id(name, version), id -> new Version());
            Draft made = target.partitions.get(partition);
            if (made != null) {
                return made;
            }
            lock = target.locks.computeIfAbsent(partition, p -> new ReentrantLock());
        }
        lock.lockInterruptibly();
        try {
            synchronized (versions) {
                Draft made = target.partitions.get(partition);
                if (made != null) {
                    return made;
                }
            }
            Draft made = step.call();
            long bytes = sizeOf(made);
            synchronized (versions) {
                target.partitions.put(partition, made);
                if (versions.get(new Id(name, version)) == target) { // it may have been dropped meanwhile
                    target.bytes += bytes;
                    memory.budget().pin(bytes);
                }
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private long sizeOf(Draft made) {
        SizeSampler emitted = new SizeSampler(memory.sizes());
        emitted.saw(made.emitted, 0, made.emitted.length);
        return memory.sizes().sizeOf(made.state) + emitted.bytes();
    }

    /**
     * A partition of a published version.
     *
     * @throws io.waterclock.WaterclockException with code STATE_VERSION_MISSING
     */
    public Object published(String name, long version, int partition) {
        synchronized (versions) {
            Version found = versions.get(new Id(name, version));
            Draft draft = found == null || !found.published ? null : found.partitions.get(partition);
            if (draft == null) {
                throw TaskFailures.stateMissing(name, version, partition);
            }
            return draft.state;
        }
    }

    @Override
    public void publish(String name, long version, int numPartitions) {
        synchronized (versions) {
            Version found = versions.get(new Id(name, version));
            for (int p = 0; p < numPartitions; p++) {
                if (found == null || !found.partitions.containsKey(p)) {
                    throw TaskFailures.draftMissing(name, version, p, numPartitions);
                }
            }
            if (found != null) {
                found.published = true;
            }
        }
    }

    @Override
    public void abandon(String name, long version) {
        remove(name, version, false);
    }

    @Override
    public void drop(String name, long version) {
        remove(name, version, true);
    }

    private void remove(String name, long version, boolean published) {
        Id id = new Id(name, version);
        synchronized (versions) {
            Version found = versions.get(id);
            if (found != null && found.published == published) {
                versions.remove(id);
                memory.budget().unpin(found.bytes);
            }
        }
    }

    @Override
    public boolean isPublished(String name, long version) {
        synchronized (versions) {
            Version found = versions.get(new Id(name, version));
            return found != null && found.published;
        }
    }

    public void clear() {
        synchronized (versions) {
            versions.values().forEach(version -> memory.budget().unpin(version.bytes));
            versions.clear();
        }
    }
}

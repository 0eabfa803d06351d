// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.StateVersions;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.SizeSampler;
import io.waterclock.rdd.Operator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Versions of states on the heap: objects by reference, with what the step that made them emitted. What they take, by estimate,
 * counts in the budget, and can't be evicted. Versions of one state are taken to share what didn't change, so of their states the largest
 * counts, and of what they emitted all.
 *
 * <p>An estimate takes as long as a step with some hundred keys. So a state is looked at again when its steps have taken {@value #STEPS_PER_LOOK}
 * times as long as the last look did: it can't have grown by much meanwhile.
 */
public final class StateStore implements StateVersions {

    private static final int STEPS_PER_LOOK = 20;

    /** What is more of a look's time, in nanoseconds, was spent waiting: for a collection, or a processor. */
    private static final long LONGEST_LOOK = 1_000_000;

    /** A partition of a version: its state, and the pinned records of the step that made it. */
    public record Draft(Object state, Object[] emitted) {}

    private static final class Version {
        private final Map<Integer, Draft> partitions = new HashMap<>();
        private final Map<Integer, ReentrantLock> locks = new HashMap<>();
        private boolean published;
        private long stateBytes;
        private long emittedBytes;
    }

    /** How large a partition of a state was when it was last looked at, how long that took, and the steps since. */
    private record Look(long bytes, long nanos, long nanosOfSteps) {

        boolean isRecent() {
            return nanosOfSteps < STEPS_PER_LOOK * Math.min(nanos, LONGEST_LOOK);
        }

        Look after(long step) {
            return new Look(bytes, nanos, nanosOfSteps + step);
        }
    }

    /** The versions of a state, and what of them is pinned in the budget. */
    private static final class State {
        private final Map<Long, Version> versions = new HashMap<>();
        private final Map<Integer, Look> looks = new HashMap<>();
        private long pinned;

        long bytes() {
            long largest = 0;
            long emitted = 0;
            for (Version version : versions.values()) {
                largest = Math.max(largest, version.stateBytes);
                emitted += version.emittedBytes;
            }
            return largest + emitted;
        }
    }

    private final EngineMemory memory;
    private final NanoClock clock;
    private final Map<String, State> states = new HashMap<>();

    /** @param clock times steps */
    public StateStore(EngineMemory memory, NanoClock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * The partition of a version, draft or published, made by {@code step} if there is none. A second task that wants it
     * waits for the first; a step that fails leaves nothing.
     */
    public Draft draft(String name, long version, int partition, Callable<Draft> step) throws Exception {
        Version target;
        ReentrantLock lock;
        Look before;
        synchronized (states) {
            State state = states.computeIfAbsent(name, n -> new State());
            target = state.versions.computeIfAbsent(version, v -> new Version());
            Draft made = target.partitions.get(partition);
            if (made != null) {
                return made;
            }
            lock = target.locks.computeIfAbsent(partition, p -> new ReentrantLock());
            before = state.looks.get(partition);
        }
        lock.lockInterruptibly();
        try {
            synchronized (states) {
                Draft made = target.partitions.get(partition);
                if (made != null) {
                    return made;
                }
            }
            long beganNanos = clock.nanoTime();
            Draft made = step.call();
            Look look = look(made.state, before, clock.nanoTime() - beganNanos);
            long emittedBytes = sizeOf(made.emitted);
            synchronized (states) {
                target.partitions.put(partition, made);
                target.stateBytes += look.bytes;
                target.emittedBytes += emittedBytes;
                State state = states.get(name);
                if (state != null && state.versions.get(version) == target) { // it may have been dropped meanwhile
                    state.looks.put(partition, look);
                    pinAnew(state);
                }
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private Look look(Object state, @Nullable Look before, long stepNanos) {
        Look after = before == null ? null : before.after(stepNanos);
        if (after != null && after.isRecent()) {
            return after;
        }
        long beganNanos = clock.nanoTime();
        long bytes = memory.sizes().sizeOf(state);
        return new Look(bytes, clock.nanoTime() - beganNanos, 0);
    }

    private long sizeOf(Object[] emitted) {
        SizeSampler sampler = new SizeSampler(memory.sizes());
        sampler.saw(emitted, 0, emitted.length);
        return sampler.bytes();
    }

    private @Nullable Version find(String name, long version) {
        State state = states.get(name);
        return state == null ? null : state.versions.get(version);
    }

    private void pinAnew(State state) {
        long bytes = state.bytes();
        if (bytes > state.pinned) {
            memory.budget().pin(bytes - state.pinned);
        } else {
            memory.budget().unpin(state.pinned - bytes);
        }
        state.pinned = bytes;
    }

    /**
     * A partition of a published version.
     *
     * @param reader the operator that asks, for the error
     * @throws io.waterclock.WaterclockException with code STATE_VERSION_MISSING
     */
    public Object published(Operator reader, String name, long version, int partition) {
        synchronized (states) {
            Version found = find(name, version);
            Draft draft = found == null || !found.published ? null : found.partitions.get(partition);
            if (draft == null) {
                throw TaskFailures.stateMissing(reader, name, version, partition);
            }
            return draft.state;
        }
    }

    @Override
    public void publish(String name, long version, int numPartitions) {
        synchronized (states) {
            Version found = find(name, version);
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
        synchronized (states) {
            State state = states.get(name);
            Version found = find(name, version);
            if (state != null && found != null && found.published == published) {
                state.versions.remove(version);
                pinAnew(state);
                if (state.versions.isEmpty()) {
                    states.remove(name);
                }
            }
        }
    }

    @Override
    public boolean isPublished(String name, long version) {
        synchronized (states) {
            Version found = find(name, version);
            return found != null && found.published;
        }
    }

    public void clear() {
        synchronized (states) {
            states.values().forEach(state -> memory.budget().unpin(state.pinned));
            states.clear();
        }
    }
}

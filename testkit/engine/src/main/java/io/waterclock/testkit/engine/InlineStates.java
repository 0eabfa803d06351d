// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.engine.StateVersions;
import io.waterclock.engine.TaskFailures;
import io.waterclock.rdd.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drafts and published versions, in two maps. */
final class InlineStates implements StateVersions {

    private record Version(String name, long version) {}

    /** A partition's state, and what the step that made it emitted. */
    record Made(Object state, List<Object> emitted) {}

    private final Map<Version, Map<Integer, Made>> drafts = new HashMap<>();
    private final Map<Version, Map<Integer, Made>> published = new HashMap<>();

    @Override
    public synchronized void publish(String name, long version, int numPartitions) {
        Version key = new Version(name, version);
        Map<Integer, Made> draft = drafts.getOrDefault(key, Map.of());
        for (int partition = 0; partition < numPartitions; partition++) {
            if (!draft.containsKey(partition)) {
                throw TaskFailures.draftMissing(name, version, partition, numPartitions);
            }
        }
        published.put(key, draft);
        drafts.remove(key);
    }

    @Override
    public synchronized void abandon(String name, long version) {
        drafts.remove(new Version(name, version));
    }

    @Override
    public synchronized void drop(String name, long version) {
        published.remove(new Version(name, version));
    }

    @Override
    public synchronized boolean isPublished(String name, long version) {
        return published.containsKey(new Version(name, version));
    }

    synchronized void clear() {
        drafts.clear();
        published.clear();
    }

    /** The published state of a partition. */
    synchronized Object state(Operator reader, String name, long version, int partition) {
        Made made = published.getOrDefault(new Version(name, version), Map.of()).get(partition);
        if (made == null) {
            throw TaskFailures.stateMissing(reader, name, version, partition);
        }
        return made.state;
    }

    /** What a step emitted into a version that is kept, draft or published; null when it has to run. */
    synchronized @Nullable List<Object> pinned(String name, long version, int partition) {
        Version key = new Version(name, version);
        Made made = published.getOrDefault(key, Map.of()).get(partition);
        if (made == null) {
            made = drafts.getOrDefault(key, Map.of()).get(partition);
        }
        return made == null ? null : made.emitted;
    }

    /** Leaves a draft; of two jobs that made the same one the first stays. Returns what is pinned now. */
    synchronized List<Object> draft(String name, long version, int partition, Made made) {
        List<Object> already = pinned(name, version, partition);
        if (already != null) {
            return already;
        }
        drafts.computeIfAbsent(new Version(name, version), key -> new HashMap<>())
                .put(partition, made);
        return made.emitted;
    }
}

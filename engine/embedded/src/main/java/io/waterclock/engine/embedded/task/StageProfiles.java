// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The profiles of an engine, by shape; the least recently used go first. Belongs to the engine and dies with it, and so
 * do the classes that it made.
 */
public final class StageProfiles {
    private final long hotRecords;
    private final Executor background;
    private final Map<StageProfile.Shape, StageProfile> profiles;

    /**
     * @param hotRecords how many records make a stage hot; {@link Long#MAX_VALUE} turns loops of their own off
     * @param atMost how many profiles are kept
     * @param background makes the classes
     */
    public StageProfiles(long hotRecords, int atMost, Executor background) {
        this.hotRecords = hotRecords;
        this.background = background;
        this.profiles = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<StageProfile.Shape, StageProfile> eldest) {
                return size() > atMost;
            }
        };
    }

    StageProfile of(StageProfile.Shape shape) {
        synchronized (profiles) {
            return profiles.computeIfAbsent(shape, s -> new StageProfile(s, hotRecords, background));
        }
    }

    /** Forgets all. */
    public void clear() {
        synchronized (profiles) {
            profiles.clear();
        }
    }
}

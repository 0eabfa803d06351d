// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the states of {@code mapWithState} are saved and restored.
 *
 * @param timeoutMs 0 for none
 * @param slideMs from one batch of the stream to the next
 */
record MappedForm(long timeoutMs, long slideMs) implements StateForm {

    private MappedStates<Object, Object> states(@Nullable Object partition) {
        return MappedStates.of(partition, timeoutMs > 0);
    }

    @Override
    public void forEach(Object partition, BiConsumer<@Nullable Object, Entry> action) {
        states(partition).forEachEntry(action);
    }

    @Override
    public void differences(Object older, Object newer, BiConsumer<@Nullable Object, @Nullable Entry> action) {
        states(newer).differencesFrom(states(older), action);
    }

    @Override
    public Object of(VersionedMap<Object, Entry> entries, long nextMs) {
        if (timeoutMs == 0) {
            return MappedStates.untimed(entries);
        }
        VersionedMap<Object, Entry> touched = entries.mapValues(
                (key, entry) -> entry.touchedMs() == UNTIMED ? new Entry(entry.state(), nextMs) : entry);
        return MappedStates.timed(touched, touchedMs -> bucketOf(touchedMs, nextMs));
    }

    /**
     * The last bucket that is looked at in the batch in which a key falls due, and not before. Batches may lie otherwise than when it was
     * touched; of those that there would have been before the next, none is made any more.
     */
    private long bucketOf(long touchedMs, long nextMs) {
        long slidesToDue = Math.floorDiv(touchedMs + timeoutMs - nextMs, slideMs) + 1;
        long dueMs = nextMs + Math.max(0, slidesToDue) * slideMs;
        return nextMs + Math.floorDiv(dueMs - timeoutMs - 1 - nextMs, slideMs) * slideMs;
    }
}

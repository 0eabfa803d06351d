// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a partition of a kind of state is taken apart into entries, and put together again. Safe for any thread. */
public interface StateForm {

    /**
     * What is kept of a key.
     *
     * @param state may be null
     * @param touchedMs the time of the last batch with a record of the key; {@link #UNTIMED} where idle keys don't end
     */
    record Entry(@Nullable Object state, long touchedMs) {}

    /** Of a state that doesn't know when its keys were touched. */
    long UNTIMED = Long.MIN_VALUE;

    /** Tells every key, with what is kept of it. */
    void forEach(Object partition, BiConsumer<@Nullable Object, Entry> action);

    /**
     * Tells every key of which the newer of two versions keeps something else than the older: null of one that ended. States are compared by
     * identity, so one that the program changed in place is no difference.
     */
    void differences(Object older, Object newer, BiConsumer<@Nullable Object, @Nullable Entry> action);

    /**
     * A partition with these entries.
     *
     * @param nextMs the time of the first batch that goes on from it; keys that were not timed count as touched in that one
     * @throws IllegalArgumentException when a state of this kind can't have such an entry
     */
    Object of(VersionedMap<Object, Entry> entries, long nextMs);
}

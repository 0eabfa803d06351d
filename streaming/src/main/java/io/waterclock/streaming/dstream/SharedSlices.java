// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StorageLevel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The streams of slices of a graph: windows over one stream that combine by the same function, in the same partitions, share theirs. */
final class SharedSlices {

    /**
     * @param stream compared by identity, as streams are
     * @param function compared by identity, as functions are
     */
    record Key(AbstractDStream<?, ?, ?> stream, Object function, Partitioner partitioner) {}

    private final Map<Key, AbstractDStream<?, ?, ?>> streams = new HashMap<>();

    /** The stream of a key, made if it is the first. One that is asked for again is kept, since several windows read each batch. */
    @SuppressWarnings("unchecked") // a key says what is made for it
    synchronized <S extends AbstractDStream<?, ?, ?>> S get(Key key, Supplier<S> make) {
        @Nullable AbstractDStream<?, ?, ?> there = streams.get(key);
        if (there == null) {
            S made = make.get();
            streams.put(key, made);
            return made;
        }
        there.keepAtLeast(StorageLevel.MEMORY_ONLY);
        return (S) there;
    }
}

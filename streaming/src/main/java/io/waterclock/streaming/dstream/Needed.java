// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The streams that outputs need, and for how long each must remember its batches for those that are made of it. */
final class Needed {
    private Needed() {}

    /**
     * What outputs read, directly or through other streams; parents first. Lets each stream remember what its children will read.
     *
     * @param streams all of the context, in the order in which they were made: so a parent comes before its children
     */
    static List<AbstractDStream<?, ?, ?>> byOutputs(
            List<AbstractDStream<?, ?, ?>> streams, List<OutputOperation> outputs) {
        Set<AbstractDStream<?, ?, ?>> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        outputs.forEach(output -> wanted.add(output.stream()));
        List<AbstractDStream<?, ?, ?>> needed = new ArrayList<>();
        for (int i = streams.size() - 1; i >= 0; i--) {
            AbstractDStream<?, ?, ?> stream = streams.get(i);
            if (wanted.contains(stream)) {
                needed.add(stream);
                long reached = stream.reachBackMs() + stream.memory().rememberMs();
                for (AbstractDStream<?, ?, ?> parent : stream.parents()) {
                    wanted.add(parent);
                    parent.memory().remember(reached);
                }
            }
        }
        Collections.reverse(needed);
        return List.copyOf(needed);
    }
}

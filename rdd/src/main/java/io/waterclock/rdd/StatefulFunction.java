// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.io.Serializable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a stateful step does to one partition of its state. */
@FunctionalInterface
public interface StatefulFunction extends Serializable {

    /**
     * Called in a task, once for each attempt at a partition.
     *
     * @param version that is being made
     * @param previous the partition's state of the from-version, null where the state starts; must not be changed, since a
     *     repeated attempt and the readers of that version see it too
     * @param records the parent's records of this partition
     */
    Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) throws Exception;

    /**
     * @param state the new state; taken when {@code emitted} has been read to its end
     * @param emitted the records that the node gives; read once, to the end
     */
    record Update(Object state, Iterator<?> emitted) {}
}

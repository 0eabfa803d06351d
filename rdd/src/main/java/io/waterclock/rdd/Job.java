// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.codec.Codecs;
import java.util.List;
import java.util.Map;

/**
 * An action on some partitions of a lineage.
 *
 * @param id counts the jobs of a context, from 0
 * @param partitions the indexes wanted, distinct
 * @param operator the action and where it was called
 * @param marks which nodes are to be kept; looked at when the job is planned
 * @param cancellation ends the job early
 * @param properties local properties of the calling thread
 * @param codecs the context's: how records become bytes
 * @param listener hears how the job goes on
 */
public record Job<R>(
        int id,
        Lineage lineage,
        List<Integer> partitions,
        Action<R> action,
        Operator operator,
        Marks marks,
        Cancellation cancellation,
        Map<String, String> properties,
        Codecs codecs,
        JobListener listener) {

    /** The local property that says {@code false} where tasks must not be interrupted when the job is cancelled. */
    public static final String INTERRUPT_ON_CANCEL = "waterclock.job.interruptOnCancel";

    /** A job that nobody listens to. */
    public Job(
            int id,
            Lineage lineage,
            List<Integer> partitions,
            Action<R> action,
            Operator operator,
            Marks marks,
            Cancellation cancellation,
            Map<String, String> properties,
            Codecs codecs) {
        this(id, lineage, partitions, action, operator, marks, cancellation, properties, codecs, JobListener.NONE);
    }

    /** Whether the threads of tasks are to be interrupted now that the job is over. */
    public boolean isToInterrupt() {
        return cancellation.isForced() || properties.isEmpty() || !"false".equals(properties.get(INTERRUPT_ON_CANCEL));
    }
}

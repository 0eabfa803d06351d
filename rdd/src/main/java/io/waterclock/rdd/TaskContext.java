// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The task that the current thread is running. One of the two pieces of global state: it belongs to the thread for as long as the task runs.
 *
 * @param jobId {@link Job#id()}
 * @param stageId counts the stages of a context, from 0
 * @param partitionId the partition of the stage's result
 * @param attemptNumber 0 at the first attempt
 * @param action the action that the job serves
 * @param cancellation of the job
 */
public record TaskContext(
        int jobId,
        int stageId,
        int partitionId,
        int numPartitions,
        int attemptNumber,
        Operator action,
        Cancellation cancellation,
        Map<String, String> properties) {

    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    /** The task of this thread, or null outside tasks. */
    public static @Nullable TaskContext get() {
        return CURRENT.get();
    }

    /** For engines: makes {@code task} this thread's, null for none, and returns what it was before. */
    public static @Nullable TaskContext set(@Nullable TaskContext task) {
        TaskContext before = CURRENT.get();
        CURRENT.set(task); // not removed when null: clearing its weak reference goes through the VM
        return before;
    }

    public boolean isInterrupted() {
        return cancellation.isCancelled();
    }

    public @Nullable String getLocalProperty(String key) {
        return properties.get(key);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** Hears that the job of a running task is cancelled, so that what the task waits for elsewhere can be called off. */
@FunctionalInterface
public interface TaskInterruptListener {

    /** On the thread that cancels; must not block. */
    void onTaskInterrupted(TaskContext context, String reason);
}

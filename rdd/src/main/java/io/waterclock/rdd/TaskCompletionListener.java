// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** Hears that an attempt at a task has ended, well or not. */
@FunctionalInterface
public interface TaskCompletionListener {

    /** On the task's thread. What it throws fails an attempt that had gone well. */
    void onTaskCompletion(TaskContext context);
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** Hears that an attempt at a task has failed; before the {@link TaskCompletionListener}s. */
@FunctionalInterface
public interface TaskFailureListener {

    /** On the task's thread. What it throws is noted with the failure. */
    void onTaskFailure(TaskContext context, Throwable error);
}

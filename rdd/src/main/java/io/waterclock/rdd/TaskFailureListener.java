// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** Hears that an attempt at a task has failed; before the {@link TaskCompletionListener}s. */
@FunctionalInterface
public interface TaskFailureListener {

    /**
     * On the task's thread. What it throws is noted with the failure.
     *
     * @param error as the program is thrown it if no other attempt follows: a {@link io.waterclock.WaterclockException} that names operator, partition and
     *     record, with what the function threw as its cause; the call site of an action is unknown where a worker runs the task
     */
    void onTaskFailure(TaskContext context, Throwable error);
}

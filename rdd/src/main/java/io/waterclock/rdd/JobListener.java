// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import org.jspecify.annotations.Nullable;

/**
 * Hears how a job goes on. A context gives one with each {@link Job}; the engine calls it.
 *
 * <p>Calls about stages come on the thread that runs the job, one after the other; calls about tasks on any thread, several
 * at once, each between its stage's two. What a method throws fails the job. None may block: a job of some
 * microseconds waits for it.
 */
public interface JobListener {
    /** The index of a task that belongs to a shuffle and not to the action. */
    int NO_INDEX = -1;

    /** Hears nothing. */
    JobListener NONE = new JobListener() {};

    /** A stage as it stands at the moment of each call; must not be kept after the stage has completed. */
    interface Stage {
        int id();

        /** The action, or the operator whose shuffle is written. */
        Operator operator();

        int numTasks();

        int numActiveTasks();

        int numCompletedTasks();

        /** How many attempts have failed. */
        int numFailedTasks();
    }

    /** The tasks of a stage are about to be run. */
    default void stageSubmitted(Stage stage) {}

    /** No task of the stage is running any more. It is whole unless fewer tasks have completed than there are. */
    default void stageCompleted(Stage stage) {}

    /** An attempt begins. */
    default void taskStarted(TaskContext task) {}

    /**
     * An attempt has ended well, and with it the task: no other attempt at it follows, unless the engine has to plan the job again because what
     * the job needs was lost. Comes before the job returns.
     *
     * @param index which of {@link Job#partitions()} was computed, or {@link #NO_INDEX}
     * @param result the result of that partition
     */
    default void taskSucceeded(TaskContext task, int index, @Nullable Object result) {}

    /**
     * An attempt has failed, or was given up because the job has ended.
     *
     * @param failure what a {@link TaskFailureListener} hears
     */
    default void taskFailed(TaskContext task, Throwable failure) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

/**
 * A stage at one moment.
 *
 * @param currentAttemptId always 0: a stage that has to be run again gets another id
 * @param submissionTime milliseconds since the epoch
 * @param name the operator or action that it works for
 * @param numFailedTasks failed attempts
 */
public record WaterclockStageInfo(
        int stageId,
        int currentAttemptId,
        long submissionTime,
        String name,
        int numTasks,
        int numActiveTasks,
        int numCompletedTasks,
        int numFailedTasks) {}

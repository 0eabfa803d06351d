// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

/**
 * A job at one moment.
 *
 * @param stageIds the stages that it has run so far, in their order
 * @param status cancelled is failed
 */
@SuppressWarnings("ArrayRecordComponent") // programs expect the array, which is a fresh one
public record WaterclockJobInfo(int jobId, int[] stageIds, JobExecutionStatus status) {}

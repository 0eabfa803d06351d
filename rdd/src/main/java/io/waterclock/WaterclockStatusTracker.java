// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import org.jspecify.annotations.Nullable;

/**
 * What is known of running jobs and of those that ended lately. Each answer is of its own moment: two don't have to fit together. Safe for any thread.
 */
public interface WaterclockStatusTracker {

    /**
     * The known jobs of a group, running or ended, in no order.
     *
     * @param jobGroup null for the jobs that belong to none
     */
    int[] getJobIdsForGroup(@Nullable String jobGroup);

    int[] getActiveStageIds();

    int[] getActiveJobIds();

    /** Null when the job isn't known, or not any more. */
    @Nullable
    WaterclockJobInfo getJobInfo(int jobId);

    /** Null when the stage isn't known, or not any more. */
    @Nullable
    WaterclockStageInfo getStageInfo(int stageId);

    /** The processes that run tasks; one for an engine in the program's own. */
    WaterclockExecutorInfo[] getExecutorInfos();
}

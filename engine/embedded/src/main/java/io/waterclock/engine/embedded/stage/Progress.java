// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.JobListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How far a job has come: what stays when it has to be planned again. A task that has ended well is not run again, since it may have had effects. */
final class Progress {
    private final JobFunctions functions;
    private final @Nullable Object[] results;

    /** Each written by the task's thread, and read by the caller when all tasks have ended; a result may be null. */
    private final boolean[] done;

    private int firstAttempt;

    Progress(int size, JobFunctions functions) {
        this.functions = functions;
        this.results = new @Nullable Object[size];
        this.done = new boolean[size];
    }

    JobFunctions functions() {
        return functions;
    }

    /** Of the action's tasks. */
    @Nullable
    Object[] results() {
        return results;
    }

    /** @param index of the action's tasks, or {@link JobListener#NO_INDEX} */
    void endedWell(int index) {
        if (index != JobListener.NO_INDEX) {
            done[index] = true;
        }
    }

    /** The action's tasks that have not ended well. */
    int[] missing() {
        int[] missing = new int[done.length];
        int size = 0;
        for (int i = 0; i < done.length; i++) {
            if (!done[i]) {
                missing[size++] = i;
            }
        }
        return Arrays.copyOf(missing, size);
    }

    /** The number of the first attempt at its tasks: more than 0 when an attempt failed half-way through what can't be done twice. */
    int firstAttempt() {
        return firstAttempt;
    }

    void planAgain(int attempt) {
        firstAttempt = attempt;
    }
}

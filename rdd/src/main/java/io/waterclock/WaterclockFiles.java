// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import io.waterclock.job.SharedFiles;
import io.waterclock.rdd.TaskContext;

/** Where a function finds the files that {@link WaterclockContext#addFile} has named. */
public final class WaterclockFiles {
    private WaterclockFiles() {}

    /**
     * The path of a file, in a task.
     *
     * @param name its last name, without directories
     * @throws IllegalStateException outside tasks, where several contexts may have files of that name
     * @throws WaterclockException with code INPUT_NOT_FOUND when the job's context had no such file
     */
    public static String get(String name) {
        TaskContext task = TaskContext.get();
        if (task == null) {
            throw new IllegalStateException(
                    "WaterclockFiles.get(\"" + name + "\") was called outside a task. It is for"
                            + " functions of operators; the program itself has the path that it gave to addFile, or listFiles()");
        }
        String path = task.getLocalProperty(SharedFiles.PROPERTY + name);
        if (path == null) {
            throw new WaterclockException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "There is no file \"" + name
                            + "\" for tasks. Call WaterclockContext.addFile(path) before the action");
        }
        return path;
    }
}

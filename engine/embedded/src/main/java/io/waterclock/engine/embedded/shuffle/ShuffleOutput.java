// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

/**
 * What the tasks of one stage hand to those of the next, by reference: for each map task its chunks by target partition.
 * Complete before anybody reads it, never changed after.
 */
public final class ShuffleOutput {
    private final Object[] byMapTask;

    /**
     * @param byMapTask what each task wrote: a {@code CombinedChunk[]} or an {@code Object[][]} of pairs, by target
     */
    public ShuffleOutput(Object[] byMapTask) {
        this.byMapTask = byMapTask;
    }

    int mapTasks() {
        return byMapTask.length;
    }

    CombinedChunk combined(int mapTask, int target) {
        return ((CombinedChunk[]) byMapTask[mapTask])[target];
    }

    Object[] raw(int mapTask, int target) {
        return ((Object[][]) byMapTask[mapTask])[target];
    }

    /** How many entries a target partition reads. */
    public long entries(int target) {
        long sum = 0;
        for (Object written : byMapTask) {
            sum += written instanceof CombinedChunk[] combined
                    ? combined[target].size
                    : ((Object[][]) written)[target].length;
        }
        return sum;
    }
}

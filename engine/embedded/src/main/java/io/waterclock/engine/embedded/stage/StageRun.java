// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tasks of one stage of a job, each a partition or a part of one. */
final class StageRun implements TaskSet.Body {
    private final JobRun run;
    private final int stageId;
    private final StageWork work;
    private final IntUnaryOperator partitionOf;
    private final @Nullable Object[] results;
    private final int numPartitions;
    private final SplitTask[] splits;

    /** For each split the first of its tasks, in their order; a partition that isn't split has one task. */
    private final int[] firsts;

    private final int size;

    /**
     * @param partitionOf the partition of each of {@code results}
     * @param splits in the order of their indexes
     */
    StageRun(
            JobRun run,
            int stageId,
            StageWork work,
            IntUnaryOperator partitionOf,
            @Nullable Object[] results,
            SplitTask[] splits) {
        this.run = run;
        this.stageId = stageId;
        this.work = work;
        this.partitionOf = partitionOf;
        this.results = results;
        this.numPartitions = work.top().numPartitions();
        this.splits = splits;
        this.firsts = new int[splits.length];
        int more = 0;
        for (int i = 0; i < splits.length; i++) {
            firsts[i] = splits[i].index() + more;
            more += splits[i].parts() - 1;
        }
        this.size = results.length + more;
    }

    /** How many tasks there are. */
    int size() {
        return size;
    }

    @Override
    public void join() {
        run.enter();
    }

    @Override
    public void leave() {
        run.leave();
    }

    @Override
    public void run(int task) {
        int before = 0;
        for (int i = 0; i < splits.length && firsts[i] <= task; i++) {
            int part = task - firsts[i];
            if (part < splits[i].parts()) {
                runPart(splits[i], part);
                return;
            }
            before += splits[i].parts() - 1;
        }
        int index = task - before;
        int partition = partitionOf.applyAsInt(index);
        try {
            results[index] = run.runTask(stageId, partition, numPartitions, at -> work.run(partition, at));
        } catch (Throwable t) {
            run.escaped(t, partition);
        }
    }

    /** Who ends the last part ends the attempt: puts the results together, or tries again in one piece. */
    private void runPart(SplitTask split, int part) {
        try {
            split.run(part, run, stageId, numPartitions, work);
            if (split.isLast()) {
                results[split.index()] = split.end(run, stageId, numPartitions, work);
            }
        } catch (Throwable t) {
            run.escaped(t, split.partition());
        }
    }
}

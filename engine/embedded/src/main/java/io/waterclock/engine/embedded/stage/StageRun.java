// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Operator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage of a job, each a partition or a part of one. What a job's listener is told of it is read from the
 * tasks' own counters when somebody asks, so that a task pays nothing for it.
 */
final class StageRun implements TaskSet.Body, JobListener.Stage {
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
    private final IntUnaryOperator indexForListener;
    private volatile int failedAttempts;
    private volatile int gaveUp;
    private volatile @Nullable TaskSet tasks;
    private int @Nullable [] order;

    /**
     * @param partitionOf the partition of each of {@code results}
     * @param splits in the order of their indexes
     * @param indexForListener which of the job's results a result is, or {@link JobListener#NO_INDEX}
     */
    StageRun(
            JobRun run,
            int stageId,
            StageWork work,
            IntUnaryOperator partitionOf,
            @Nullable Object[] results,
            SplitTask[] splits,
            IntUnaryOperator indexForListener) {
        this.indexForListener = indexForListener;
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

    /** Which task is run as the first and so on; null for their own order. Said before they are offered to anybody. */
    void inOrder(int @Nullable [] tasksInOrder) {
        this.order = tasksInOrder;
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

    /** Fails the job with what escaped a task, or the way to it, and nobody could note there. */
    void noteEscaped() {
        TaskSet set = tasks;
        Throwable t = set == null ? null : set.escaped();
        if (set != null && t != null) {
            run.escaped(t, partitionOf.applyAsInt(indexOf(set.escapedAt())));
        }
    }

    /** Whether the job is over, and not to be planned again, once {@link #noteEscaped} has been called. */
    boolean isLost() {
        TaskSet set = tasks;
        Throwable escaped = set == null ? null : set.escaped();
        return run.isLost() || escaped != null && !(escaped instanceof OutputMissing);
    }

    private int indexOf(int claimed) {
        int task = order == null ? claimed : order[claimed];
        int before = 0;
        for (int i = 0; i < splits.length && firsts[i] <= task; i++) {
            if (task - firsts[i] < splits[i].parts()) {
                return splits[i].index();
            }
            before += splits[i].parts() - 1;
        }
        return task - before;
    }

    @Override
    public void run(int claimed) {
        int task = order == null ? claimed : order[claimed];
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
            results[index] = run.runTask(this, index, partition, work.attempt(partition));
        } catch (Throwable t) {
            run.escaped(t, partition);
        }
    }

    /** Who ends the last part ends the attempt: puts the results together, or tries again in one piece. */
    private void runPart(SplitTask split, int part) {
        try {
            split.run(part, run, this, work);
        } catch (Throwable t) {
            run.escaped(t, split.partition());
        }
        if (split.isLast()) {
            try {
                results[split.index()] = split.end(run, this, work);
            } catch (Throwable t) {
                run.escaped(t, split.partition());
            }
        }
    }

    // ---- as listeners see it

    void runs(TaskSet set) {
        tasks = set;
    }

    int numPartitions() {
        return numPartitions;
    }

    int indexForListener(int index) {
        return indexForListener.applyAsInt(index);
    }

    synchronized void attemptFailed() {
        failedAttempts++;
    }

    /** A partition has ended without a result. */
    synchronized void taskGaveUp() {
        gaveUp++;
    }

    @Override
    public int id() {
        return stageId;
    }

    @Override
    public Operator operator() {
        return work.operator();
    }

    @Override
    public int numTasks() {
        return results.length;
    }

    @Override
    public int numActiveTasks() {
        TaskSet set = tasks;
        if (set == null) {
            return 0;
        }
        int finished = set.finished(); // read first: what finishes in between was claimed
        return set.claimed() - finished;
    }

    /** A partition that several threads work on counts when all its parts are done; till then others may count for less. */
    @Override
    public int numCompletedTasks() {
        TaskSet set = tasks;
        return set == null ? 0 : Math.max(0, set.finished() - (size - results.length) - gaveUp);
    }

    @Override
    public int numFailedTasks() {
        return failedAttempts;
    }
}

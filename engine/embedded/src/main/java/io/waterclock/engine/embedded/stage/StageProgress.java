// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Operator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stage while it runs, as a job's listener sees it. What it tells is read from the tasks' own counters when somebody
 * asks, so that a task pays nothing for it.
 */
final class StageProgress implements JobListener.Stage {
    private final int id;
    private final Operator operator;
    private final int numPartitions;
    private final boolean ofAction;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();
    private volatile @Nullable TaskSet tasks;

    /**
     * @param numPartitions of the node that its tasks compute
     * @param ofAction whether its tasks' results are the job's
     */
    StageProgress(int id, Operator operator, int numPartitions, boolean ofAction) {
        this.id = id;
        this.operator = operator;
        this.numPartitions = numPartitions;
        this.ofAction = ofAction;
    }

    void runs(TaskSet set) {
        tasks = set;
    }

    int numPartitions() {
        return numPartitions;
    }

    int indexForListener(int index) {
        return ofAction ? index : JobListener.NO_INDEX;
    }

    void attemptFailed() {
        failed.incrementAndGet();
    }

    /** A task has ended without a result. */
    void taskGaveUp() {
        gaveUp.incrementAndGet();
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public Operator operator() {
        return operator;
    }

    @Override
    public int numTasks() {
        TaskSet set = tasks;
        return set == null ? 0 : set.size();
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

    @Override
    public int numCompletedTasks() {
        TaskSet set = tasks;
        return set == null ? 0 : Math.max(0, set.finished() - gaveUp.get());
    }

    @Override
    public int numFailedTasks() {
        return failed.get();
    }
}

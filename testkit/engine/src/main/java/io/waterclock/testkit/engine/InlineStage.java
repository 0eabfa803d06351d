// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Operator;
import java.util.concurrent.atomic.AtomicLong;

/** One pass over partitions of a node, as a job's listener sees it. Counted by one thread, read by any. */
final class InlineStage implements JobListener.Stage {
    private final int id;
    private final Operator operator;
    private final int numPartitions;
    private final int numTasks;
    private final AtomicLong attemptIds;
    private volatile int active;
    private volatile int completed;
    private volatile int failed;

    InlineStage(int id, Operator operator, int numPartitions, int numTasks, AtomicLong attemptIds) {
        this.id = id;
        this.operator = operator;
        this.numPartitions = numPartitions;
        this.numTasks = numTasks;
        this.attemptIds = attemptIds;
    }

    AtomicLong attemptIds() {
        return attemptIds;
    }

    int numPartitions() {
        return numPartitions;
    }

    void taskBegins() {
        active = 1;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void taskSucceeds() {
        completed = completed + 1;
        active = 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void taskFails() {
        failed = failed + 1;
        active = 0;
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
        return numTasks;
    }

    @Override
    public int numActiveTasks() {
        return active;
    }

    @Override
    public int numCompletedTasks() {
        return completed;
    }

    @Override
    public int numFailedTasks() {
        return failed;
    }
}

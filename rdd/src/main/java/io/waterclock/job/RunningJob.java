// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.JobExecutionStatus;
import io.waterclock.WaterclockJobInfo;
import io.waterclock.WaterclockStageInfo;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one job while it runs and for some time after. Takes in what its tasks add to accumulators, and hands
 * on the results of partitions.
 */
final class RunningJob implements JobListener {
    private final int id;
    private final Map<String, String> properties;
    private final Cancellation cancellation;
    private final WallClock clock;

    /** Null when nobody wants to hear, and when the job has ended: what it refers to must not be kept for as long as this is. */
    private volatile @Nullable PartitionResults<Object> results;

    private final List<StageRecord> stages = new ArrayList<>(2);
    private JobExecutionStatus status = JobExecutionStatus.RUNNING;
    private @Nullable BitSet taken;

    /** A stage; while it runs, the engine's own view of it. */
    private static final class StageRecord {
        private final int id;
        private final Operator operator;
        private final int tasks;
        private final long submittedMs;
        private @Nullable Stage live;
        private int completed;
        private int failed;

        StageRecord(Stage stage, long submittedMs) {
            this.id = stage.id();
            this.operator = stage.operator();
            this.tasks = stage.numTasks();
            this.submittedMs = submittedMs;
            this.live = stage;
        }

        void end(Stage stage) {
            completed = stage.numCompletedTasks();
            failed = stage.numFailedTasks();
            live = null;
        }

        WaterclockStageInfo info() {
            Stage now = live;
            return now == null
                    ? new WaterclockStageInfo(id, 0, submittedMs, operator.label(), tasks, 0, completed, failed)
                    : new WaterclockStageInfo(
                            id,
                            0,
                            submittedMs,
                            operator.label(),
                            tasks,
                            now.numActiveTasks(),
                            now.numCompletedTasks(),
                            now.numFailedTasks());
        }
    }

    RunningJob(
            int id,
            Map<String, String> properties,
            Cancellation cancellation,
            WallClock clock,
            @Nullable PartitionResults<Object> results) {
        this.id = id;
        this.properties = properties;
        this.cancellation = cancellation;
        this.clock = clock;
        this.results = results;
    }

    int id() {
        return id;
    }

    Map<String, String> properties() {
        return properties;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    synchronized void end(boolean well) {
        status = well ? JobExecutionStatus.SUCCEEDED : JobExecutionStatus.FAILED;
        results = null;
        for (StageRecord each : stages) {
            Stage live = each.live;
            if (live != null) { // the engine was stopped in the middle of it
                each.end(live);
            }
        }
    }

    // ---- heard from the engine

    @Override
    public synchronized void stageSubmitted(Stage stage) {
        stages.add(new StageRecord(stage, clock.currentTimeMs()));
    }

    @Override
    public synchronized void stageCompleted(Stage stage) {
        for (StageRecord each : stages) {
            if (each.live == stage) {
                each.end(stage);
            }
        }
    }

    @Override
    public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
        PartitionResults<Object> results = this.results;
        boolean updates = task.hasUpdates();
        if (!updates && results == null) {
            return;
        }
        if (index != NO_INDEX && !isFirst(index)) {
            return;
        }
        if (updates) {
            task.forEachUpdate(AccumulatorV2::mergeFromTask);
        }
        if (results != null && index != NO_INDEX) {
            results.take(index, result);
        }
    }

    /** A task of the action counts once, also when the engine had to plan the job again. */
    private synchronized boolean isFirst(int index) {
        if (taken == null) {
            taken = new BitSet();
        }
        boolean before = taken.get(index);
        taken.set(index);
        return !before;
    }

    // ---- told

    synchronized WaterclockJobInfo info() {
        return new WaterclockJobInfo(
                id, stages.stream().mapToInt(stage -> stage.id).toArray(), status);
    }

    synchronized @Nullable WaterclockStageInfo stage(int stageId) {
        for (StageRecord stage : stages) {
            if (stage.id == stageId) {
                return stage.info();
            }
        }
        return null;
    }

    /** The stages that run now. */
    synchronized List<WaterclockStageInfo> activeStages() {
        return stages.stream()
                .filter(stage -> stage.live != null)
                .map(StageRecord::info)
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.rdd.TaskContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a partition, the first, by several threads: each takes parts of its records. Seen from outside it is like
 * any attempt: its failure is that of the lowest record that fails, counted from the partition's first; the next attempt, if
 * there is one, is at the whole partition.
 */
final class SplitTask {
    private static final int NONE = Integer.MAX_VALUE;

    private final int index;
    private final int partition;
    private final long records;
    private final @Nullable Object[] results;
    private final AtomicInteger left;

    /** The lowest part that has failed, and with what; written under the lock of this. */
    private volatile int failedPart = NONE;

    private @Nullable Throwable failure;

    /** Stands for the attempt as a whole, and hears of its end; each part has one of its own, used by its thread alone. */
    private @Nullable TaskContext whole;

    private final @Nullable TaskContext[] ofParts;

    /**
     * @param index which of the stage's results it is
     * @param records how many the partition has
     * @param parts into how many parts it is cut
     */
    SplitTask(int index, int partition, long records, int parts) {
        this.index = index;
        this.partition = partition;
        this.records = records;
        this.results = new @Nullable Object[parts];
        this.ofParts = new @Nullable TaskContext[parts];
        this.left = new AtomicInteger(parts);
    }

    int index() {
        return index;
    }

    int partition() {
        return partition;
    }

    int parts() {
        return results.length;
    }

    private long from(int part) {
        return records / results.length * part + Math.min(part, records % results.length);
    }

    /** Runs a part, unless a lower one has failed. */
    void run(int part, JobRun run, StageRun stage, StageWork work) {
        if (run.isOver() || failedPart < part) {
            return;
        }
        TaskContext own = begin(run, stage).part();
        ofParts[part] = own;
        try {
            results[part] = run.attempt(
                    own, () -> run.isOver() || failedPart < part, work.attempt(partition, from(part), from(part + 1)));
        } catch (Throwable t) {
            run.noticeInterruption(t);
            if (failedPart < part || run.isGivenUp(t)) {
                return;
            }
            failed(part, t instanceof OperatorFailure f ? f.after(from(part)) : t);
        }
    }

    private synchronized TaskContext begin(JobRun run, StageRun stage) {
        TaskContext begun = whole;
        if (begun == null) {
            begun = run.context(stage, partition);
            whole = begun;
            run.started(begun);
            run.began(begun);
        }
        return begun;
    }

    private synchronized void failed(int part, Throwable t) {
        if (part < failedPart) {
            failure = t;
            failedPart = part;
        }
    }

    /** Counts a part that has run; true for the one who comes last. */
    boolean isLast() {
        return left.decrementAndGet() == 0;
    }

    /** Ends the attempt when all parts have run: its result, or that of the attempts after it; null when the job is over. */
    @Nullable
    Object end(JobRun run, StageRun stage, StageWork work) {
        TaskContext attempt = begin(run, stage);
        Throwable failed = failure();
        if (failed == null && !run.isOver()) {
            try {
                Object result = run.attempt(attempt, run::isOver, task -> work.join(results));
                for (TaskContext part : ofParts) {
                    if (part != null) {
                        attempt.takeUpdates(part);
                    }
                }
                run.succeeded(attempt, stage, index, result);
                return result;
            } catch (Task.TaskCancelled e) {
                // given up by the job's end
            } catch (Throwable t) {
                run.noticeInterruption(t);
                failed = t;
            }
        }
        Throwable cause = failed == null ? new Task.TaskCancelled() : failed;
        for (Object result : results) {
            if (result != null) {
                JobRun.discard(work::discard, result, cause);
            }
        }
        run.endBadly(attempt, cause);
        run.failed(attempt, stage, cause);
        if (failed == null) {
            stage.taskGaveUp();
            return null;
        }
        return run.runTaskAgain(failed, stage, index, partition, work.attempt(partition));
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }
}

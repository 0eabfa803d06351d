// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.Task;
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
    void run(int part, JobRun run, int stageId, int numPartitions, StageWork work) {
        if (run.isOver() || failedPart < part) {
            return;
        }
        try {
            results[part] = run.attempt(
                    run.context(stageId, partition, numPartitions),
                    () -> run.isOver() || failedPart < part,
                    task -> work.runPart(partition, from(part), from(part + 1), task));
        } catch (Task.TaskCancelled e) {
            // given up: by the job's end, or since a lower part has failed
        } catch (Throwable t) {
            run.noticeInterruption(t);
            failed(part, t instanceof OperatorFailure f ? f.after(from(part)) : t);
        }
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
    Object end(JobRun run, int stageId, int numPartitions, StageWork work) {
        Throwable failed = failure();
        if (failed == null && !run.isOver()) {
            try {
                return run.attempt(
                        run.context(stageId, partition, numPartitions), run::isOver, task -> work.join(results));
            } catch (Task.TaskCancelled e) {
                return null;
            } catch (Throwable t) {
                run.noticeInterruption(t);
                failed = t;
            }
        }
        return failed == null
                ? null
                : run.runTaskAgain(failed, stageId, partition, numPartitions, task -> work.run(partition, task));
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }
}

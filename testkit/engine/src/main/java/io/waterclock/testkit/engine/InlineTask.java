// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.TaskFailures;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.ChunkReader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One partition of one stage being computed: it is the thread's {@link TaskContext}, and owns the readers it opened. */
final class InlineTask {
    private static final int ONLY_ATTEMPT = 1;

    private final Job<?> job;
    private final InlineStage stage;
    private final TaskContext context;
    private final Deque<OpenReader> readers = new ArrayDeque<>();

    private record OpenReader(Operator source, ChunkReader reader) {}

    /** What a task does. */
    interface Body<R> {
        R run() throws Exception;
    }

    InlineTask(Job<?> job, InlineStage stage, int partition) {
        this.job = job;
        this.stage = stage;
        this.context = new TaskContext(job, stage.id(), partition, stage.numPartitions(), 0, stage.attemptIds());
    }

    /**
     * Runs the body as a task; what it throws that isn't an error of ours yet is the fault of {@code operator}.
     *
     * @param index what the job's listener is told about the task
     */
    <R> R run(Operator operator, int index, Body<R> body) {
        TaskContext outer = TaskContext.set(context);
        stage.taskBegins();
        R result;
        try {
            job.listener().taskStarted(context);
            NanoClock clock = NanoClock.system();
            context.began(clock, clock.nanoTime());
            result = runAndClose(operator, body);
        } catch (Throwable e) {
            stage.taskFails();
            job.listener().taskFailed(context, e);
            throw e;
        } finally {
            TaskContext.set(outer);
        }
        job.listener().taskSucceeded(context, index, result);
        stage.taskSucceeds();
        return result;
    }

    @SuppressWarnings("NullAway") // an action may give null
    private <R> R runAndClose(Operator operator, Body<R> body) {
        WaterclockException failure = null;
        R result = null;
        try {
            checkCancelled();
            result = body.run();
        } catch (Throwable e) {
            failure = failed(operator, TaskFailures.NO_RECORD, e);
        }
        try {
            closeAll(failure);
        } catch (WaterclockException e) {
            failure = e;
        }
        context.ended(failure);
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    void checkCancelled() {
        String reason = job.cancellation().reason();
        if (reason != null) {
            throw TaskFailures.cancelled(job.operator(), reason);
        }
    }

    /** The error for what a function threw. A function that fails once the job is cancelled fails because of that. */
    WaterclockException failed(Operator operator, long record, Throwable cause) {
        String reason = job.cancellation().reason();
        return reason != null
                ? TaskFailures.cancelled(job.operator(), reason)
                : TaskFailures.functionFailed(
                        operator, context.partitionId(), record, cause, ONLY_ATTEMPT, ONLY_ATTEMPT);
    }

    WaterclockException inputFailed(Operator source, Throwable cause) {
        String reason = job.cancellation().reason();
        return reason != null
                ? TaskFailures.cancelled(job.operator(), reason)
                : TaskFailures.inputFailed(source, context.partitionId(), cause, ONLY_ATTEMPT, ONLY_ATTEMPT);
    }

    void opened(Operator source, ChunkReader reader) {
        readers.push(new OpenReader(source, reader));
    }

    /** Closes a reader that has come to its end, or all that are open when the task has. */
    void close(Operator source, ChunkReader reader) {
        readers.removeIf(open -> open.reader == reader);
        try {
            reader.close();
        } catch (Throwable e) {
            throw inputFailed(source, e);
        }
    }

    private void closeAll(@Nullable WaterclockException failure) {
        WaterclockException first = null;
        while (!readers.isEmpty()) {
            OpenReader open = readers.pop();
            try {
                open.reader.close();
            } catch (Throwable e) {
                if (failure != null) {
                    if (e != failure && e != failure.getCause()) {
                        failure.addSuppressed(e);
                    }
                } else if (first == null) {
                    first = inputFailed(open.source, e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.task.End;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import org.jspecify.annotations.Nullable;

/** What every task of a stage does to its partition of the top node. */
abstract class StageWork {
    private final StageEvaluator evaluator;
    private final Lineage top;
    private final End end;
    private final Operator operator;
    private final FunctionBinder.@Nullable Bound function;
    private final Route route;

    /**
     * @param operator what an error at the end of the chain names
     * @param function the one at the end of the chain; bound before, on the caller's thread
     */
    StageWork(
            StageEvaluator evaluator,
            Lineage top,
            End end,
            Operator operator,
            FunctionBinder.@Nullable Bound function) {
        this.evaluator = evaluator;
        this.top = top;
        this.end = end;
        this.operator = operator;
        this.function = function;
        this.route = evaluator.route(top);
    }

    Lineage top() {
        return top;
    }

    /** The way down from {@link #top()}. */
    Route route() {
        return route;
    }

    End end() {
        return end;
    }

    Operator operator() {
        return operator;
    }

    FunctionBinder.@Nullable Bound function() {
        return function;
    }

    private @Nullable Object run(int partition, Task task) throws Exception {
        return run(evaluator.chained(this, partition, task), task);
    }

    abstract @Nullable Object run(StageEvaluator.Chained chained, Task task) throws Exception;

    // ---- in parts

    /** Whether the results of parts of a partition can be put together, so that nobody sees that there were any. */
    boolean joins() {
        return false;
    }

    /** The result of a partition from those of its parts, in their order. */
    @Nullable
    Object join(@Nullable Object[] parts) {
        throw new IllegalStateException("not to be split");
    }

    /** Lets go of the result of a partition, or of a part of one, that is begun again or given up. */
    void discard(Object result) {}

    /** What an attempt at a partition does. */
    final JobRun.Body attempt(int partition) {
        return new Attempt() {
            @Override
            public @Nullable Object run(Task task) throws Exception {
                return StageWork.this.run(partition, task);
            }
        };
    }

    /** What an attempt at the records of a partition does, from one ordinal up to another. */
    final JobRun.Body attempt(int partition, long from, long to) {
        return new Attempt() {
            @Override
            public @Nullable Object run(Task task) throws Exception {
                return StageWork.this.run(evaluator.chained(StageWork.this, partition, from, to, task), task);
            }
        };
    }

    private abstract class Attempt implements JobRun.Body {
        @Override
        public void discard(Object result) {
            StageWork.this.discard(result);
        }
    }

    /** {@link StageEvaluator#splittableRecords}. */
    long splittableRecords(int partition) {
        return evaluator.splittableRecords(this, partition);
    }

    /** {@link StageEvaluator#estimateNanos}. */
    double estimateNanos(int partition) {
        return evaluator.estimateNanos(this, partition);
    }

    /** How long a record of a partition took lately, in nanoseconds; negative while that isn't known. */
    double nanosPerRecord(int partition) {
        return evaluator.nanosPerRecord(this, partition);
    }

    /** What a partition hands to the next stage, in parts. */
    record Parts(@Nullable Object[] written) {

        /** What tasks have written, with the parts of a partition as if there had been a task for each. */
        static @Nullable Object[] flat(@Nullable Object[] written) {
            int size = 0;
            for (Object each : written) {
                size += each instanceof Parts parts ? parts.written.length : 1;
            }
            if (size == written.length) {
                return written;
            }
            @Nullable Object[] flat = new @Nullable Object[size];
            int at = 0;
            for (Object each : written) {
                if (each instanceof Parts parts) {
                    System.arraycopy(parts.written, 0, flat, at, parts.written.length);
                    at += parts.written.length;
                } else {
                    flat[at++] = each;
                }
            }
            return flat;
        }
    }
}

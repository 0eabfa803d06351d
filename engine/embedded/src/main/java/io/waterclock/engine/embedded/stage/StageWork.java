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
    }

    Lineage top() {
        return top;
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

    /** The result of one partition. */
    final @Nullable Object run(int partition, Task task) throws Exception {
        return run(evaluator.chained(this, partition, task), task);
    }

    abstract @Nullable Object run(StageEvaluator.Chained chained, Task task) throws Exception;

    /** {@link StageEvaluator#estimateNanos}. */
    double estimateNanos(int partition) {
        return evaluator.estimateNanos(this, partition);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.closure.Captures;
import io.waterclock.engine.embedded.closure.CombineFunctions;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a job, each bound once: when the job is planned, before its first task runs. So what can't be copied is found before
 * anything has been done, and no stage sees what another, or the program, has changed meanwhile. Those that no wanted partition needs
 * are not bound. Only functions of what was
 * kept when the job was planned, and had to be computed after all, are bound when they are needed.
 *
 * <p>Safe for any thread.
 */
final class JobFunctions {
    private final FunctionBinder binder;
    private final Map<Lineage, FunctionBinder.Bound> ofNodes = new ConcurrentHashMap<>(2);
    private final FunctionBinder.@Nullable Bound ofAction;

    JobFunctions(FunctionBinder binder, Job<?> job) {
        this.binder = binder;
        Object function = function(job.action());
        this.ofAction = function == null ? null : binder.bind(function, job.operator());
    }

    /** Binds the function of a node, if it has one, as it is now. */
    void plan(Lineage node) {
        Object function = function(node);
        if (function != null && !Captures.isStateless(function.getClass())) {
            ofNodes.computeIfAbsent(node, n -> binder.bind(function, n.operator()));
        }
    }

    /** That of a node that has one. */
    FunctionBinder.Bound of(Lineage node) {
        FunctionBinder.Bound planned = ofNodes.get(node);
        if (planned != null) {
            return planned;
        }
        Object function = function(node);
        if (function == null) {
            throw new IllegalStateException(node + " has no function");
        }
        return Captures.isStateless(function.getClass())
                ? binder.bind(function, node.operator())
                : ofNodes.computeIfAbsent(node, n -> binder.bind(function, n.operator()));
    }

    /** That of the action, which has one. */
    FunctionBinder.Bound ofAction() {
        if (ofAction == null) {
            throw new IllegalStateException("the action has no function");
        }
        return ofAction;
    }

    private static @Nullable Object function(Lineage node) {
        if (node instanceof Lineage.Narrow narrow) {
            return narrow.function();
        }
        if (node instanceof Lineage.Shuffle shuffle) {
            return function(shuffle.combiner());
        }
        if (node instanceof Lineage.Zip zip) {
            return zip.function();
        }
        if (node instanceof Lineage.StateView view) {
            return view.reader();
        }
        return node instanceof Lineage.Stateful stateful ? stateful.function() : null;
    }

    private static @Nullable Object function(Combiner combiner) {
        if (combiner instanceof Combiner.Reduce reduce) {
            return reduce.function();
        }
        return combiner instanceof Combiner.Aggregate aggregate ? CombineFunctions.of(aggregate) : null;
    }

    private static @Nullable Object function(Action<?> action) {
        if (action instanceof Action.Foreach foreach) {
            return foreach.function();
        }
        if (action instanceof Action.Reduce reduce) {
            return reduce.function();
        }
        if (action instanceof Action.Aggregate aggregate) {
            return aggregate.take();
        }
        return action instanceof Action.Process<?> process ? process.function() : null;
    }
}

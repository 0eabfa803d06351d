// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.ErrorCode;
import io.waterclock.FutureAction;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Threads;
import io.waterclock.function.Function;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDDContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Actions that run on threads of their own, each as if its caller had run it. Threads are there while there is something to
 * do, and a second longer.
 */
public final class AsyncActions {
    private static final System.Logger LOG = System.getLogger("io.waterclock.job");

    private final RDDContext context;
    private final Jobs jobs;
    private final ThreadLocal<Boolean> ours = ThreadLocal.withInitial(() -> false);
    private final Set<AsyncAction<?>> unfinished = ConcurrentHashMap.newKeySet();
    private final ExecutorService pool = Threads.pool("waterclock-async", Limits.MAX_ASYNC_ACTIONS);

    /**
     * @param context what the actions ask besides jobs
     */
    public AsyncActions(RDDContext context, Jobs jobs) {
        this.context = context;
        this.jobs = jobs;
    }

    /**
     * Begins an action and returns at once.
     *
     * @param operator its name and call site
     * @param properties local properties that its jobs carry
     * @param body runs the jobs, through the context that it is given
     */
    public <T> FutureAction<T> submit(Operator operator, Map<String, String> properties, Function<RDDContext, T> body) {
        AsyncAction<T> action = new AsyncAction<>(new ActionContext(context, jobs, operator, properties), body);
        unfinished.add(action);
        action.whenComplete((result, failure) -> unfinished.remove(action));
        try {
            pool.execute(() -> {
                ours.set(true);
                action.run();
            });
        } catch (RejectedExecutionException e) {
            action.giveUp(() -> stopped(operator));
        }
        return action;
    }

    private static WaterclockException stopped(Operator operator) {
        return new WaterclockException(
                ErrorCode.CONTEXT_STOPPED, operator + " had not begun when its context was stopped");
    }

    /** Takes no more; those that haven't begun fail, the others are waited for. Their jobs must have been cancelled. */
    public void stop() {
        pool.shutdown();
        for (AsyncAction<?> action : unfinished) {
            action.giveUp(() -> stopped(action.operator()));
        }
        if (ours.get()) {
            return; // an action that stops its own context can't be waited for
        }
        boolean interrupted = false;
        try {
            if (!pool.awaitTermination(Limits.ASYNC_END_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} asynchronous action(s) have not ended within {1} ms of being cancelled",
                        unfinished.size(),
                        Limits.ASYNC_END_MS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

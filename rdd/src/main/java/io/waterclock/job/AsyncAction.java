// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.FutureAction;
import io.waterclock.function.Function;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDDContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One action on a thread of its own. */
final class AsyncAction<T> extends CompletableFuture<T> implements FutureAction<T> {
    private final ActionContext context;
    private final Function<RDDContext, T> body;

    /** Whether it has begun, or is given up: one of them happens. */
    private final AtomicBoolean claimed = new AtomicBoolean();

    AsyncAction(ActionContext context, Function<RDDContext, T> body) {
        this.context = context;
        this.body = body;
    }

    void run() {
        if (!claimed.compareAndSet(false, true) || isDone()) {
            return;
        }
        try {
            complete(body.call(context));
        } catch (Throwable t) {
            completeExceptionally(t);
        }
    }

    /** Ends it, unless it has begun: it never will. */
    void giveUp(Supplier<? extends Throwable> why) {
        if (claimed.compareAndSet(false, true)) {
            completeExceptionally(why.get());
        }
    }

    Operator operator() {
        return context.operator();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            context.cancellation().cancel("the caller of " + operator() + " has cancelled it");
        }
        return cancelled;
    }

    @Override
    public List<Integer> jobIds() {
        return context.jobIds();
    }

    /** What is derived from it is no action. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}

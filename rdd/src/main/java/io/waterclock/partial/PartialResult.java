// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Sneaky;
import io.waterclock.function.VoidFunction;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What was known at a time-out, and what will be known when the job has ended: it goes on meanwhile. */
public final class PartialResult<R> {
    private static final System.Logger LOG = System.getLogger("io.waterclock.partial");

    private final R initialValue;
    private final boolean initialValueFinal;
    private final CompletableFuture<R> finalValue;

    /**
     * For actions.
     *
     * @param initialValueFinal whether the job had ended
     */
    public PartialResult(R initialValue, boolean initialValueFinal, CompletableFuture<R> finalValue) {
        this.initialValue = initialValue;
        this.initialValueFinal = initialValueFinal;
        this.finalValue = finalValue;
    }

    /** From the partitions that were done at the time-out. */
    public R initialValue() {
        return initialValue;
    }

    /** Whether all partitions were. */
    public boolean isInitialValueFinal() {
        return initialValueFinal;
    }

    /**
     * From all partitions; waits until they are done. Throws what failed the job.
     *
     * @throws WaterclockException with code JOB_CANCELLED also when the waiting thread is interrupted, which leaves the job alone
     */
    public R getFinalValue() {
        try {
            return finalValue.get();
        } catch (ExecutionException e) {
            throw Sneaky.unchecked(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaterclockException(
                    ErrorCode.JOB_CANCELLED, "The thread that waited for the final value was interrupted", e);
        }
    }

    /** Calls the handler with the final value, on the job's thread; now, on this one, if it is there. */
    public PartialResult<R> onComplete(VoidFunction<R> handler) {
        finalValue.whenComplete((value, failure) -> {
            if (failure == null) {
                handle("onComplete", handler, value);
            }
        });
        return this;
    }

    /** Calls the handler with what failed the job, on the job's thread; now, on this one, if it has failed. */
    public PartialResult<R> onFail(VoidFunction<Exception> handler) {
        finalValue.whenComplete((value, failure) -> {
            if (failure != null) {
                handle("onFail", handler, asException(failure));
            }
        });
        return this;
    }

    private static Exception asException(Throwable failure) {
        return failure instanceof Exception e && !(failure instanceof CancellationException)
                ? e
                : new WaterclockException(ErrorCode.INTERNAL, "The job failed: " + failure, failure);
    }

    private static <A> void handle(String which, VoidFunction<A> handler, A argument) {
        try {
            handler.call(argument);
        } catch (Throwable t) {
            LOG.log(System.Logger.Level.ERROR, "A handler given to " + which + " of a PartialResult failed", t);
        }
    }

    @Override
    public String toString() {
        @Nullable R now = finalValue.isDone() && !finalValue.isCompletedExceptionally() ? finalValue.join() : null;
        return now == null ? "(partial: " + initialValue + ")" : "(final: " + now + ")";
    }
}

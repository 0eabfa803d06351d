// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.WaterclockException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The end of a context, and why it ended. Waiting for it gives the same answer to everybody, each time. */
public final class Termination {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable WaterclockException> failure = new AtomicReference<>();

    /** Takes the first failure; false if there was one before. */
    boolean fail(WaterclockException cause) {
        return failure.compareAndSet(null, cause);
    }

    /** Everything has ended. */
    public void complete() {
        over.countDown();
    }

    public boolean isComplete() {
        return over.getCount() == 0;
    }

    /** Whether something failed, maybe just now: then the end is near. */
    public boolean hasFailed() {
        return failure.get() != null;
    }

    /** Waits for the end, whatever it was and whatever interrupts; true if one came. */
    boolean awaitEndFully() {
        return awaitFully(over);
    }

    static boolean awaitFully(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /**
     * Waits for the end.
     *
     * @throws WaterclockException what made it end, if that was a failure; a new one for each caller, with the same code,
     *     message and cause
     */
    public void await() throws InterruptedException {
        over.await();
        throwFailure();
    }

    /** Waits for the end, not longer than so many milliseconds; false if it has not come. Throws as {@link #await}. */
    public boolean await(long timeoutMs) throws InterruptedException {
        boolean ended = over.await(timeoutMs, TimeUnit.MILLISECONDS);
        if (ended) {
            throwFailure();
        }
        return ended;
    }

    private void throwFailure() {
        WaterclockException cause = failure.get();
        if (cause != null) {
            throw new WaterclockException(cause.code(), String.valueOf(cause.getMessage()), cause.getCause());
        }
    }
}

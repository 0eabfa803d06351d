// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.streaming.receiver.Receiver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An input that stores through a receiver, by the way that records take in production: into its buffer, cut into blocks at the batch
 * boundary, released when the batch is done. What is stored is in the next batch. The store is made by the test's own thread; but while the
 * program runs the receiver has a thread that waits.
 *
 * @param <T> the type of its records
 */
public final class TestReceiver<T> extends Receiver<T> {
    private static final long serialVersionUID = 1L;
    private static final long START_MS = 10_000;

    private final transient CountDownLatch started = new CountDownLatch(1);
    private final transient List<List<T>> waiting = new ArrayList<>();
    private transient boolean running;

    TestReceiver() {}

    /** Stores records: at once when the program runs, else as soon as it does. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final TestReceiver<T> push(T... records) {
        return push(Arrays.asList(records));
    }

    /**
     * As {@link #push(Object[])}.
     *
     * @throws io.waterclock.WaterclockException with code STORE_REFUSED when they are more than half of what a receiver may hold
     */
    public TestReceiver<T> push(List<? extends T> records) {
        if (running) {
            store(new ArrayList<T>(records));
        } else {
            waiting.add(new ArrayList<>(records));
        }
        return this;
    }

    /** The program was started. */
    void running() {
        try {
            if (!started.await(START_MS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The receiver of the test was not started within " + START_MS
                        + " ms. Is it given to the program, with context().receiverStream(receiver)?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = true;
        waiting.forEach(this::store);
        waiting.clear();
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void onStop() {}
}

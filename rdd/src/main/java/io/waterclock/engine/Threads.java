// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes threads; the one place that does. */
public final class Threads {
    private Threads() {}

    /**
     * A daemon thread, not started, with the context class loader of the calling thread.
     *
     * @param name {@code waterclock-<room>-<what>}, so that a thread dump tells the room
     */
    public static Thread daemon(String name, Runnable work) {
        return daemon(null, name, work);
    }

    /**
     * The same in a group, so that threads which the work makes, and what they die of, can be found.
     *
     * @param group null for the calling thread's
     */
    @SuppressForbidden("threads are made here and nowhere else")
    public static Thread daemon(@Nullable ThreadGroup group, String name, Runnable work) {
        Thread thread = new Thread(group, work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }

    /** One daemon thread for work in the background, made when there is some and ended when there was none for a second. */
    @SuppressForbidden("threads are made here and nowhere else")
    public static ExecutorService background(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> daemon(name, work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Up to {@code max} daemon threads for work that is given to it, made as there is some and ended when there was none for a
     * second; what finds no thread waits.
     */
    @SuppressForbidden("threads are made here and nowhere else")
    public static ExecutorService pool(String name, int max) {
        AtomicInteger made = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                max,
                max,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(name + "-" + made.getAndIncrement(), work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Ends {@link #background} work: drops what waits, interrupts what runs, and waits for it. */
    public static void end(ExecutorService background) {
        background.shutdownNow();
        boolean interrupted = false;
        while (!background.isTerminated()) {
            try {
                background.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

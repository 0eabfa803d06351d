// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.engine.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Finds threads that were not there before and live on: a context that stopped has left none. Those of contexts are known by their
 * names ({@code waterclock-…}), those of a receiver by its thread group, whatever they are called; so what a test or the libraries that it
 * uses do beside is nobody's leak. Two contexts in one process at the same time can't be told apart.
 */
public final class ThreadLeaks {
    private static final String OURS = "waterclock-";
    static final long PATIENCE_MS = 10_000;

    private final Set<Thread> before;
    private final Predicate<Thread> watched;
    private final long patienceMs;

    private ThreadLeaks(Predicate<Thread> watched, long patienceMs) {
        this.before = Set.copyOf(Thread.getAllStackTraces().keySet());
        this.watched = watched;
        this.patienceMs = patienceMs;
    }

    /** Remembers the threads of now; looks for those of contexts and receivers. */
    public static ThreadLeaks watch() {
        return watch(PATIENCE_MS);
    }

    /** Remembers the threads of now; looks for any thread that somebody makes in this process, but for the JVM and JUnit. */
    public static ThreadLeaks watchAll() {
        return new ThreadLeaks(ThreadLeaks::isOfAProgram, PATIENCE_MS);
    }

    static ThreadLeaks watch(long patienceMs) {
        return new ThreadLeaks(ThreadLeaks::isOfAContext, patienceMs);
    }

    static ThreadLeaks watchAll(long patienceMs) {
        return new ThreadLeaks(ThreadLeaks::isOfAProgram, patienceMs);
    }

    /**
     * Waits a little for threads that are ending.
     *
     * @throws AssertionError naming the threads that were made since {@link #watch} and don't end, and what they do
     */
    public void check() {
        List<String> alive = new ArrayList<>();
        long untilNanos = NanoClock.system().nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && watched.test(thread) && !ends(thread, untilNanos)) {
                StringBuilder text = new StringBuilder(thread.getName());
                for (StackTraceElement frame : thread.getStackTrace()) {
                    text.append("\n    at ").append(frame);
                }
                alive.add(text.toString());
            }
        }
        if (!alive.isEmpty()) {
            throw new AssertionError("Threads live on:\n" + String.join("\n", alive));
        }
    }

    private static boolean isOfAContext(Thread thread) {
        boolean found = thread.getName().startsWith(OURS);
        for (ThreadGroup group = thread.getThreadGroup(); group != null && !found; group = group.getParent()) {
            found = group.getName().startsWith(OURS);
        }
        return found;
    }

    /** Threads that the JVM, the JDK or JUnit make for themselves come and go as they like. */
    private static boolean isOfAProgram(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        return group != null
                && !group.getName().equals("system")
                && !group.getName().equals("InnocuousThreadGroup")
                && !name.startsWith("ForkJoinPool.commonPool")
                && !name.startsWith("process reaper")
                && !name.startsWith("junit-");
    }

    private static boolean ends(Thread thread, long untilNanos) {
        if (thread == Thread.currentThread()) {
            return true;
        }
        try {
            thread.join(Math.max(
                    1,
                    TimeUnit.NANOSECONDS.toMillis(
                            untilNanos - NanoClock.system().nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}

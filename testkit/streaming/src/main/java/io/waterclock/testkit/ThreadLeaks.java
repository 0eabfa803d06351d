// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds threads that were not there before and live on: a context that stopped has left none. */
public final class ThreadLeaks {
    private static final long PATIENCE_MS = 10_000;

    private final Set<Thread> before;

    private final long patienceMs;

    private ThreadLeaks(Set<Thread> before, long patienceMs) {
        this.before = before;
        this.patienceMs = patienceMs;
    }

    /** Remembers the threads of now. */
    public static ThreadLeaks watch() {
        return watch(PATIENCE_MS);
    }

    static ThreadLeaks watch(long patienceMs) {
        return new ThreadLeaks(Set.copyOf(Thread.getAllStackTraces().keySet()), patienceMs);
    }

    /**
     * Waits a little for threads that are ending.
     *
     * @throws AssertionError naming the threads that were made since {@link #watch} and don't end, and what they do
     */
    public void check() {
        List<String> alive = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && isOurBusiness(thread) && !ends(thread)) {
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

    /** Threads that the JVM, the JDK or JUnit make for themselves come and go as they like. */
    private static boolean isOurBusiness(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        return group != null
                && !group.getName().equals("system")
                && !group.getName().equals("InnocuousThreadGroup")
                && !name.startsWith("ForkJoinPool.commonPool")
                && !name.startsWith("process reaper")
                && !name.startsWith("junit-");
    }

    private boolean ends(Thread thread) {
        if (thread == Thread.currentThread()) {
            return true;
        }
        try {
            thread.join(patienceMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}

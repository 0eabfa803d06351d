// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/** Makes threads; the one place that does. */
public final class Threads {
    private Threads() {}

    /**
     * A daemon thread, not started, with the context class loader of the calling thread.
     *
     * @param name {@code waterclock-<room>-<what>}, so that a thread dump tells the room
     */
    @SuppressForbidden("threads are made here and nowhere else")
    public static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }
}

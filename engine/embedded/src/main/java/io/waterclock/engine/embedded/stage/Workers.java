// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.Threads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Threads that help with the tasks of any job. They park while there is nothing to do; they end at close. */
public final class Workers {
    private final Worker[] workers;
    private final Queue<TaskSet> offered = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * @param count how many threads, besides those that call for jobs; may be 0
     */
    public Workers(int count) {
        workers = new Worker[count];
        for (int i = 0; i < count; i++) {
            workers[i] = new Worker(i);
        }
    }

    int count() {
        return workers.length;
    }

    /** Asks up to {@code helpers} idle threads to help; returns at once. */
    void offer(TaskSet tasks, int helpers) {
        offered.add(tasks);
        int asked = 0;
        for (Worker worker : workers) {
            if (asked == helpers) {
                return;
            }
            if (worker.idle.compareAndSet(true, false)) { // so that two offers don't wake the same one
                asked++;
                LockSupport.unpark(worker.thread);
            }
        }
    }

    /** Takes back an offer that nobody needs to look at any more. */
    void withdraw(TaskSet tasks) {
        offered.remove(tasks);
    }

    /**
     * Ends the threads and waits for them, each not longer than {@code timeoutMs}; the tasks that they are running must
     * have been cancelled.
     */
    public void close(long timeoutMs) {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
        boolean interrupted = false;
        for (Worker worker : workers) {
            if (worker.thread != Thread.currentThread()) {
                try {
                    worker.thread.join(timeoutMs);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Worker implements Runnable {
        private final Thread thread;
        private final AtomicBoolean idle = new AtomicBoolean();

        Worker(int index) {
            thread = Threads.daemon("waterclock-worker-" + index, this);
            thread.start();
        }

        @Override
        public void run() {
            while (!closed) {
                TaskSet tasks = offered.peek();
                if (tasks == null) {
                    idle.set(true);
                    // looked at again after saying so: an offer made in between has not seen us idle
                    if (offered.isEmpty() && !closed) {
                        LockSupport.park(Workers.this);
                    }
                    idle.set(false);
                    Thread.interrupted(); // with the flag set it would not park
                    continue;
                }
                tasks.help();
                if (!tasks.hasUnclaimed()) {
                    offered.remove(tasks);
                }
            }
        }
    }
}

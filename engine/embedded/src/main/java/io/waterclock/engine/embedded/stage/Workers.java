// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.Threads;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that help with the tasks of any job. They park while there is nothing to do; they end at close.
 *
 * <p>While several jobs want help, a worker takes one task of each in turn, so that a job with many or long tasks keeps
 * nobody else's waiting for longer than one task.
 */
public final class Workers {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");
    private static final TaskSet[] NONE = {};

    private final Worker[] workers;

    /** Replaced as a whole, under the lock of this; read without. */
    private volatile TaskSet[] offered = NONE;

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

    /** How many sets of tasks are offered and not withdrawn. */
    int offers() {
        return offered.length;
    }

    /** Asks up to {@code helpers} idle threads to help, and those that are busy when they come by; returns at once. */
    void offer(TaskSet tasks, int helpers) {
        synchronized (this) {
            TaskSet[] more = Arrays.copyOf(offered, offered.length + 1);
            more[offered.length] = tasks;
            offered = more;
        }
        int asked = 0;
        for (Worker worker : workers) {
            if (asked == helpers) {
                return;
            }
            if (worker.idle.get()
                    && worker.idle.compareAndSet(true, false)) { // so that two offers don't wake the same one
                asked++;
                LockSupport.unpark(worker.thread);
            }
        }
    }

    /** Takes back an offer that nobody needs to look at any more. */
    synchronized void withdraw(TaskSet tasks) {
        TaskSet[] all = offered;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == tasks) {
                TaskSet[] fewer = all.length == 1 ? NONE : Arrays.copyOf(all, all.length - 1);
                System.arraycopy(all, i + 1, fewer, i, all.length - 1 - i);
                offered = fewer;
                return;
            }
        }
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
        /** A single job's tasks until another job comes, else one task of each. Made in time: see {@link TaskSet}. */
        private final BooleanSupplier alone = this::isAlone;

        /** What it looked at last, its own thread alone. */
        private TaskSet[] open = NONE;

        private final Thread thread;
        private final AtomicBoolean idle = new AtomicBoolean();
        private int turn;

        Worker(int index) {
            turn = index;
            thread = Threads.daemon("waterclock-worker-" + index, this);
            thread.start();
        }

        /** It outlives whatever is thrown at it: a lost thread would be missed by all jobs to come. */
        @Override
        public void run() {
            while (!closed) {
                try {
                    work();
                } catch (Throwable t) { // what it makes by itself is little; it was out of memory
                    say(t);
                }
            }
        }

        private void say(Throwable t) {
            try {
                LOG.log(System.Logger.Level.WARNING, "A worker was stopped in its work, and goes on", t);
            } catch (Throwable again) {
                // there is no memory to say it, or the program's log handler throws
            }
        }

        private boolean isAlone() {
            return open.length == 1 && offered == open && !closed;
        }

        private void work() {
            while (!closed) {
                open = offered;
                if (open.length == 0) {
                    idle();
                    continue;
                }
                turn = turn + 1 < open.length ? turn + 1 : 0;
                TaskSet tasks = open[turn];
                if (!tasks.help(alone)) {
                    withdraw(tasks);
                }
            }
        }

        private void idle() {
            idle.set(true);
            // looked at again after saying so: an offer made in between has not seen us idle
            if (offered.length == 0 && !closed) {
                LockSupport.park(Workers.this);
            }
            idle.set(false);
            Thread.interrupted(); // with the flag set it would not park
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a receiver. onStart and onStop run on threads of this group, so the threads that a receiver makes there
 * (by itself or through an executor) belong to it too. Three things follow: a thread that dies of an exception is noticed, the end of
 * a receiver's threads can be awaited, and a thread that outlives its run is known for what it is (see {@link #runOf}).
 *
 * <p>One group serves all runs of a receiver, as long as no thread of a former run lives on: before JDK 19 a group is
 * never forgotten by its parent.
 */
final class ReceiverThreads extends ThreadGroup {
    private volatile @Nullable ReceiverSupervisor run;

    ReceiverThreads(String name) {
        super(name);
    }

    void serve(@Nullable ReceiverSupervisor next) {
        run = next;
    }

    /** The run that the current thread was made in, or null when it wasn't made in a run of this receiver. */
    static @Nullable ReceiverSupervisor runOf(Receiver<?> receiver) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        if (group instanceof ReceiverThreads threads) {
            ReceiverSupervisor run = threads.run;
            if (run != null && run.receiver() == receiver) {
                return run;
            }
        }
        return null;
    }

    Thread start(String name, @Nullable ClassLoader loader, Runnable work) {
        Thread thread = Threads.daemon(this, name, work);
        thread.setContextClassLoader(loader);
        thread.start();
        return thread;
    }

    /** The threads that live, but for the calling one. */
    List<Thread> living() {
        Thread[] found = new Thread[Math.max(8, activeCount() * 2)];
        int n = enumerate(found);
        while (n == found.length) {
            found = new Thread[found.length * 2];
            n = enumerate(found);
        }
        List<Thread> living = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (found[i].isAlive() && found[i] != Thread.currentThread()) {
                living.add(found[i]);
            }
        }
        return living;
    }

    /** Waits for all threads to end; threads end in real time, so this is not a matter of a test's clock. */
    void awaitEnd(long timeoutMs) throws InterruptedException {
        NanoClock clock = NanoClock.system();
        long until = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (List<Thread> living = living(); !living.isEmpty(); living = living()) {
            for (Thread thread : living) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(until - clock.nanoTime());
                if (leftMs <= 0) {
                    return;
                }
                thread.join(leftMs);
            }
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        ReceiverSupervisor served = run;
        if (served != null) {
            served.threadDied(thread, cause);
        }
    }
}

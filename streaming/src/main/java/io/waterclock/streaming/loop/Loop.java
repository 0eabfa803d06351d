// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.loop;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A background activity: a small object with one method that does some work. {@link Rooms} turn it, on a thread of its
 * own or by hand; never on two threads at once.
 */
public abstract class Loop {
    private final String name;
    private volatile boolean ended;
    private volatile boolean woken;
    private volatile @Nullable Thread resident;
    private volatile @Nullable Thread turning;

    /**
     * @param name of its room: a word or two that a thread dump shows
     */
    protected Loop(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /** Does the next piece of work, if there is one that is due; false if there was none. Doesn't wait for work. */
    protected abstract boolean doWork();

    /**
     * For how long there will be nothing to do unless {@link #wake} is called; {@link Long#MAX_VALUE} when only that can
     * bring work. Asked after a turn that did nothing; zero if something has fallen due since then.
     */
    public long idleNanos() {
        return Long.MAX_VALUE;
    }

    /** Says that there may be work. From any thread; never lost, also while a turn is under way. */
    public final void wake() {
        woken = true;
        Thread thread = resident;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** No further turn. The turn under way is not cut short. From any thread, also from the turn itself. */
    public final void end() {
        ended = true;
        wake();
    }

    public final boolean hasEnded() {
        return ended;
    }

    /** One turn; false if nothing was done. */
    public final boolean turn() {
        if (ended) {
            return false;
        }
        turning = Thread.currentThread();
        try {
            return doWork();
        } finally {
            turning = null;
        }
    }

    /** Whether the calling thread is inside a turn of this loop. */
    public final boolean isTurnedByCaller() {
        return turning == Thread.currentThread();
    }

    /** Whether the loop has a thread of its own. */
    public final boolean hasThread() {
        return resident != null;
    }

    /** The thread that is going to {@link #live}; said before it starts, so that nobody takes the loop for one turned by hand. */
    final void isGiven(Thread thread) {
        resident = thread;
    }

    /** Turns until the end, on the calling thread. An interrupt that user code left behind is forgotten between turns. */
    final void live() {
        resident = Thread.currentThread();
        while (!ended) {
            Thread.interrupted();
            if (!turn() && !woken) {
                long nanos = idleNanos();
                if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else if (nanos > 0) {
                    LockSupport.parkNanos(this, nanos);
                }
            } else {
                woken = false;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.streaming.receiver.RunEvents.Ending;
import io.waterclock.streaming.receiver.RunEvents.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a receiver, from onStart to onStop, on the worker that hosts it. A restart is a new run.
 *
 * <p>What the tracker gives it (budget, threads, where to report) is passed by reference: for now receivers run on
 * engines that share memory, which the tracker checks.
 */
final class ReceiverSupervisor implements ReceiverProgram {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(ReceiverSupervisor.class.getName());

    /** An onStart that runs on is interrupted, and given so long before onStop is called beside it. */
    private static final long ON_START_GRACE_MS = 1_000;

    private enum Phase {
        NEW,
        STARTED,
        /** isStopped() is true; what has room is still stored. */
        ENDING,
        ENDED
    }

    private final Receiver<?> receiver;
    private final String name;
    private final long maxLineBytes;
    private final transient StoreBudget budget;
    private final transient ReceiverThreads threads;
    private final transient RunEvents events;
    private final transient @Nullable ClassLoader loader;

    private transient volatile Phase phase = Phase.NEW;
    private transient volatile @Nullable BlockGenerator generator;

    /** What onStart runs on, or ran on. */
    private transient volatile @Nullable Thread starter;

    /** Guarded by this: who waits in {@link #stop}. */
    private transient @Nullable Thread stopper;

    private transient volatile boolean cutShort;

    ReceiverSupervisor(
            Receiver<?> receiver,
            String name,
            long maxLineBytes,
            StoreBudget budget,
            ReceiverThreads threads,
            RunEvents events,
            @Nullable ClassLoader loader) {
        this.receiver = receiver;
        this.name = name;
        this.maxLineBytes = maxLineBytes;
        this.budget = budget;
        this.threads = threads;
        this.events = events;
        this.loader = loader;
    }

    Receiver<?> receiver() {
        return receiver;
    }

    // ---- what the host calls

    @Override
    public void start(ReceiverHost host) throws InterruptedException {
        Thread thread;
        synchronized (this) {
            if (phase != Phase.NEW) {
                return; // ended before it began
            }
            generator = new BlockGenerator(name, host, budget);
            phase = Phase.STARTED;
            threads.serve(this);
            receiver.run(this);
            thread = threads.start("waterclock-receiver-" + name + "-onStart", loader, this::onStart);
            starter = thread;
        }
        thread.join(); // interrupted, the host leaves, but onStart may go on: stop() waits for it
    }

    private void onStart() {
        try {
            receiver.onStart();
            events.running(this);
        } catch (Throwable e) {
            broken("onStart of receiver " + name + " threw " + e, e);
        }
    }

    @Override
    public List<BlockRef> cut() {
        BlockGenerator open = generator;
        return open == null ? List.of() : open.cut();
    }

    /** Tells everybody that the end has come, and waits for nobody. */
    void signalEnd() {
        Thread starting = null;
        synchronized (this) {
            if (phase == Phase.NEW) {
                phase = Phase.ENDED;
            } else if (phase == Phase.STARTED) {
                phase = Phase.ENDING;
                starting = starter;
            }
        }
        BlockGenerator open = generator;
        if (open != null) {
            open.end();
        }
        if (starting != null) { // once: what it does about it must not be interrupted again
            starting.interrupt();
        }
    }

    @Override
    public void stop(long timeoutMs) {
        signalEnd();
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
            stopper = Thread.currentThread();
        }
        boolean interrupted = awaitOnStart(timeoutMs);
        threads.start("waterclock-receiver-" + name + "-onStop", loader, this::onStop);
        try {
            threads.awaitEnd(cutShort ? 0 : timeoutMs);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        synchronized (this) {
            stopper = null;
        }
        if (interrupted && !cutShort) {
            Thread.currentThread().interrupt();
        }
        closeStores();
        warnOfLivingThreads(timeoutMs);
    }

    /** Ends the waiting in a {@link #stop} that is under way, or comes; the threads that live on are left behind. */
    void cutShort() {
        synchronized (this) {
            cutShort = true;
            if (stopper != null) {
                stopper.interrupt();
            }
        }
    }

    /** True when it was interrupted. */
    private boolean awaitOnStart(long timeoutMs) {
        Thread starting = starter;
        if (starting != null && timeoutMs > 1 && !cutShort) {
            try {
                starting.join(Math.min(timeoutMs / 2, ON_START_GRACE_MS));
            } catch (InterruptedException e) {
                return true;
            }
        }
        return false;
    }

    /** {@link #cut}, after which nothing is left: what can't be had is lost with its run, and its room is the receiver's again. */
    List<BlockRef> lastCut() {
        BlockGenerator open = generator;
        return open == null ? List.of() : open.lastCut();
    }

    /** Refuses every further store, so that a cut from now on is the last. */
    void closeStores() {
        BlockGenerator open = generator;
        if (open != null) {
            open.close();
        }
    }

    private void onStop() {
        try {
            receiver.onStop();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "onStop of receiver " + name + " threw", e);
            events.error(this, "onStop of receiver " + name + " threw " + e, e);
        }
    }

    private void warnOfLivingThreads(long timeoutMs) {
        List<Thread> living = threads.living();
        if (!living.isEmpty()) {
            living.forEach(Thread::interrupt);
            LOG.log(
                    Level.WARNING,
                    "Receiver {0}: of its threads {1} still live {2}. They were interrupted, and what they store is refused;"
                            + " end them in onStop, or when isStopped() is true",
                    name,
                    living.stream().map(Thread::getName).toList(),
                    cutShort ? "as its context has stopped" : timeoutMs + " ms after onStop was called");
        }
    }

    // ---- what the receiver calls

    boolean isStarted() {
        return phase == Phase.STARTED;
    }

    boolean isStopped() {
        return phase == Phase.ENDING || phase == Phase.ENDED;
    }

    /** Where stores go. */
    BlockGenerator generator() {
        BlockGenerator open = generator;
        if (open == null) {
            throw new WaterclockException(
                    ErrorCode.STORE_REFUSED, "Receiver " + name + " was not started yet, so nothing was stored");
        }
        return open;
    }

    LineBuffer openLines(String origin) {
        return generator().openLines(origin, maxLineBytes);
    }

    void error(String message, @Nullable Throwable cause) {
        events.error(this, message, cause);
    }

    void restart(String message, @Nullable Throwable cause, long delayMs) {
        events.ending(this, new Ending(Reason.RESTART, message, cause, delayMs));
    }

    void stopRequested(String message, @Nullable Throwable cause) {
        events.ending(this, new Ending(Reason.STOP, message, cause, -1));
    }

    // ---- what the tracker asks

    boolean hasUncut() {
        BlockGenerator open = generator;
        return open != null && open.hasUncut();
    }

    boolean storedAny() {
        BlockGenerator open = generator;
        return open != null && open.storedAny();
    }

    void threadDied(Thread thread, Throwable cause) {
        broken("Thread " + thread.getName() + " of receiver " + name + " died of " + cause, cause);
    }

    private void broken(String message, Throwable cause) {
        if (isStopped()) {
            // A thread that is told to end may well end by an exception.
            LOG.log(Level.DEBUG, message, cause);
        } else {
            events.ending(this, new Ending(Reason.BROKEN, message, cause, -1));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

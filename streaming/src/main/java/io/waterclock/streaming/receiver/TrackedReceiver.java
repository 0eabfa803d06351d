// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.BlockRef;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.Threads;
import io.waterclock.streaming.receiver.RunEvents.Ending;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker knows of one receiver: its state, its run, and the blocks that it has delivered.
 *
 * <p>Its monitor guards it all and is held for moments only, never while user code runs. Cutting happens under it, so the last
 * blocks of an ended run can't come after the first of the next. The steps of its life are taken by one thread at a time: by the
 * holder of {@link #life}, or, from {@link #endAside} to {@link #endIsOver}, by the thread that ends its run.
 */
final class TrackedReceiver {
    private static final Logger LOG = System.getLogger(TrackedReceiver.class.getName());

    /** Held to begin a run, to begin its end, and to stop for good. */
    final ReentrantLock life = new ReentrantLock();

    final int streamId;
    final String name;
    final Receiver<?> receiver;

    private final StoreBudget budget;
    private ReceiverThreads threads;
    private ReceiverState state = ReceiverState.INITIALIZED;
    private @Nullable ReceiverSupervisor run;
    private @Nullable HostedReceiver hosted;
    private @Nullable Ending ending;
    private @Nullable Thread ender;
    private boolean endsAside;
    private long dueNanos;
    private String location = "";
    private String lastErrorMessage = "";
    private @Nullable Throwable lastError;
    private long lastErrorTimeMs = -1;
    private long restarts;
    private int fruitlessRuns;
    private int fruitlessFailures;
    private long malformed;

    /** Cut, but of no batch yet. */
    private List<BlockRef> rescued = new ArrayList<>();

    private final TreeMap<Long, List<BlockRef>> batches = new TreeMap<>();

    TrackedReceiver(int streamId, String name, Receiver<?> receiver, StoreBudget budget) {
        this.streamId = streamId;
        this.name = name;
        this.receiver = receiver;
        this.budget = budget;
        this.threads = new ReceiverThreads("waterclock-receiver-" + name);
    }

    // ---- its life

    synchronized ReceiverState state() {
        return state;
    }

    /** A new run, which becomes the current one. */
    synchronized ReceiverSupervisor begin(long maxLineBytes, RunEvents events, @Nullable ClassLoader loader) {
        ReceiverState starting = state.to(ReceiverState.STARTING);
        if (!threads.living().isEmpty()) {
            threads = new ReceiverThreads(threads.getName());
        }
        ReceiverSupervisor next = new ReceiverSupervisor(receiver, name, maxLineBytes, budget, threads, events, loader);
        state = starting; // not before there is a run: one that can't be made is tried again
        run = next;
        hosted = null;
        ending = null;
        return next;
    }

    synchronized void hosted(HostedReceiver handle) {
        hosted = handle;
        location = handle.location();
    }

    synchronized void running(ReceiverSupervisor which) {
        if (which == run && state == ReceiverState.STARTING) {
            state = state.to(ReceiverState.RUNNING);
        }
    }

    /** Notes that a run is to end; false when it has ended or was noted before. */
    synchronized boolean ending(ReceiverSupervisor which, Ending why) {
        if (which != run || ending != null || !state.isActive()) {
            return false;
        }
        ending = why;
        return true;
    }

    synchronized @Nullable Ending ending() {
        return ending;
    }

    synchronized @Nullable ReceiverSupervisor run() {
        return run;
    }

    synchronized @Nullable HostedReceiver hosted() {
        return hosted;
    }

    synchronized String location() {
        return location;
    }

    /** Takes over what the ended run still had; counts runs that stored nothing. */
    synchronized void ended(boolean broken) {
        ReceiverSupervisor last = run;
        if (last == null) {
            return;
        }
        try {
            rescue();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Receiver " + name + ": its host failed to cut it; its run is asked itself", e);
        }
        rescued.addAll(last.lastCut()); // what the host doesn't answer for any more
        boolean ofUse = last.storedAny();
        fruitlessRuns = ofUse ? 0 : fruitlessRuns + 1;
        fruitlessFailures = ofUse ? 0 : fruitlessFailures + (broken ? 1 : 0);
        run = null;
        hosted = null;
        ending = null;
    }

    synchronized int fruitlessRuns() {
        return fruitlessRuns;
    }

    synchronized int fruitlessFailures() {
        return fruitlessFailures;
    }

    synchronized void backOff(long untilNanos) {
        state = state.to(ReceiverState.BACKOFF);
        dueNanos = untilNanos;
        restarts++;
    }

    /** Does the work on a thread of this receiver's, which calls {@link #endIsOver} at last. */
    synchronized void endAside(Runnable work) {
        Thread thread = Threads.daemon("waterclock-receiver-" + name + "-end", work);
        thread.start();
        ender = thread;
        endsAside = true;
    }

    synchronized void endIsOver() {
        endsAside = false;
    }

    /** The thread that ends its run, or ended the last; null when none did. */
    synchronized @Nullable Thread ender() {
        return ender;
    }

    /** How long until it wants to be looked at: 0 for now, {@link Long#MAX_VALUE} for not at all. */
    synchronized long waitNanos(long nowNanos) {
        if (endsAside) {
            return Long.MAX_VALUE;
        }
        if (ending != null && state.isActive()) {
            return 0;
        }
        return state == ReceiverState.BACKOFF ? Math.max(0, dueNanos - nowNanos) : Long.MAX_VALUE;
    }

    synchronized void finish(ReceiverState last) {
        state = state.to(last);
        if (threads.living().isEmpty()) {
            threads.serve(null);
        }
    }

    synchronized void noteError(String message, @Nullable Throwable cause, long timeMs) {
        lastErrorMessage = message;
        lastError = cause;
        lastErrorTimeMs = timeMs;
    }

    synchronized ReceiverStatus status() {
        return new ReceiverStatus(
                streamId, name, state, location, lastErrorMessage, lastError, lastErrorTimeMs, restarts, malformed);
    }

    /** How many malformed sequences there were in all batches. */
    synchronized long malformed() {
        return malformed;
    }

    // ---- its blocks

    /** Gives everything stored by now to the batch; returns how many malformed sequences are in it. */
    synchronized long cut(long batchTimeMs) {
        rescue();
        long bad = 0;
        for (BlockRef block : rescued) {
            bad += ((ReceivedBlock) block).malformed();
        }
        if (!rescued.isEmpty()) {
            batches.put(batchTimeMs, List.copyOf(rescued));
            rescued = new ArrayList<>();
        }
        malformed += bad;
        return bad;
    }

    private void rescue() {
        HostedReceiver handle = hosted;
        if (handle != null) {
            rescued.addAll(handle.cut());
        }
    }

    synchronized boolean hasUncut() {
        ReceiverSupervisor current = run;
        return !rescued.isEmpty() || (current != null && current.hasUncut());
    }

    synchronized List<BlockRef> blocks(long batchTimeMs) {
        return batches.getOrDefault(batchTimeMs, List.of());
    }

    synchronized @Nullable String heldBackBy(long afterBatchTimeMs, long upToBatchTimeMs) {
        if (budget.waiting() == 0) {
            return null;
        }
        long bytes = 0;
        long records = 0;
        for (List<BlockRef> blocks :
                batches.subMap(afterBatchTimeMs, false, upToBatchTimeMs, true).values()) {
            for (BlockRef block : blocks) {
                Charge charge = ((ReceivedBlock) block).charge();
                bytes += charge.bytes();
                records += charge.records();
            }
        }
        return budget.mostOf(bytes, records);
    }

    void release(long upToBatchTimeMs) {
        List<BlockRef> gone = new ArrayList<>();
        synchronized (this) {
            var old = batches.headMap(upToBatchTimeMs, true);
            old.values().forEach(gone::addAll);
            old.clear();
        }
        gone.forEach(BlockRef::release);
    }

    void releaseAll() {
        release(Long.MAX_VALUE);
        List<BlockRef> gone;
        synchronized (this) {
            gone = rescued;
            rescued = new ArrayList<>();
        }
        gone.forEach(BlockRef::release);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.Threads;
import io.waterclock.engine.WallClock;
import io.waterclock.streaming.receiver.RunEvents.Ending;
import io.waterclock.streaming.receiver.RunEvents.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The driver's side of all receivers of a context: starts and supervises them, cuts them at batch boundaries, and knows
 * which blocks belong to which batch.
 *
 * <p>Order of calls: {@link #register} each receiver, {@link #start}, then one {@link #cut} a generated batch, in order, and
 * {@link #release} as batches are done; {@link #stop}, a last cut for what was stored until then, {@link #close}. Questions
 * about batches may come from any thread at any time.
 *
 * <p>Supervision is a loop of one step, {@link #superviseOnce}. A thread turns it unless the settings say that there are no
 * threads; then whoever owns the clock does. Ending a run waits for user code, so it has a thread of its own where there are threads: a
 * receiver that is stuck in onStop holds back neither the others nor the stop of them all.
 */
public final class ReceiverTracker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ReceiverTracker.class.getName());

    /** How long an end that was cut short, and then interrupted, is waited for each time; it has nothing to wait for any more. */
    private static final long CUT_SHORT_MS = 500;

    private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Engine engine;
    private final ReceiverSettings settings;
    private final WallClock wall;
    private final NanoClock nano;
    private final ReceiverListener listener;
    private final Map<Integer, Registered> registered = new LinkedHashMap<>();
    private final RunEvents events = new Events();

    private final ReentrantLock attention = new ReentrantLock();
    private final Condition attentionWanted = attention.newCondition();

    private volatile List<TrackedReceiver> receivers = List.of();
    private volatile boolean started;
    private volatile boolean stopping;
    private volatile boolean closed;
    private volatile long lastCutMs = Long.MIN_VALUE;
    private @Nullable ClassLoader loader;
    private @Nullable Thread supervision;

    private record Registered(String name, Receiver<?> receiver) {}

    public ReceiverTracker(
            Engine engine, ReceiverSettings settings, WallClock wall, NanoClock nano, ReceiverListener listener) {
        this.engine = engine;
        this.settings = settings;
        this.wall = wall;
        this.nano = nano;
        this.listener = listener;
    }

    /**
     * Makes a receiver known; before {@link #start}.
     *
     * @throws IllegalArgumentException when the id is taken, or the receiver belongs to another stream
     */
    public void register(int streamId, String name, Receiver<?> receiver) {
        if (started) {
            throw new IllegalStateException("Receiver " + name + " was registered after the start");
        }
        Registered before = registered.get(streamId);
        if (before != null) {
            throw new IllegalArgumentException(
                    "Receiver " + name + ": stream " + streamId + " has the receiver " + before.name + " already");
        }
        for (Registered other : registered.values()) {
            if (other.receiver == receiver) {
                throw new IllegalArgumentException("Receiver " + name + " is the same object as " + other.name
                        + ". Each stream needs a receiver of its own: make a new one");
            }
        }
        if (receiver.isStarted()) {
            throw new IllegalArgumentException(
                    "Receiver " + name + " is running in another context. Make a new receiver object");
        }
        receiver.streamId(streamId);
        registered.put(streamId, new Registered(name, receiver));
    }

    /**
     * Starts all receivers, under the context class loader of the calling thread. A receiver that can't be started is started
     * again later, like one that breaks.
     *
     * @throws WaterclockException with code BAD_CONFIGURATION when the engine's workers are other processes
     */
    public void start() {
        started = true;
        if (registered.isEmpty()) {
            return;
        }
        if (!engine.sharesMemory()) {
            throw new WaterclockException(
                    ErrorCode.BAD_CONFIGURATION,
                    "Receivers (" + registered.values().iterator().next().name
                            + ") run on engines of one process only, for now: set the master to local[n]");
        }
        loader = Thread.currentThread().getContextClassLoader();
        List<TrackedReceiver> made = new ArrayList<>();
        registered.forEach((id, one) -> made.add(new TrackedReceiver(
                id,
                one.name,
                one.receiver,
                new StoreBudget(
                        settings.maxBufferedBytes() / registered.size(),
                        Math.max(1, settings.maxBufferedRecords() / registered.size())))));
        receivers = List.copyOf(made);
        for (TrackedReceiver one : receivers) {
            one.life.lock();
            try {
                begin(one);
            } finally {
                one.life.unlock();
            }
        }
        if (!settings.threadless()) {
            Thread thread = Threads.daemon("waterclock-receiver-supervisor", this::supervise);
            supervision = thread;
            thread.start();
        }
    }

    // ---- supervision

    /**
     * One look at all receivers: ends those that asked for it or broke, starts those whose delay is over.
     *
     * @return false when there was nothing to do
     */
    public boolean superviseOnce() {
        boolean worked = false;
        for (TrackedReceiver one : receivers) {
            one.life.lock();
            try {
                if (!stopping && one.waitNanos(nano.nanoTime()) == 0) {
                    worked = true;
                    if (one.state() == ReceiverState.BACKOFF) {
                        begin(one);
                    } else if (settings.threadless()) {
                        end(one);
                    } else {
                        one.endAside(() -> endAside(one));
                    }
                }
            } finally {
                one.life.unlock();
            }
        }
        return worked;
    }

    /** For how long {@link #superviseOnce} will have nothing to do, unless a receiver breaks or asks for something. */
    public long idleNanos() {
        if (stopping) {
            return Long.MAX_VALUE;
        }
        long now = nano.nanoTime();
        long least = Long.MAX_VALUE;
        for (TrackedReceiver one : receivers) {
            least = Math.min(least, one.waitNanos(now));
        }
        return least;
    }

    private void supervise() {
        try {
            while (awaitAttention()) {
                try {
                    superviseOnce();
                } catch (RuntimeException | Error e) { // as when there is no thread or no memory to be had
                    LOG.log(Level.ERROR, "Receivers could not be looked after; tried again in a second", e);
                    awaitAnotherTry();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody but the JVM's end does that; the thread ends
        }
    }

    /** Waits until a receiver wants to be looked at; false when the tracker is closing. */
    private boolean awaitAttention() throws InterruptedException {
        attention.lock();
        try {
            while (!stopping) {
                long waitNanos = idleNanos();
                if (waitNanos == 0) {
                    return true;
                }
                attentionWanted.awaitNanos(waitNanos);
            }
            return false;
        } finally {
            attention.unlock();
        }
    }

    private void awaitAnotherTry() throws InterruptedException {
        attention.lock();
        try {
            long leftNanos = TRY_AGAIN_NANOS;
            while (!stopping && leftNanos > 0) {
                leftNanos = attentionWanted.awaitNanos(leftNanos);
            }
        } finally {
            attention.unlock();
        }
    }

    private void wantAttention() {
        attention.lock();
        try {
            attentionWanted.signalAll();
        } finally {
            attention.unlock();
        }
    }

    private void begin(TrackedReceiver one) {
        if (stopping) {
            return;
        }
        ReceiverSupervisor run = one.begin(settings.maxLineBytes(), events, loader);
        if (stopping) { // since the look above: who refuses stores has not seen this run
            run.signalEnd();
            run.closeStores();
            return;
        }
        try {
            HostedReceiver hosted = engine.host(one.name, run, cause -> lost(one, run, cause));
            one.hosted(hosted);
            tell(() -> listener.receiverStarted(one.streamId, one.name, hosted.location()));
        } catch (RuntimeException | Error e) {
            lost(one, run, e);
        }
    }

    private void lost(TrackedReceiver one, ReceiverSupervisor run, Throwable cause) {
        events.ending(run, new Ending(Reason.BROKEN, "Receiver " + one.name + " was lost: " + cause, cause, -1));
    }

    /** {@link #end} on a thread of the receiver's; until it is over supervision leaves the receiver alone. */
    private void endAside(TrackedReceiver one) {
        try {
            end(one);
        } catch (RuntimeException | Error e) {
            WaterclockException failure = new WaterclockException(
                    ErrorCode.INTERNAL, "Receiver " + one.name + " could not be ended: " + e, e);
            if (one.state().isActive()) {
                one.finish(ReceiverState.FAILED);
                tell(() -> listener.receiverFailed(one.streamId, one.name, failure));
            }
            LOG.log(Level.ERROR, failure.getMessage(), e);
        } finally {
            one.endIsOver();
            wantAttention();
        }
    }

    /** Ends the run that is to end, and decides what comes after. */
    private void end(TrackedReceiver one) {
        Ending why = one.ending();
        ReceiverSupervisor run = one.run();
        if (why == null || run == null) {
            return;
        }
        stopRun(one, run, settings.stopTimeoutMs());
        one.noteError(why.message(), why.cause(), wall.currentTimeMs());
        if (stopping) {
            return; // stop() does the rest
        }
        one.ended(why.reason() == Reason.BROKEN);
        WaterclockException failure = failure(one, why);
        if (failure != null) {
            one.finish(ReceiverState.FAILED);
            tell(() -> listener.receiverStopped(one.streamId, one.name, why.message(), why.cause()));
            tell(() -> listener.receiverFailed(one.streamId, one.name, failure));
            LOG.log(Level.WARNING, failure.getMessage(), why.cause());
            return;
        }
        long delayMs = why.delayMs() >= 0 ? why.delayMs() : delayMs(one.fruitlessRuns());
        one.backOff(nano.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs));
        String message =
                (why.reason() == Reason.STOP ? "Stopped by itself; to be started again in " : "To be restarted in ")
                        + delayMs + " ms: " + why.message();
        tell(() -> listener.receiverStopped(one.streamId, one.name, message, why.cause()));
        log(one, message, why);
    }

    /** With the stack where it tells something: an endpoint that is away needs none, each time anew. */
    private static void log(TrackedReceiver one, String message, Ending why) {
        String text = "Receiver " + one.name + ". " + message;
        if (why.reason() == Reason.BROKEN) {
            LOG.log(Level.WARNING, text, why.cause());
        } else {
            LOG.log(Level.WARNING, text);
            LOG.log(Level.DEBUG, "Why receiver " + one.name + " is restarted", why.cause());
        }
    }

    private static void stopRun(TrackedReceiver one, ReceiverSupervisor run, long timeoutMs) {
        run.signalEnd();
        try {
            HostedReceiver hosted = one.hosted();
            if (hosted != null) {
                hosted.stop(timeoutMs);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Stopping receiver " + one.name + " failed", e);
        } finally {
            try {
                run.stop(timeoutMs); // does nothing unless the host no longer answers for it
            } finally {
                run.closeStores();
            }
        }
    }

    private @Nullable WaterclockException failure(TrackedReceiver one, Ending why) {
        String key;
        int times;
        if (why.reason() == Reason.BROKEN && one.fruitlessFailures() >= settings.maxFailures()) {
            key = ReceiverKeys.MAX_FAILURES.name();
            times = one.fruitlessFailures();
        } else if (settings.maxRestarts() >= 0 && one.fruitlessRuns() > settings.maxRestarts()) {
            key = ReceiverKeys.MAX_RESTARTS.name();
            times = one.fruitlessRuns();
        } else {
            return null;
        }
        return new WaterclockException(
                ErrorCode.RECEIVER_FAILED,
                "Receiver " + one.name + " of stream " + one.streamId + " ended " + times
                        + " times without having stored anything, and is not started again. Last: " + why.message()
                        + ". Mend that, or allow more with " + key,
                why.cause());
    }

    /** The base, doubled for every run beyond the first that stored nothing, up to the maximum. */
    private long delayMs(int fruitlessRuns) {
        long base = settings.restartDelayMs();
        long most = Math.max(base, settings.maxRestartDelayMs());
        int doublings = Math.max(0, Math.min(fruitlessRuns - 1, 40));
        return base > (most >> doublings) ? most : base << doublings;
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A listener of receivers threw, which it must not", e);
        }
    }

    private final class Events implements RunEvents {
        @Override
        public void running(ReceiverSupervisor run) {
            receivers.forEach(one -> one.running(run));
        }

        @Override
        public void ending(ReceiverSupervisor run, Ending why) {
            for (TrackedReceiver one : receivers) {
                if (one.ending(run, why)) {
                    wantAttention();
                }
            }
        }

        @Override
        public void error(ReceiverSupervisor run, String message, @Nullable Throwable cause) {
            for (TrackedReceiver one : receivers) {
                if (one.receiver == run.receiver()) {
                    one.noteError(message, cause, wall.currentTimeMs());
                    tell(() -> listener.receiverError(one.streamId, one.name, message, cause));
                }
            }
        }
    }

    // ---- batches

    /**
     * Cuts every receiver once, and gives what it stored since the last cut to the batch. Once for each generated batch, in the order of
     * their times; by one thread at a time.
     */
    public void cut(long batchTimeMs) {
        if (batchTimeMs <= lastCutMs) {
            throw new IllegalStateException(
                    "The batch at " + batchTimeMs + " ms was cut after the one at " + lastCutMs + " ms");
        }
        lastCutMs = batchTimeMs;
        for (TrackedReceiver one : receivers) {
            long malformed = one.cut(batchTimeMs);
            if (malformed > 0 && malformed == one.malformed()) {
                LOG.log(
                        Level.WARNING,
                        "Receiver {0}: the text of the batch at {1} ms has {2} malformed UTF-8 sequences, which are read as"
                                + " U+FFFD. Further ones are counted without a message",
                        one.name,
                        Long.toString(batchTimeMs),
                        Long.toString(malformed));
            }
        }
    }

    /** The blocks of a stream in a batch, in the order of storing; empty when there are none, or not any more. */
    public List<BlockRef> blocks(int streamId, long batchTimeMs) {
        TrackedReceiver one = find(streamId);
        return one == null ? List.of() : one.blocks(batchTimeMs);
    }

    /** The records in {@link #blocks}. */
    public long recordCount(int streamId, long batchTimeMs) {
        long sum = 0;
        for (BlockRef block : blocks(streamId, batchTimeMs)) {
            sum += block.recordCount();
        }
        return sum;
    }

    /** What was given as metadata with the stores that are in {@link #blocks}, in their order. */
    public List<Object> metadata(int streamId, long batchTimeMs) {
        List<Object> all = new ArrayList<>();
        for (BlockRef block : blocks(streamId, batchTimeMs)) {
            all.addAll(((ReceivedBlock) block).metadata());
        }
        return all;
    }

    /** How many malformed UTF-8 sequences there are in the text of {@link #blocks}; a task reads each as U+FFFD. */
    public long malformedCount(int streamId, long batchTimeMs) {
        long sum = 0;
        for (BlockRef block : blocks(streamId, batchTimeMs)) {
            sum += ((ReceivedBlock) block).malformed();
        }
        return sum;
    }

    /**
     * For people: what the batches after one time and up to another hold of a receiver's room, if that is more than half of it and the
     * receiver waits for room; else null.
     */
    public @Nullable String heldBackBy(int streamId, long afterBatchTimeMs, long upToBatchTimeMs) {
        TrackedReceiver one = find(streamId);
        return one == null ? null : one.heldBackBy(afterBatchTimeMs, upToBatchTimeMs);
    }

    /** Lets the blocks of all batches up to and with that time go; their room is the receiver's again. */
    public void release(int streamId, long upToBatchTimeMs) {
        TrackedReceiver one = find(streamId);
        if (one != null) {
            one.release(upToBatchTimeMs);
        }
    }

    /** Whether something is stored that no batch has. */
    public boolean hasUncut() {
        return receivers.stream().anyMatch(TrackedReceiver::hasUncut);
    }

    /** What is known of the receivers, in the order of registration; empty before the start. */
    public List<ReceiverStatus> statuses() {
        return receivers.stream().map(TrackedReceiver::status).toList();
    }

    /**
     * Groups the blocks of a batch into partitions, in order: none for no blocks, one for little data, else as many as
     * {@code parallelism} or a multiple of it, so that none is much larger than 4 MiB. A block is never divided.
     */
    public static List<List<BlockRef>> partitions(List<BlockRef> blocks, int parallelism) {
        return BlockPartitions.of(blocks, parallelism);
    }

    /**
     * A stream that was never registered is a mistake of the caller's; one of a tracker that was not started has nothing yet.
     */
    private @Nullable TrackedReceiver find(int streamId) {
        for (TrackedReceiver one : receivers) {
            if (one.streamId == streamId) {
                return one;
            }
        }
        if (!registered.containsKey(streamId)) {
            throw new IllegalArgumentException(
                    "Stream " + streamId + " has no receiver; there are receivers for " + registered.keySet());
        }
        return null;
    }

    // ---- the end

    /**
     * Stops all receivers and starts none again; each has its share of the time to end its threads, also one whose run is being
     * ended already. Threads that wait in a store are freed by an exception. What was stored stays, for a last {@link #cut};
     * every further store is refused, also where a receiver has not ended in time. Can be called again.
     */
    public void stop(long timeoutMs) {
        stopping = true;
        wantAttention();
        receivers.forEach(one -> {
            ReceiverSupervisor run = one.run();
            if (run != null) {
                run.signalEnd();
            }
        });
        long until = nano.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        int left = receivers.size();
        boolean interrupted = false;
        for (TrackedReceiver one : receivers) {
            long shareNanos = Math.max(0, until - nano.nanoTime()) / left--;
            long shareUntil = nano.nanoTime() + shareNanos;
            one.life.lock(); // from here on nothing begins, and no end
            try {
                interrupted |= awaitEnd(one, TimeUnit.NANOSECONDS.toMillis(shareNanos));
                stopForGood(one, Math.max(0, TimeUnit.NANOSECONDS.toMillis(shareUntil - nano.nanoTime())));
            } finally {
                one.life.unlock();
            }
            ReceiverSupervisor run = one.run();
            if (run != null) {
                run.closeStores(); // it may not have ended in time
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for an end that is under way, and cuts it short when the time is over. True if the caller was interrupted. */
    private static boolean awaitEnd(TrackedReceiver one, long timeoutMs) {
        Thread ender = one.ender();
        if (ender == null) {
            return false;
        }
        boolean interrupted = joins(ender, timeoutMs);
        ReceiverSupervisor run = one.run();
        if (ender.isAlive() && run != null) {
            run.cutShort();
            interrupted |= joins(ender, CUT_SHORT_MS);
        }
        if (ender.isAlive()) {
            ender.interrupt(); // the host may be waiting for its own threads
            interrupted |= joins(ender, CUT_SHORT_MS);
        }
        return interrupted;
    }

    private static boolean joins(Thread thread, long timeoutMs) {
        try {
            if (timeoutMs > 0) {
                thread.join(timeoutMs);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * No batch will be cut any more: refuses every store from now on, so that nothing is accepted and then lost. {@link #stop} is
     * still to be called. What it stores in onStop is refused too.
     */
    public void refuseStores() {
        stopping = true;
        wantAttention();
        receivers.forEach(one -> {
            ReceiverSupervisor run = one.run();
            if (run != null) {
                run.signalEnd();
                run.closeStores();
            }
        });
    }

    private void stopForGood(TrackedReceiver one, long timeoutMs) {
        ReceiverState before = one.state();
        if (before == ReceiverState.STOPPED || before == ReceiverState.FAILED) {
            return;
        }
        ReceiverSupervisor run = one.run();
        boolean wasStarted = one.hosted() != null;
        if (run != null) {
            stopRun(one, run, timeoutMs);
            one.ended(false);
        }
        one.finish(ReceiverState.STOPPED);
        if (before.isActive() && wasStarted) {
            tell(() -> listener.receiverStopped(one.streamId, one.name, "Stopped with its context", null));
        }
    }

    /** {@link #stop} with the time-out of the settings, if that hasn't been done; then lets all blocks go and ends supervision. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop(settings.stopTimeoutMs());
        receivers.forEach(TrackedReceiver::releaseAll);
        Thread thread = supervision;
        if (thread != null && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

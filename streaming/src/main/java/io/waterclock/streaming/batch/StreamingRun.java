// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.TaskContext;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.ReceiverInputDStream;
import io.waterclock.streaming.listener.ListenerBus;
import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.loop.Rooms;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.receiver.ReceiverSettings;
import io.waterclock.streaming.receiver.ReceiverTracker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run of a stream graph, from its start to its end: the receivers, the generator, the scheduler and the listener bus, and
 * the order in which they begin and end.
 *
 * <p>The end has one way, {@link #stop}, whether a program asks for it or a failure does. Graceful means: the receivers
 * stop, for which they have at most half of the time; what they stored is cut into batches at the batches' times; pending
 * batches are finished; all within one time-out. Then, in any case: no batch is made, jobs are cancelled, inputs, receivers
 * and listeners end, and no thread is left. What one of these steps throws doesn't keep the next from being done.
 */
public final class StreamingRun {
    private static final Logger LOG = System.getLogger(StreamingRun.class.getName());

    /** A local property by which the jobs of a run are known, whatever job group a function of the program's has set. */
    private static final String RUN_PROPERTY = "waterclock.streaming.run";

    private final WaterclockContext context;
    private final DStreamGraph graph;
    private final ListenerBus bus;
    private final Rooms rooms;
    private final Surroundings surroundings;
    private final Termination termination;
    private final BatchSettings settings;
    private final BatchEvents events;
    private final ReceiverTracker tracker;
    private final JobScheduler scheduler;
    private final JobGenerator generator;
    private final Supervision supervision;
    private final Runnable onEnd;
    private final long receiverStopMs;
    private final String jobGroup = "streaming run " + Integer.toHexString(System.identityHashCode(this));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile String leftBehind = "";
    private volatile Map<String, String> properties = Map.of();
    private volatile boolean receivers;
    private volatile boolean stopAsked;
    private volatile @Nullable Thread starter;
    private volatile @Nullable Thread stopper;

    /**
     * @param termination is completed when everything has ended
     * @param onEnd is called just before that
     */
    public StreamingRun(
            WaterclockContext context,
            DStreamGraph graph,
            ListenerBus bus,
            Surroundings surroundings,
            Termination termination,
            Runnable onEnd) {
        WaterclockConf conf = context.getConf();
        this.context = context;
        this.graph = graph;
        this.bus = bus;
        this.rooms = surroundings.rooms();
        this.surroundings = surroundings;
        this.termination = termination;
        this.onEnd = onEnd;
        this.settings = BatchSettings.from(conf, graph.batchMs());
        this.events = new BatchEvents(bus);
        ReceiverSettings receiverSettings = ReceiverSettings.from(conf);
        this.receiverStopMs = receiverSettings.stopTimeoutMs();
        this.tracker = new ReceiverTracker(
                context.engine(),
                rooms.haveThreads() ? receiverSettings : receiverSettings.withoutThreads(),
                surroundings.wall(),
                surroundings.nano(),
                new ReceiverReports(bus, surroundings.wall(), this::fail));
        Hooks hooks = new Hooks();
        this.scheduler = new JobScheduler(settings, graph.run(), surroundings.wall(), events, hooks);
        this.generator = new JobGenerator(settings, graph.run(), tracker, scheduler, surroundings.wall(), hooks);
        this.supervision = new Supervision();
    }

    private final class Hooks implements JobScheduler.Hooks {
        @Override
        public Map<String, String> enter() {
            Map<String, String> before = context.localProperties();
            context.setLocalProperties(properties);
            return before;
        }

        @Override
        public void leave(Map<String, String> before) {
            context.setLocalProperties(before);
        }

        @Override
        public void completed() {
            generator.wake();
        }

        @Override
        public void failed(WaterclockException failure) {
            fail(failure);
        }
    }

    /** Where nothing has a thread, receivers are looked after by hand too. */
    private final class Supervision extends Loop {
        /** At one instant; a receiver that is to be restarted without a delay, and asks for it at once, has no end of them. */
        private static final int MOST_TURNS = 1_000;

        private long instant;
        private int turns;

        Supervision() {
            super("receivers");
        }

        @Override
        protected boolean doWork() {
            long now = surroundings.nano().nanoTime();
            turns = now == instant ? turns + 1 : 0;
            instant = now;
            return turns < MOST_TURNS && tracker.superviseOnce();
        }

        @Override
        public long idleNanos() {
            return turns < MOST_TURNS ? tracker.idleNanos() : TimeUnit.MILLISECONDS.toNanos(1);
        }
    }

    // ---- beginning

    /**
     * Starts everything; the first batch is at the next multiple of the interval. If anything can't start, what has
     * started is ended before the exception comes. A stop that is asked for meanwhile is done when this has returned, and
     * nothing more is started.
     */
    public void start() {
        starter = Thread.currentThread();
        try {
            properties = propertiesOfBatches();
            begin();
        } catch (Throwable e) {
            hasBegun();
            try {
                stop(false);
            } catch (Throwable further) {
                e.addSuppressed(further);
            }
            throw e;
        }
        hasBegun();
    }

    private void begin() {
        rooms.open(bus, cause -> {
            try {
                bus.abandon(); // who waits for room in it goes on
            } finally {
                crashed(cause);
            }
        });
        registerReceivers();
        graph.run().start(() -> !stopAsked);
        if (stopAsked) {
            return;
        }
        events.streamingStarted(new Time(surroundings.wall().currentTimeMs()));
        if (receivers) {
            tracker.start();
            if (!rooms.haveThreads()) {
                rooms.open(supervision, this::crashed);
            }
        }
        rooms.open(scheduler, this::crashed);
        graph.run().begin(generator.begin());
        rooms.open(generator, this::crashed);
    }

    private void hasBegun() {
        starter = null;
        begun.countDown();
    }

    /** Those of the thread that starts the run, but in a job group of the run's. */
    private Map<String, String> propertiesOfBatches() {
        Map<String, String> before = context.localProperties();
        try {
            context.setJobGroup(jobGroup, "batches of a stream");
            context.setLocalProperty(RUN_PROPERTY, jobGroup);
            return context.localProperties();
        } finally {
            context.setLocalProperties(before);
        }
    }

    private void registerReceivers() {
        Receivers blocks = new Receivers(tracker, context.defaultParallelism());
        for (InputDStream<?> input : graph.inputs()) {
            if (input instanceof ReceiverInputDStream<?> stream) {
                stream.connect(blocks);
                String type = stream.getReceiver().getClass().getSimpleName();
                tracker.register(stream.id(), type + "-" + stream.id(), stream.getReceiver());
                receivers = true;
            }
        }
    }

    /** Batches made and not completed. */
    public int pendingBatches() {
        return scheduler.pending();
    }

    /** Whether the caller is code that a stop would wait for: then it can't wait for the stop. */
    public boolean isInside() {
        Thread caller = Thread.currentThread();
        return generator.isTurnedByCaller()
                || scheduler.isTurnedByCaller()
                || caller == starter
                || caller == stopper
                || TaskContext.get() != null;
    }

    // ---- failing

    private void fail(WaterclockException failure) {
        if (!termination.fail(failure)) {
            LOG.log(Level.WARNING, "A further failure while the streaming context is stopping", failure);
            return;
        }
        stopAsked = true;
        generator.end();
        scheduler.drain();
        try {
            rooms.aside("failure", this::stopAfterFailure);
        } catch (Throwable noThread) {
            failure.addSuppressed(noThread);
            if (!stopping.get()) {
                stopAfterFailure();
            }
        }
        LOG.log(Level.ERROR, "The streaming context stops: " + failure.getMessage(), failure);
    }

    private void stopAfterFailure() {
        try {
            stop(false);
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "What the end of the failed run threw, each part of which has been said", e);
        }
    }

    private void crashed(Throwable cause) {
        fail(new WaterclockException(ErrorCode.INTERNAL, "A loop of the streaming context failed: " + cause, cause));
    }

    // ---- ending

    /** A stop is on its way: nothing more is started. */
    public void askToStop() {
        stopAsked = true;
    }

    /**
     * Ends everything and returns when that is done; called again, it only waits. Not called from {@linkplain #isInside inside}
     * nor by a listener. What an input's stop throws comes out when all has ended; of several, the first with the others suppressed.
     */
    public void stop(boolean graceful) {
        stopAsked = true;
        boolean interrupted = Termination.awaitFully(begun);
        Endings endings = new Endings();
        if (stopping.compareAndSet(false, true)) {
            stopper = Thread.currentThread();
            try {
                if ((graceful || termination.hasFailed()) && !endsTheJvm()) {
                    interrupted |= endings.run("finishing what was received", this::drain);
                }
                interrupted |= endings.run("the end of the batches", this::endLoops);
                endings.run("the end of the inputs", graph.run()::end);
                endings.run("the end of the receivers", this::endReceivers);
                interrupted |= endings.run("the end of the listeners", this::endListeners);
                endings.run("the end of the context", onEnd);
            } finally {
                stopper = null;
                termination.complete();
            }
        } else {
            interrupted |= termination.awaitEndFully();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        endings.throwFirst();
    }

    /** Whether a function of the program's has called System.exit on a thread of ours: then that thread never comes back. */
    private boolean endsTheJvm() {
        return rooms.endsTheJvm(generator) || rooms.endsTheJvm(scheduler);
    }

    /** A time after which a stop is not waited for any more by the end of the JVM: some code of the program's doesn't return. */
    public long longestStopMs(boolean graceful) {
        long ofALoop = Limits.CANCEL_WAIT_MS + Limits.INTERRUPT_WAIT_MS;
        return (graceful ? settings.gracefulStopTimeoutMs() : 0)
                + 3 * ofALoop
                + Limits.RECEIVER_STOP_MS
                + Limits.LISTENER_DRAIN_MS
                + Limits.ENGINE_CLOSE_MS;
    }

    /** True if the caller was interrupted meanwhile, which turns the stop into one that isn't graceful. */
    private boolean drain() {
        long deadline =
                surroundings.nano().nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.gracefulStopTimeoutMs());
        try {
            boolean done = true;
            if (!termination.hasFailed()) {
                if (receivers) {
                    tracker.stop(Math.min(receiverStopMs, remainingMs(deadline) / 2));
                }
                generator.drain();
                done = rooms.awaitEnd(generator, remainingMs(deadline));
            }
            scheduler.drain();
            done &= scheduler.isTurnedByCaller() || rooms.awaitEnd(scheduler, remainingMs(deadline));
            if (!done) {
                LOG.log(
                        Level.WARNING,
                        "The graceful stop was not done within {0} ms (waterclock.streaming.gracefulStopTimeout)",
                        settings.gracefulStopTimeoutMs());
            }
            return false;
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "Interrupted in a graceful stop; the rest of the stop is not graceful");
            return true;
        }
    }

    private long remainingMs(long deadline) {
        return Math.max(
                1, TimeUnit.NANOSECONDS.toMillis(deadline - surroundings.nano().nanoTime()));
    }

    /** What the stop has not done, for people; empty when all was done. Asked when it has ended. */
    public String leftBehind() {
        return leftBehind;
    }

    private boolean endLoops() {
        generator.end();
        tracker.refuseStores();
        scheduler.cancel();
        supervision.end();
        cancelJobs();
        boolean interrupted = awaitOrInterrupt(generator);
        interrupted |= awaitOrInterrupt(scheduler);
        String abandoned = scheduler.abandoned();
        if (!abandoned.isEmpty()) {
            leftBehind = abandoned;
            LOG.log(
                    Level.WARNING,
                    "Batches that were due and are not done as the streaming context stops: {0}",
                    abandoned);
        }
        return interrupted;
    }

    private void cancelJobs() {
        context.cancelJobs(RUN_PROPERTY, jobGroup, "the streaming context was stopped");
    }

    private void endReceivers() {
        try {
            if (receivers) {
                tracker.stop(Limits.RECEIVER_STOP_MS);
                if (tracker.hasUncut()) {
                    LOG.log(Level.WARNING, "The streaming context stops with received data that no batch has");
                }
            }
        } finally {
            tracker.close();
        }
    }

    private boolean endListeners() {
        bus.close();
        boolean interrupted = !rooms.endsTheJvm(bus) && awaitFully(bus, Limits.LISTENER_DRAIN_MS);
        if (!bus.hasEnded()) {
            bus.abandon();
            interrupted |= awaitOrInterrupt(bus);
        }
        return interrupted;
    }

    /** Waits for a loop that has been told to end, interrupts it when that takes long, and at last leaves it with a warning. */
    private boolean awaitOrInterrupt(Loop loop) {
        if (loop.isTurnedByCaller()) {
            return false; // the stop after a failure that found no thread of its own
        }
        if (rooms.endsTheJvm(loop)) {
            LOG.log(Level.INFO, "Code in the room \"{0}\" ends the JVM, and is not waited for", loop.name());
            return false;
        }
        boolean interrupted = awaitFully(loop, Limits.CANCEL_WAIT_MS);
        if (!isOver(loop)) {
            cancelJobs(); // a function that goes on after a cancelled job may have begun another
            rooms.interrupt(loop);
            interrupted |= awaitFully(loop, Limits.INTERRUPT_WAIT_MS);
            if (!isOver(loop)) {
                LOG.log(
                        Level.WARNING,
                        "The streaming context stops, but code that it runs does not end, and keeps a thread: {0}",
                        rooms.describe(loop));
            }
        }
        return interrupted;
    }

    private boolean isOver(Loop loop) {
        boolean interrupted = Thread.interrupted();
        try {
            return rooms.awaitEnd(loop, 0);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits whatever interrupts; true if one came. */
    private boolean awaitFully(Loop loop, long timeoutMs) {
        long deadline = surroundings.nano().nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean interrupted = false;
        while (true) {
            try {
                rooms.awaitEnd(loop, remainingMs(deadline));
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}

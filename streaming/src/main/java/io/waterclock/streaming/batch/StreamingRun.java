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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of a stream graph, from its start to its end: the receivers, the generator, the scheduler and the listener bus, and
 * the order in which they begin and end.
 *
 * <p>The end has one way, {@link #stop}, whether a program asks for it or a failure does. Graceful means: the receivers
 * stop; what they stored is cut into batches at the batches' times; pending batches are finished; each of these within the
 * same time-out. Then, in any case: no batch is made, jobs are cancelled, inputs, receivers and listeners end, and no thread is left.
 */
public final class StreamingRun {
    private static final Logger LOG = System.getLogger(StreamingRun.class.getName());

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
    private final String jobGroup = "streaming run " + Integer.toHexString(System.identityHashCode(this));
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean receivers;

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
        this.tracker = new ReceiverTracker(
                context.engine(),
                rooms.haveThreads() ? receiverSettings : receiverSettings.withoutThreads(),
                surroundings.wall(),
                surroundings.nano(),
                new ReceiverReports(bus, surroundings.wall(), this::fail));
        Hooks hooks = new Hooks();
        this.scheduler = new JobScheduler(settings, graph, surroundings.wall(), events, hooks);
        this.generator = new JobGenerator(settings, graph, tracker, scheduler, surroundings.wall(), hooks);
        this.supervision = new Supervision();
    }

    private final class Hooks implements JobScheduler.Hooks {
        @Override
        public void settled() {
            context.setJobGroup(jobGroup, "batches of a stream");
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
     * started is ended before the exception comes.
     */
    public void start() {
        try {
            rooms.open(bus, this::crashed);
            registerReceivers();
            graph.start();
            events.streamingStarted(new Time(surroundings.wall().currentTimeMs()));
            if (receivers) {
                tracker.start();
                if (!rooms.haveThreads()) {
                    rooms.open(supervision, this::crashed);
                }
            }
            rooms.open(scheduler, this::crashed);
            graph.begin(generator.begin());
            rooms.open(generator, this::crashed);
        } catch (Throwable e) {
            stop(false);
            throw e;
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
        return generator.isTurnedByCaller() || scheduler.isTurnedByCaller() || TaskContext.get() != null;
    }

    // ---- failing

    private void fail(WaterclockException failure) {
        if (!termination.fail(failure)) {
            LOG.log(Level.WARNING, "A further failure while the streaming context is stopping", failure);
            return;
        }
        LOG.log(Level.ERROR, "The streaming context stops: " + failure.getMessage(), failure);
        generator.end();
        scheduler.drain();
        rooms.aside("failure", () -> stop(false));
    }

    private void crashed(Throwable cause) {
        fail(new WaterclockException(ErrorCode.INTERNAL, "A loop of the streaming context failed: " + cause, cause));
    }

    // ---- ending

    /**
     * Ends everything and returns when that is done; called again, it only waits. Not called from {@linkplain #isInside inside}
     * nor by a listener.
     */
    public void stop(boolean graceful) {
        boolean interrupted = false;
        if (!stopping.compareAndSet(false, true)) {
            interrupted = awaitTermination();
        } else {
            try {
                if (graceful || termination.hasFailed()) {
                    interrupted = !drain();
                }
                interrupted |= endLoops();
                interrupted |= endOthers();
            } finally {
                onEnd.run();
                termination.complete();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if the caller was interrupted meanwhile, which turns the stop into one that isn't graceful. */
    private boolean drain() {
        long deadline =
                surroundings.nano().nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.gracefulStopTimeoutMs());
        try {
            boolean done = true;
            if (!termination.hasFailed()) {
                if (receivers) {
                    tracker.stop(remainingMs(deadline));
                }
                generator.drain();
                done = rooms.awaitEnd(generator, remainingMs(deadline));
            }
            scheduler.drain();
            done &= rooms.awaitEnd(scheduler, remainingMs(deadline));
            if (!done) {
                LOG.log(
                        Level.WARNING,
                        "The graceful stop was not done within {0} ms (waterclock.streaming.gracefulStopTimeout)",
                        settings.gracefulStopTimeoutMs());
            }
            return true;
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "Interrupted in a graceful stop; the rest of the stop is not graceful");
            return false;
        }
    }

    private long remainingMs(long deadline) {
        return Math.max(
                1, TimeUnit.NANOSECONDS.toMillis(deadline - surroundings.nano().nanoTime()));
    }

    private boolean endLoops() {
        generator.end();
        scheduler.cancel();
        supervision.end();
        context.cancelJobGroup(jobGroup, "the streaming context was stopped");
        boolean interrupted = awaitOrInterrupt(generator);
        interrupted |= awaitOrInterrupt(scheduler);
        String abandoned = scheduler.abandoned();
        if (!abandoned.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "Batches that were due and are not done as the streaming context stops: {0}",
                    abandoned);
        }
        return interrupted;
    }

    private boolean endOthers() {
        graph.end();
        if (receivers) {
            tracker.stop(Limits.RECEIVER_STOP_MS);
            if (tracker.hasUncut()) {
                LOG.log(Level.WARNING, "The streaming context stops with received data that no batch has");
            }
        }
        tracker.close();
        bus.close();
        boolean interrupted = awaitFully(bus, Limits.LISTENER_DRAIN_MS);
        if (!bus.hasEnded()) {
            bus.abandon();
            interrupted |= awaitOrInterrupt(bus);
        }
        return interrupted;
    }

    /** Waits for a loop that has been told to end, interrupts it when that takes long, and at last leaves it with a warning. */
    private boolean awaitOrInterrupt(Loop loop) {
        boolean interrupted = awaitFully(loop, Limits.CANCEL_WAIT_MS);
        if (!isOver(loop)) {
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

    private boolean awaitTermination() {
        boolean interrupted = false;
        while (true) {
            try {
                termination.awaitEnd();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}

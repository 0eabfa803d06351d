// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.WallClock;
import io.waterclock.streaming.StreamingKeys.WhenBehind;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.GraphRun;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.receiver.ReceiverTracker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes a batch at each multiple of the interval: cuts the receivers, lets the graph fix what each input gives it, and submits it. One
 * batch a turn.
 *
 * <p>No batch time is ever skipped. When as many batches are pending as may be, a batch that is due waits until one is
 * done; then every missed time is walked in order. The first late batch gets what was stored meanwhile, those after it what came since, mostly nothing.
 */
final class JobGenerator extends Loop {
    private static final Logger LOG = System.getLogger(JobGenerator.class.getName());

    /** A clock that is kept right may go back so far now and then. */
    private static final long CLOCK_TOLERANCE_MS = 100;

    private final BatchSettings settings;
    private final GraphRun graph;
    private final ReceiverTracker tracker;
    private final JobScheduler scheduler;
    private final WallClock wall;
    private final JobScheduler.Hooks hooks;

    private volatile long nextMs = Long.MAX_VALUE;
    private volatile boolean draining;

    /** Whether the last turn had a batch that was due and no room for it; then only the end of one brings work. */
    private boolean waitsForRoom;

    private boolean clockWasSetBack;

    /** How late the first of the batches was that are due: as long as the process, or the machine, stood still. */
    private long pauseMs;

    private boolean upToDate = true;

    /** When the first batch of a spell of lateness was due. */
    private long behindSinceMs = Long.MAX_VALUE;

    /** Since when no batch of the spell has had to wait, all that were due being done; the spell ends when that has lasted. */
    private long keepsUpSinceMs = Long.MAX_VALUE;

    JobGenerator(
            BatchSettings settings,
            GraphRun graph,
            ReceiverTracker tracker,
            JobScheduler scheduler,
            WallClock wall,
            JobScheduler.Hooks hooks) {
        super("generator");
        this.settings = settings;
        this.graph = graph;
        this.tracker = tracker;
        this.scheduler = scheduler;
        this.wall = wall;
        this.hooks = hooks;
    }

    /** Sets the first batch to the next multiple of the interval, and returns the time one interval before it. */
    Time begin() {
        long interval = settings.batchMs();
        long first = (Math.floorDiv(wall.currentTimeMs(), interval) + 1) * interval;
        nextMs = first;
        return new Time(first - interval);
    }

    /** Goes on, at the times of batches, until nothing is stored that no batch has; then ends. The receivers have stopped. */
    void drain() {
        draining = true;
        wake();
    }

    @Override
    protected boolean doWork() {
        if (draining && !tracker.hasUncut()) {
            end();
            return true;
        }
        waitsForRoom = false;
        long due = nextMs;
        long now = wall.currentTimeMs();
        noteClockSetBack(due, now);
        if (now < due) {
            upToDate = true;
            noteCaughtUp(now);
            return false;
        }
        if (upToDate) {
            upToDate = false;
            pauseMs = now - due;
        }
        if (!scheduler.hasRoom()) {
            return cannotKeepUp(due, now - due);
        }
        try {
            generate(new Time(due));
        } catch (Throwable e) {
            failed(due, e);
        }
        nextMs = due + settings.batchMs();
        return true;
    }

    /** An interval at most: a clock that was set back may be put right. */
    @Override
    public long idleNanos() {
        if (waitsForRoom) {
            return settings.whenBehind() == WhenBehind.FAIL
                    ? TimeUnit.MILLISECONDS.toNanos(Math.max(0, nextMs + allowedMs() - wall.currentTimeMs()))
                    : Long.MAX_VALUE;
        }
        long waitMs = Math.min(settings.batchMs(), nextMs - wall.currentTimeMs());
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, waitMs));
    }

    private void generate(Time time) {
        tracker.cut(time.milliseconds());
        Map<String, String> before = hooks.enter();
        try {
            Map<Integer, StreamInputInfo> inputs = graph.claim(time);
            scheduler.submit(new Batch(time, graph.outputsOf(time), inputs, wall.currentTimeMs()));
        } finally {
            hooks.leave(before);
        }
    }

    /** True if something was done about it. After a pause the batches missed in it are walked first, however many: it has failed that becomes later than it was then. */
    private boolean cannotKeepUp(long due, long lateMs) {
        if (settings.whenBehind() == WhenBehind.FAIL && lateMs >= allowedMs()) {
            giveUp(
                    due,
                    new WaterclockException(
                            ErrorCode.FALLEN_BEHIND,
                            "The batch " + new Time(due) + " is due while " + settings.maxPendingBatches()
                                    + " batches are pending. Processing doesn't keep up with an interval of "
                                    + settings.batchMs() + " ms; make batches faster or the interval longer, or set "
                                    + "waterclock.streaming.whenBehind to queue"));
            return true;
        }
        keepsUpSinceMs = Long.MAX_VALUE;
        if (behindSinceMs == Long.MAX_VALUE) {
            behindSinceMs = due;
            LOG.log(
                    Level.WARNING,
                    "Processing doesn''t keep up: {0} batches are pending, so the batch {1} waits, and receivers with it. Said"
                            + " once, until no batch has had to wait for {2} ms",
                    settings.maxPendingBatches(),
                    new Time(due),
                    Long.toString(settings.keepsUpAfterMs()));
        }
        waitsForRoom = true;
        return false;
    }

    /** A batch that was running in a pause has an interval more to end. */
    private long allowedMs() {
        return pauseMs < settings.batchMs() ? pauseMs : pauseMs + settings.batchMs();
    }

    private void noteClockSetBack(long due, long now) {
        boolean before = clockWasSetBack;
        clockWasSetBack = due - now > settings.batchMs() + CLOCK_TOLERANCE_MS;
        if (clockWasSetBack && !before) {
            LOG.log(
                    Level.WARNING,
                    "The clock was set back: batch times never go back, so the next batch is the one at {0}, in {1} ms. What is received"
                            + " waits for it",
                    new Time(due),
                    Long.toString(due - now));
        }
    }

    private void noteCaughtUp(long now) {
        if (behindSinceMs == Long.MAX_VALUE) {
            return;
        }
        if (keepsUpSinceMs == Long.MAX_VALUE) {
            if (scheduler.pending() == 0) {
                keepsUpSinceMs = now;
            }
        } else if (now - keepsUpSinceMs >= settings.keepsUpAfterMs()) {
            LOG.log(
                    Level.INFO,
                    "Processing has caught up: all batches that were due were done {0} ms after the batch {1} had to wait, and none has had"
                            + " to wait since",
                    Long.toString(keepsUpSinceMs - behindSinceMs),
                    new Time(behindSinceMs));
            behindSinceMs = Long.MAX_VALUE;
        }
    }

    private void failed(long due, Throwable cause) {
        giveUp(due, Batch.couldNotBeMade(new Time(due), cause));
    }

    /** The failure takes the batch's place in the queue, so that the batches before it are finished first. */
    private void giveUp(long due, WaterclockException failure) {
        end();
        scheduler.submit(Batch.notMade(new Time(due), failure));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.WallClock;
import io.waterclock.streaming.dstream.GraphRun;
import io.waterclock.streaming.dstream.OutputOperation;
import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.program.StateStep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches in the order of their times and, within one, outputs in the order of the program: first a turn that makes the batch's RDDs and
 * takes its states a step further, then one output a turn.
 *
 * <p>An output that fails is run again, as a whole, as often as the setting says. When it fails for good nothing later
 * runs: not the outputs after it, not the batches after it; its batch stays pending and the failure is handed on.
 */
final class JobScheduler extends Loop {
    private static final Logger LOG = System.getLogger(JobScheduler.class.getName());

    private final BatchSettings settings;
    private final GraphRun graph;
    private final WallClock wall;
    private final BatchEvents events;
    private final Hooks hooks;

    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private int pending;
    private boolean draining;

    private volatile @Nullable Batch current;
    private int nextOutput;
    private int attempt;
    private volatile boolean cancelled;

    /** What the run does for its loops. */
    interface Hooks {
        /**
         * The program's code is about to run on this thread, under the local properties of the thread that started the
         * context, whatever code before it has set.
         *
         * @return what {@link #leave} is to be given afterwards
         */
        Map<String, String> enter();

        void leave(Map<String, String> before);

        /** A batch has been completed: there is room for another. */
        void completed();

        /** The run ends; nothing later is done. */
        void failed(WaterclockException failure);
    }

    JobScheduler(BatchSettings settings, GraphRun graph, WallClock wall, BatchEvents events, Hooks hooks) {
        super("batches");
        this.settings = settings;
        this.graph = graph;
        this.wall = wall;
        this.events = events;
        this.hooks = hooks;
    }

    /** Whether one more batch may be made. */
    boolean hasRoom() {
        synchronized (waiting) {
            return pending < settings.maxPendingBatches();
        }
    }

    /** Batches made and not completed. */
    int pending() {
        synchronized (waiting) {
            return pending;
        }
    }

    /** Takes a batch; called by the generator alone, which has looked for room. */
    void submit(Batch batch) {
        events.submitted(batch);
        synchronized (waiting) {
            pending++;
            waiting.add(batch);
        }
        wake();
    }

    /** Finishes what is pending, then ends. No batch may be submitted after that. */
    void drain() {
        synchronized (waiting) {
            draining = true;
        }
        wake();
    }

    /** Ends; a failure of the output under way is not one any more. */
    void cancel() {
        cancelled = true;
        end();
    }

    @Override
    protected boolean doWork() {
        Batch batch = current;
        if (batch == null) {
            batch = next();
            if (batch == null) {
                return false;
            }
            current = batch;
            nextOutput = 0;
            attempt = 0;
        }
        WaterclockException notMade = batch.failure();
        if (notMade != null) {
            end();
            hooks.failed(notMade);
            return true;
        }
        if (!batch.isGenerated()) {
            return generate(batch);
        }
        if (nextOutput < batch.outputCount()) {
            runOutput(batch, nextOutput);
        }
        if (nextOutput == batch.outputCount()) {
            current = null;
            complete(batch);
        }
        return true;
    }

    private @Nullable Batch next() {
        synchronized (waiting) {
            Batch batch = waiting.poll();
            if (batch == null && draining) {
                end();
            }
            return batch;
        }
    }

    /** Makes its RDDs, and runs the steps of its states. */
    private boolean generate(Batch batch) {
        batch.started(wall.currentTimeMs());
        events.started(batch);
        Map<String, String> before = hooks.enter();
        try {
            batch.generated(graph.generate(batch.time(), step -> runStep(batch, step)));
        } catch (Throwable e) {
            notGenerated(batch, e);
            return true;
        } finally {
            hooks.leave(before);
        }
        if (batch.outputCount() == 0) {
            current = null;
            complete(batch);
        }
        return true;
    }

    private void notGenerated(Batch batch, Throwable cause) {
        if (cancelled) {
            LOG.log(Level.DEBUG, "Cancelled while batch {0} was made", batch.time());
            return;
        }
        end();
        hooks.failed(
                cause instanceof WaterclockException e && e.code() == ErrorCode.STATE_STEP_FAILED
                        ? e
                        : Batch.couldNotBeMade(batch.time(), cause));
    }

    /** A step that failed is run again, as an output is; what it did of its partitions stays done. */
    private void runStep(Batch batch, StateStep step) {
        int failures = 0;
        while (true) {
            try {
                step.run();
                return;
            } catch (Throwable e) {
                if (cancelled) {
                    throw e;
                }
                failures++;
                String reason = Batch.reasonOf(e);
                if (failures > settings.outputRetries()) {
                    throw new WaterclockException(
                            ErrorCode.STATE_STEP_FAILED,
                            "The state " + step + " could not be brought to batch " + batch.time()
                                    + (failures == 1 ? "" : " (" + failures + " attempts)")
                                    + ", and no later batch is run: " + reason,
                            e);
                }
                LOG.log(
                        Level.WARNING,
                        "The step of the state {0} failed in batch {1}, and is run again ({2} of {3}): {4}",
                        step,
                        batch.time(),
                        failures,
                        settings.outputRetries(),
                        reason);
            }
        }
    }

    private void runOutput(Batch batch, int index) {
        OutputOperation.Due output = batch.output(index);
        if (attempt == 0) {
            batch.outputStarted(index, wall.currentTimeMs());
            events.outputStarted(batch, index);
        }
        Map<String, String> before = hooks.enter();
        try {
            output.run().run();
        } catch (Throwable e) {
            failed(batch, index, e);
            return;
        } finally {
            hooks.leave(before);
        }
        batch.outputEnded(index, wall.currentTimeMs(), null);
        events.outputCompleted(batch, index);
        nextOutput++;
        attempt = 0;
    }

    private void failed(Batch batch, int index, Throwable cause) {
        if (cancelled) {
            LOG.log(
                    Level.DEBUG,
                    "Cancelled in batch {0}: {1}",
                    batch.time(),
                    batch.output(index).operation());
            return;
        }
        String reason = Batch.reasonOf(cause);
        if (attempt < settings.outputRetries()) {
            attempt++;
            LOG.log(
                    Level.WARNING,
                    "The output {0} failed in batch {1}, and is run again ({2} of {3}): {4}",
                    batch.output(index).operation(),
                    batch.time(),
                    attempt,
                    settings.outputRetries(),
                    reason);
            return;
        }
        batch.outputEnded(index, wall.currentTimeMs(), reason);
        events.outputCompleted(batch, index);
        end();
        hooks.failed(new WaterclockException(
                ErrorCode.OUTPUT_OPERATION_FAILED,
                "The output " + batch.output(index).operation() + " failed in batch " + batch.time()
                        + (attempt == 0 ? "" : " (" + (attempt + 1) + " attempts)") + ", and no later batch is run: "
                        + reason,
                cause));
    }

    private void complete(Batch batch) {
        batch.ended(wall.currentTimeMs(), graph.inputInfoWhenDone(batch.time(), batch.inputs()));
        graph.completed(batch.time());
        events.completed(batch);
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(
                    Level.DEBUG,
                    "Batch {0}: {1} records, done {2} ms after it was made",
                    batch.time(),
                    batch.numRecords(),
                    batch.totalDelayMs());
        }
        synchronized (waiting) {
            pending--;
        }
        hooks.completed();
    }

    /** What a stop leaves behind, for a warning; empty when nothing. Asked when the loop has ended. */
    String abandoned() {
        synchronized (waiting) {
            Batch running = current; // a loop that was given up may still put it to null
            Batch first = running != null ? running : waiting.peek();
            return first == null ? "" : pending + ", from " + first.time() + " on";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.WaterclockExecutorInfo;
import io.waterclock.WaterclockJobInfo;
import io.waterclock.WaterclockStageInfo;
import io.waterclock.WaterclockStatusTracker;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.Engine;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.rdd.TaskContext;
import io.waterclock.util.CallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The jobs of a context: those that run, and the last that have ended. Safe for any thread. */
public final class Jobs implements WaterclockStatusTracker {
    private final Engine engine;
    private final Marks marks;
    private final Codecs codecs;
    private final WallClock clock;
    private final Consumer<Lineage> after;
    private final AtomicInteger ids = new AtomicInteger();

    /** Few at once: a list is gone through sooner than a hash map is written twice. Guarded by itself. */
    private final List<RunningJob> running = new ArrayList<>();

    /** A ring: the oldest is overwritten. */
    private final AtomicReferenceArray<@Nullable RunningJob> finished =
            new AtomicReferenceArray<>(Limits.MAX_FINISHED_JOBS);

    private final AtomicInteger finishedCount = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * @param after called, on the thread that ran it, with the lineage of each job of {@link #run} that went well
     */
    public Jobs(Engine engine, Marks marks, Codecs codecs, WallClock clock, Consumer<Lineage> after) {
        this.engine = engine;
        this.marks = marks;
        this.codecs = codecs;
        this.clock = clock;
        this.after = after;
    }

    /**
     * Runs an action and returns when it has ended.
     *
     * @param id from {@link #nextId}
     * @param results hears of each partition; null when nobody wants to
     */
    public <R> List<R> run(
            int id,
            Lineage lineage,
            List<Integer> partitions,
            Action<R> action,
            Operator operator,
            Map<String, String> properties,
            Cancellation cancellation,
            @Nullable PartitionResults<R> results) {
        List<R> all = runAlone(id, lineage, partitions, action, operator, properties, cancellation, results);
        after.accept(lineage);
        return all;
    }

    /** {@link #run}, without what comes after it. */
    @SuppressWarnings("unchecked")
    public <R> List<R> runAlone(
            int id,
            Lineage lineage,
            List<Integer> partitions,
            Action<R> action,
            Operator operator,
            Map<String, String> properties,
            Cancellation cancellation,
            @Nullable PartitionResults<R> results) {
        requireCallable(operator, lineage);
        RunningJob job = new RunningJob(id, properties, cancellation, clock, (PartitionResults<Object>) results);
        synchronized (running) {
            requireNotStopped(operator); // again: a stop since then hasn't seen it
            running.add(job);
        }
        boolean well = false;
        try {
            List<R> all = engine.run(
                    new Job<>(id, lineage, partitions, action, operator, marks, cancellation, properties, codecs, job));
            well = true;
            return all;
        } finally {
            job.end(well);
            finished.set(Math.floorMod(finishedCount.getAndIncrement(), Limits.MAX_FINISHED_JOBS), job);
            synchronized (running) {
                running.remove(job);
            }
        }
    }

    public int nextId() {
        return ids.getAndIncrement();
    }

    /** An action as the thread's jobs are labelled: its call site is the label, or found on the stack when asked for. */
    public static Operator operator(String name, Map<String, String> properties) {
        String site = properties.isEmpty() ? null : properties.get(LocalProperties.CALL_SITE);
        return site == null ? Operator.of(name) : new Operator(name, new CallSite(site, site));
    }

    /**
     * Fails when an action can't be called now, or not on this thread.
     *
     * @param on what it is an action on, when that is to be said
     */
    public void requireCallable(Operator action, @Nullable Lineage on) {
        requireNotStopped(action);
        TaskContext task = TaskContext.get();
        if (task != null) {
            throw new WaterclockException(
                    ErrorCode.ACTION_INSIDE_TASK,
                    "The action " + action + (on == null ? "" : " on " + on.operator())
                            + " was called inside a task of "
                            + task.action().name()
                            + ". A function of an operator can't run jobs; call collect() before, and capture the list");
        }
    }

    private void requireNotStopped(Operator called) {
        if (stopped) {
            throw stopped(called);
        }
    }

    /** Fails when the context was stopped: nothing that {@code method} makes could serve any more. */
    public void requireRunning(String method) {
        if (stopped) {
            throw stopped(Operator.here(method));
        }
    }

    private static WaterclockException stopped(Operator called) {
        return new WaterclockException(
                ErrorCode.CONTEXT_STOPPED, called + " was called after its context was stopped; make a new context");
    }

    // ---- cancelling

    /** Ends the running jobs whose local property has this value. */
    public void cancel(String property, String value, String reason) {
        for (RunningJob job : running()) {
            if (value.equals(job.properties().get(property))) {
                job.cancellation().cancel(reason);
            }
        }
    }

    /** Ends the running jobs that carry a tag. */
    public void cancelTagged(String tag, String reason) {
        for (RunningJob job : running()) {
            if (LocalProperties.tagsOf(job.properties()).contains(tag)) {
                job.cancellation().cancel(reason);
            }
        }
    }

    public void cancelAll(String reason) {
        running().forEach(job -> job.cancellation().cancel(reason));
    }

    // ---- the end

    public boolean isStopped() {
        return stopped;
    }

    /** Takes no more jobs, and ends those that run, interrupting them whatever they were labelled. */
    public void stop() {
        synchronized (running) {
            stopped = true;
        }
        running().forEach(job -> job.cancellation().end("the context was stopped"));
    }

    // ---- how they stand

    private List<RunningJob> running() {
        synchronized (running) {
            return new ArrayList<>(running);
        }
    }

    private List<RunningJob> known() {
        List<RunningJob> known = running();
        for (int i = 0; i < finished.length(); i++) {
            RunningJob job = finished.get(i);
            if (job != null && !known.contains(job)) {
                known.add(job);
            }
        }
        return known;
    }

    @Override
    public int[] getJobIdsForGroup(@Nullable String jobGroup) {
        return known().stream()
                .filter(job -> Objects.equals(job.properties().get(LocalProperties.GROUP), jobGroup))
                .mapToInt(RunningJob::id)
                .toArray();
    }

    @Override
    public int[] getActiveStageIds() {
        return running().stream()
                .flatMap(job -> job.activeStages().stream())
                .mapToInt(WaterclockStageInfo::stageId)
                .toArray();
    }

    @Override
    public int[] getActiveJobIds() {
        return running().stream().mapToInt(RunningJob::id).toArray();
    }

    @Override
    public @Nullable WaterclockJobInfo getJobInfo(int jobId) {
        for (RunningJob job : known()) {
            if (job.id() == jobId) {
                return job.info();
            }
        }
        return null;
    }

    @Override
    public @Nullable WaterclockStageInfo getStageInfo(int stageId) {
        for (RunningJob job : known()) {
            WaterclockStageInfo stage = job.stage(stageId);
            if (stage != null) {
                return stage;
            }
        }
        return null;
    }

    @Override
    public WaterclockExecutorInfo[] getExecutorInfos() {
        int tasks = running().stream()
                .flatMap(job -> job.activeStages().stream())
                .mapToInt(WaterclockStageInfo::numActiveTasks)
                .sum();
        return new WaterclockExecutorInfo[] {new WaterclockExecutorInfo("localhost", 0, engine.keptBytes(), tasks)};
    }
}

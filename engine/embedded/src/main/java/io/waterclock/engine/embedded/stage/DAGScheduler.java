// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.shuffle.MapOutput;
import io.waterclock.engine.embedded.shuffle.ShuffleOutput;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Partitioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs: first the map stage of every shuffle that has not run yet, parents first, then the stage of the action.
 *
 * <p>Tasks are claimed by the caller of the job; workers are woken only for stages that are not known to be shorter than
 * waking pays: 5 to 40 µs for the caller, and as much again until the worker runs.
 */
public final class DAGScheduler {
    /** A stage expected to be shorter than this, in nanoseconds, is left to the caller. */
    private static final double WORTH_WAKING_NANOS = 100_000;

    /** About what a task costs, in nanoseconds, that has nothing to do. */
    private static final double TASK_NANOS = 300;

    private static final int MAX_PLANS = 4;

    /** So many plans rely on kept partitions: they may be evicted before they are read. */
    private static final int TRUSTING_PLANS = 2;

    private final Workers workers;
    private final Stores stores;
    private final FunctionBinder binder;
    private final StageProfiles profiles;
    private final int attempts;
    private final TaskOrder order;
    private final NanoClock clock;
    private final ClassLoader loader;
    private final AtomicInteger stageIds = new AtomicInteger();
    private final AtomicLong attemptIds = new AtomicLong();

    /**
     * @param attempts how often a task is tried
     * @param order in which the tasks of a stage are claimed
     * @param clock times tasks, to tell short stages from long ones
     */
    public DAGScheduler(
            Workers workers,
            Stores stores,
            FunctionBinder binder,
            StageProfiles profiles,
            int attempts,
            TaskOrder order,
            NanoClock clock) {
        this.clock = clock;
        this.loader = Thread.currentThread().getContextClassLoader();
        this.workers = workers;
        this.stores = stores;
        this.binder = binder;
        this.profiles = profiles;
        this.attempts = attempts;
        this.order = order;
    }

    /** {@link io.waterclock.engine.JobRunner#run}. */
    @SuppressWarnings("unchecked")
    public <R> List<R> run(Job<R> job) {
        Progress progress = new Progress(job.partitions().size(), new JobFunctions(binder, job));
        for (int plan = 1; ; plan++) {
            JobRun run = new JobRun(job, attempts, progress, clock, loader, stores.memory(), attemptIds);
            if (plan > TRUSTING_PLANS) {
                run.distrustKept();
            }
            try {
                StageEvaluator evaluator =
                        new StageEvaluator(stores, progress.functions(), profiles, job.marks(), job.codecs());
                runParents(job.lineage(), run, evaluator);
                runAction(job, run, evaluator, progress);
                return (List<R>) Arrays.asList(progress.results());
            } catch (OutputMissing e) {
                progress.planAgain(run.reachedAttempt());
                if (plan >= MAX_PLANS + (long) attempts) {
                    throw new WaterclockException(
                            ErrorCode.INTERNAL,
                            job.operator() + ": what the job needs was dropped " + plan
                                    + " times while it ran; don't unpersist what running jobs read");
                }
            } finally {
                run.end();
            }
        }
    }

    /** Whether a cogroup can read this parent partition by partition. */
    static boolean isSpreadAlike(Lineage.CoGroup node, Lineage parent) {
        return node.partitioner().equals(parent.partitioner());
    }

    // ---- map stages

    private void runParents(Lineage top, JobRun run, StageEvaluator evaluator) {
        Marks marks = run.job().marks();
        Ancestors.Has has = new Ancestors.Has() {
            @Override
            public Lineage current(Lineage node) {
                return marks.any() ? marks.standsFor(node) : node;
            }

            @Override
            public boolean node(Lineage node) {
                return marks.any()
                        && !run.distrustsKept()
                        && marks.storageLevel(node).isValid()
                        && stores.cache().hasAll(node);
            }

            @Override
            public void passes(Lineage node) {
                run.functions().plan(node);
            }

            @Override
            public boolean shuffle(Lineage reader, int parent) {
                return readsShuffle(reader, parent) && stores.shuffles().get(reader, parent) != null;
            }
        };
        List<Integer> wanted = run.job().partitions();
        boolean whole = wanted.size() == top.numPartitions();
        if (!whole) {
            new Wanted(has, evaluator).pass(top, wanted);
        }
        for (Lineage reader : new Ancestors(has).of(top, whole)) {
            for (int i = 0; i < reader.parents().size(); i++) {
                if (readsShuffle(reader, i) && !has.shuffle(reader, i)) {
                    mapStage(reader, i, run, evaluator);
                }
            }
        }
    }

    /** Whether a node reads what a map stage has written of this parent. */
    static boolean readsShuffle(Lineage reader, int parent) {
        return reader instanceof Lineage.Shuffle
                || reader instanceof Lineage.CoGroup cogroup
                        && !isSpreadAlike(cogroup, cogroup.parents().get(parent));
    }

    private void mapStage(Lineage reader, int index, JobRun run, StageEvaluator evaluator) {
        Lineage parent = reader.parents().get(index);
        Combiner combiner = reader instanceof Lineage.Shuffle shuffle ? shuffle.combiner() : Combiner.None.INSTANCE;
        Partitioner partitioner = Objects.requireNonNull(reader.partitioner());
        try {
            stores.shuffles().compute(reader, index, run::enterToWait, run::leave, () -> {
                @Nullable Object[] written = new @Nullable Object[parent.numPartitions()];
                List<MapOutput> outputs = new ArrayList<>(written.length);
                boolean complete = false;
                try {
                    StageWork work = evaluator.write(reader, parent, partitioner, combiner);
                    end(run, runTasks(run, work, p -> p, written, p -> JobListener.NO_INDEX));
                    complete = true;
                } finally {
                    for (Object each : StageWork.Parts.flat(written)) {
                        if (each instanceof MapOutput output) {
                            outputs.add(output);
                            if (!complete) {
                                stores.shuffles().discard(output);
                            }
                        }
                    }
                }
                return new ShuffleOutput(
                        outputs, partitioner.numPartitions(), run.job().codecs());
            });
        } catch (InterruptedException e) {
            // by a cancellation, or from outside: then it is one now
            run.interruptedWhileWaiting();
            run.throwIfOver();
        } catch (Exception e) {
            throw Sneaky.unchecked(e);
        }
    }

    // ---- the action

    /** Fills in the results that are missing. */
    private void runAction(Job<?> job, JobRun run, StageEvaluator evaluator, Progress progress) {
        @Nullable Object[] results = progress.results();
        List<Integer> wanted = job.partitions();
        StageWork work = evaluator.act(job.lineage(), job.action(), job.operator());
        int[] missing = progress.missing();
        if (missing.length == results.length) {
            endAction(run, runTasks(run, work, wanted::get, results, i -> i), results);
            return;
        }
        @Nullable Object[] found = new @Nullable Object[missing.length];
        try {
            StageRun stage = runTasks(run, work, i -> wanted.get(missing[i]), found, i -> missing[i]);
            if (stage.isLost()) {
                Arrays.fill(results, null);
            }
            endAction(run, stage, found);
        } finally {
            for (int i = 0; i < missing.length; i++) {
                results[missing[i]] = found[i];
            }
        }
    }

    /** What the tasks of a job that has failed have left is let go before anything is said of it: it may fill the heap. */
    private static void endAction(JobRun run, StageRun stage, @Nullable Object[] results) {
        if (stage.isLost()) {
            Arrays.fill(results, null);
        }
        end(run, stage);
    }

    // ---- any stage

    /** Runs the tasks; {@link #end} tells how the stage has ended. */
    private StageRun runTasks(
            JobRun run,
            StageWork work,
            IntUnaryOperator partitionOf,
            @Nullable Object[] results,
            IntUnaryOperator indexForListener) {
        int size = results.length;
        boolean worth = workers.count() > 0 && size > 0 && isWorthWaking(work, size, partitionOf);
        SplitTask[] splits = worth && run.isFirstPlan()
                ? Splitting.split(work, size, partitionOf, workers.count() + 1)
                : Splitting.NONE;
        StageRun stage =
                new StageRun(run, stageIds.getAndIncrement(), work, partitionOf, results, splits, indexForListener);
        stage.inOrder(order.of(stage.size()));
        TaskSet tasks = new TaskSet(stage.size(), workers.count() + 1, stage);
        stage.runs(tasks);
        run.job().listener().stageSubmitted(stage);
        run.noticeInterrupt();
        boolean shared = worth && stage.size() > 1;
        if (shared) {
            workers.offer(tasks, Math.min(stage.size() - 1, workers.count()));
        }
        try {
            tasks.help();
        } finally {
            if (shared) {
                tasks.await(run.onInterrupt());
                workers.withdraw(tasks);
            }
        }
        return stage;
    }

    private static void end(JobRun run, StageRun stage) {
        stage.noteEscaped();
        run.job().listener().stageCompleted(stage);
        run.throwIfOver();
    }

    private static boolean isWorthWaking(StageWork work, int size, IntUnaryOperator partitionOf) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double nanos = work.estimateNanos(partitionOf.applyAsInt(i));
            if (nanos < 0) {
                return true;
            }
            sum += nanos + TASK_NANOS;
            if (sum > WORTH_WAKING_NANOS) {
                return true;
            }
        }
        return false;
    }
}

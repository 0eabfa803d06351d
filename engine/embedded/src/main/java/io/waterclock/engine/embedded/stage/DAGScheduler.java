// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.shuffle.MapOutput;
import io.waterclock.engine.embedded.shuffle.OutputMissing;
import io.waterclock.engine.embedded.shuffle.ShuffleOutput;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Partitioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final int MAX_PLANS = 4;

    private final Workers workers;
    private final Stores stores;
    private final FunctionBinder binder;
    private final StageProfiles profiles;
    private final int attempts;
    private final NanoClock clock;
    private final ClassLoader loader;
    private final AtomicInteger stageIds = new AtomicInteger();

    /**
     * @param attempts how often a task is tried
     * @param clock times tasks, to tell short stages from long ones
     */
    public DAGScheduler(
            Workers workers,
            Stores stores,
            FunctionBinder binder,
            StageProfiles profiles,
            int attempts,
            NanoClock clock) {
        this.clock = clock;
        this.loader = Thread.currentThread().getContextClassLoader();
        this.workers = workers;
        this.stores = stores;
        this.binder = binder;
        this.profiles = profiles;
        this.attempts = attempts;
    }

    /** {@link io.waterclock.engine.JobRunner#run}. */
    public <R> List<R> run(Job<R> job) {
        int firstAttempt = 0;
        for (int plan = 1; ; plan++) {
            JobRun run = new JobRun(
                    job, attempts, firstAttempt, clock, loader, stores.memory().budget());
            try {
                runParents(job.lineage(), run, null);
                return runAction(job, run);
            } catch (OutputMissing e) {
                firstAttempt = run.reachedAttempt();
                if (plan >= MAX_PLANS + (long) attempts) {
                    throw new WaterclockException(
                            ErrorCode.INTERNAL,
                            job.operator() + ": what the job needs was dropped " + plan
                                    + " times while it ran; don't unpersist what running jobs read",
                            e);
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

    private void runParents(Lineage node, JobRun run, @Nullable Set<Lineage> seen) {
        Lineage at = node;
        // down a line of single parents without a set of what has been seen
        while (at.parents().size() == 1 && !(at instanceof Lineage.Shuffle) && !(at instanceof Lineage.CoGroup)) {
            if (isKept(at, run.job().marks())) {
                return;
            }
            at = at.parents().get(0);
        }
        if (at.parents().isEmpty() || isKept(at, run.job().marks())) {
            return;
        }
        Set<Lineage> visited = seen == null ? Collections.newSetFromMap(new IdentityHashMap<>()) : seen;
        if (!visited.add(at)) {
            return;
        }
        if (at instanceof Lineage.Shuffle shuffle) {
            if (stores.shuffles().get(shuffle, 0) == null) {
                runParents(shuffle.parent(), run, visited);
                mapStage(shuffle, 0, shuffle.parent(), shuffle.partitioner(), shuffle.combiner(), run);
            }
            return;
        }
        for (int i = 0; i < at.parents().size(); i++) {
            Lineage parent = at.parents().get(i);
            if (at instanceof Lineage.CoGroup cogroup && !isSpreadAlike(cogroup, parent)) {
                if (stores.shuffles().get(cogroup, i) == null) {
                    runParents(parent, run, visited);
                    mapStage(cogroup, i, parent, cogroup.partitioner(), Combiner.None.INSTANCE, run);
                }
            } else {
                runParents(parent, run, visited);
            }
        }
    }

    private boolean isKept(Lineage node, Marks marks) {
        return marks.any()
                && marks.storageLevel(node).isValid()
                && stores.cache().hasAll(node);
    }

    private void mapStage(
            Lineage reader, int index, Lineage parent, Partitioner partitioner, Combiner combiner, JobRun run) {
        try {
            stores.shuffles().compute(reader, index, run::enterToWait, run::leave, () -> {
                @Nullable Object[] written = new @Nullable Object[parent.numPartitions()];
                List<MapOutput> outputs = new ArrayList<>(written.length);
                boolean complete = false;
                try {
                    StageWork work = evaluator(run).write(parent, partitioner, combiner, reader.operator());
                    runStage(run, work, p -> p, written);
                    complete = true;
                } finally {
                    for (Object each : written) {
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

    @SuppressWarnings("unchecked")
    private <R> List<R> runAction(Job<R> job, JobRun run) {
        List<Integer> wanted = job.partitions();
        @Nullable Object[] results = new @Nullable Object[wanted.size()];
        runStage(run, evaluator(run).act(job.lineage(), job.action(), job.operator()), wanted::get, results);
        return (List<R>) Arrays.asList(results);
    }

    private StageEvaluator evaluator(JobRun run) {
        return new StageEvaluator(
                stores, binder, profiles, run.job().marks(), run.job().codecs());
    }

    // ---- any stage

    private void runStage(JobRun run, StageWork work, IntUnaryOperator partitionOf, @Nullable Object[] results) {
        int stageId = stageIds.getAndIncrement();
        int size = results.length;
        int numPartitions = work.top().numPartitions();
        TaskSet tasks = new TaskSet(size, new TaskSet.Body() {
            @Override
            public void join() {
                run.enter();
            }

            @Override
            public void run(int index) {
                int partition = partitionOf.applyAsInt(index);
                try {
                    results[index] = run.runTask(stageId, partition, numPartitions, task -> work.run(partition, task));
                } catch (Throwable t) {
                    run.escaped(t, partition);
                }
            }

            @Override
            public void leave() {
                run.leave();
            }
        });
        run.noticeInterrupt();
        boolean shared = size > 1 && workers.count() > 0 && isWorthWaking(work, size, partitionOf);
        if (shared) {
            workers.offer(tasks, Math.min(size - 1, workers.count()));
        }
        tasks.help();
        if (shared) {
            tasks.await(run::noticeInterrupt);
            workers.withdraw(tasks);
        }
        run.throwIfOver();
    }

    private static boolean isWorthWaking(StageWork work, int size, IntUnaryOperator partitionOf) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double nanos = work.estimateNanos(partitionOf.applyAsInt(i));
            if (nanos < 0) {
                return true;
            }
            sum += nanos;
            if (sum > WORTH_WAKING_NANOS) {
                return true;
            }
        }
        return false;
    }
}

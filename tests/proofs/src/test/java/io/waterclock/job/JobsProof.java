// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.LocalListSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@link Jobs}, {@link RunningJob}, {@link ActionContext} and {@link AsyncAction}: no job and no action outlives the stop of its context unseen. */
class JobsProof {
    private static final Operator OPERATOR = Operator.here("proof");
    private static final Lineage NODE = new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1), 1));
    private static final Codecs CODECS = new Codecs();

    /** Looks at each job that comes to it. */
    private static final class Watching implements Engine {
        private final Consumer<Job<?>> look;

        Watching(Consumer<Job<?>> look) {
            this.look = look;
        }

        @Override
        public <R> List<R> run(Job<R> job) {
            look.accept(job);
            return List.of();
        }

        @Override
        public int defaultParallelism() {
            return 1;
        }

        @Override
        public boolean sharesMemory() {
            return true;
        }

        @Override
        public void unpersist(Lineage node, boolean blocking) {}

        @Override
        public List<Integer> secure(Lineage node) {
            return List.of();
        }

        @Override
        public StateVersions states() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static Jobs jobs(Consumer<Job<?>> look) {
        return new Jobs(new Watching(look), Marks.NONE, CODECS, () -> 0, node -> {});
    }

    /** Were it looked for a stop outside of the monitor alone, a job could begin after it. */
    @Test
    void jobThatComesWithTheStop_isRefusedOrCancelled() {
        play(() -> {
            AtomicBoolean stopped = new AtomicBoolean();
            Jobs jobs = jobs(job -> expect(
                    !stopped.get() || job.cancellation().isCancelled(), "runs after the stop, and nobody has told it"));
            run(() -> refusedOrRun(jobs), () -> {
                jobs.stop();
                stopped.set(true);
            });
            expect(jobs.getActiveJobIds().length == 0, "a job is left");
        });
    }

    private static void refusedOrRun(Jobs jobs) {
        try {
            runJob(jobs);
        } catch (WaterclockException e) {
            expect(e.code() == ErrorCode.CONTEXT_STOPPED, e.toString());
        }
    }

    private static void runJob(Jobs jobs) {
        jobs.run(jobs.nextId(), NODE, List.of(0), new Action.Count(), OPERATOR, Map.of(), new Cancellation(), null);
    }

    /** Without the monitor of the list one of the jobs is lost, or stays in it. */
    @Test
    void jobsThatRunAtOnce_areAllKnown() {
        playLong(() -> {
            Jobs[] jobs = new Jobs[1];
            jobs[0] = jobs(job -> expect(
                    Arrays.stream(jobs[0].getActiveJobIds()).anyMatch(id -> id == job.id()), "a job isn't known"));
            run(() -> runJob(jobs[0]), () -> runJob(jobs[0]));
            expect(jobs[0].getActiveJobIds().length == 0, "a job is left");
        });
    }

    /** The same task of an action ends well twice, since the job was planned again: it is taken once. Without the monitor, twice. */
    @Test
    void resultOfAPartition_isTakenOnce() {
        Job<Long> job = new Job<>(
                0, NODE, List.of(0), new Action.Count(), OPERATOR, Marks.NONE, new Cancellation(), Map.of(), CODECS);
        TaskContext task = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        playLong(() -> {
            AtomicInteger taken = new AtomicInteger();
            RunningJob running = new RunningJob(
                    0, Map.of(), job.cancellation(), () -> 0, (index, result) -> taken.incrementAndGet());
            run(() -> running.taskSucceeded(task, 0, 1L), () -> running.taskSucceeded(task, 0, 1L));
            expect(taken.get() == 1, "taken " + taken + " times");
        });
    }

    private static AsyncAction<Integer> action(Jobs jobs, AtomicInteger runs) {
        return new AsyncAction<>(new ActionContext(null, jobs, OPERATOR, Map.of()), context -> runs.incrementAndGet());
    }

    /** Either it runs and has a result, or it is given up and doesn't run. Were it not claimed, it could do both. */
    @Test
    void actionThatIsGivenUp_doesNotRun() {
        Jobs jobs = jobs(job -> {});
        playLong(() -> {
            AtomicInteger runs = new AtomicInteger();
            AsyncAction<Integer> action = action(jobs, runs);
            run(action::run, () -> action.giveUp(() -> new IllegalStateException("stopped")));
            expect(action.isDone(), "it has no end");
            expect(action.isCompletedExceptionally() == (runs.get() == 0), "given up, and run " + runs + " times");
        });
    }

    /** Whoever comes first: cancelled or done, and where it is cancelled its jobs are told. */
    @Test
    void actionThatIsCancelled_tellsItsJobs() {
        Jobs jobs = jobs(job -> {});
        playLong(() -> {
            AtomicInteger runs = new AtomicInteger();
            ActionContext context = new ActionContext(null, jobs, OPERATOR, Map.of());
            AsyncAction<Integer> action = new AsyncAction<>(context, ignored -> runs.incrementAndGet());
            boolean[] cancelled = new boolean[1];
            run(action::run, () -> cancelled[0] = action.cancel(true));
            expect(action.isCancelled() == cancelled[0], "the caller was told otherwise");
            expect(context.cancellation().isCancelled() == cancelled[0], "its jobs were told otherwise");
            expect(cancelled[0] || runs.get() == 1, "neither cancelled nor run");
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** {@link JobRun}: a job that ends early interrupts who works for it then, and nobody afterwards; its first failure stays. */
class JobRunProof {
    private static final Operator OPERATOR = Operator.here("proof");
    private static final Lineage NODE = new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1), 1));
    private static final Codecs CODECS = new Codecs();

    private static final MemoryBudget BUDGET = new MemoryBudget(1_000, 0.5, (counted, more) -> false);
    private static final EngineMemory MEMORY =
            new EngineMemory(BUDGET, new Slabs(BUDGET), new LocalFiles(List.of()), new SizeEstimator());

    private static JobRun job(Cancellation cancellation) {
        Job<Long> job = new Job<>(
                0, NODE, List.of(0), new Action.Count(), OPERATOR, Marks.NONE, cancellation, Map.of(), CODECS);
        return new JobRun(
                job,
                1,
                new Progress(1, new JobFunctions(new FunctionBinder(false), job)),
                () -> 0,
                JobRunProof.class.getClassLoader(),
                MEMORY,
                new AtomicLong());
    }

    /**
     * A thread works for the job while it is cancelled. Without the monitor it may be passed over, and go on in a function that blocks; or be
     * interrupted after it has left, in the work of another job.
     */
    @Test
    void threadThatWorksForACancelledJob_isInterrupted_andNotAfterwards() {
        play(() -> {
            Cancellation cancellation = new Cancellation();
            AtomicBoolean cancelled = new AtomicBoolean();
            JobRun job = job(cancellation);
            run(
                    () -> {
                        job.enter();
                        boolean works = !job.isOver();
                        if (works && cancelled.get()) {
                            expect(Thread.currentThread().isInterrupted(), "nobody has interrupted it");
                        }
                        job.leave();
                        expect(!Thread.currentThread().isInterrupted(), "interrupted for good");
                    },
                    () -> {
                        cancellation.cancel("why");
                        cancelled.set(true);
                    });
        });
    }

    /** Two tasks fail at once: the error is one of theirs, with its own partition. */
    @Test
    void firstFailure_stays() {
        play(() -> {
            JobRun job = job(new Cancellation());
            String[] seen = new String[2];
            run(() -> seen[0] = failed(job, 1), () -> seen[1] = failed(job, 2));
            expect(seen[0].equals(seen[1]), seen[0] + ", then " + seen[1]);
        });
    }

    private static String failed(JobRun job, int partition) {
        job.escaped(new StackOverflowError("of " + partition), partition);
        try {
            job.throwIfOver();
            return "nothing";
        } catch (StackOverflowError e) {
            return String.valueOf(e.getMessage());
        }
    }
}

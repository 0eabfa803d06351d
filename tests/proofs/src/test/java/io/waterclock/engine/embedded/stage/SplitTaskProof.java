// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.engine.embedded.task.End;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link SplitTask} and {@link StageRun}: an attempt in parts begins once and ends once, whoever comes last. */
class SplitTaskProof {
    private static final Operator OPERATOR = Operator.here("proof");
    private static final Lineage NODE = new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1, 2), 1));
    private static final Codecs CODECS = new Codecs();
    private static final MemoryBudget BUDGET = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
    private static final EngineMemory MEMORY =
            new EngineMemory(BUDGET, new Slabs(BUDGET), new LocalFiles(List.of()), new SizeEstimator());
    private static final Stores STORES = new Stores(MEMORY);
    private static final StageProfiles PROFILES = new StageProfiles(Long.MAX_VALUE, 10, Runnable::run);

    /** A stage of one partition, in two parts. */
    private static final class Scene {
        private final Job<Long> job = new Job<>(
                0, NODE, List.of(0), new Action.Count(), OPERATOR, Marks.NONE, new Cancellation(), Map.of(), CODECS);
        private final JobFunctions functions = new JobFunctions(new FunctionBinder(false), job);
        private final AtomicLong attempts = new AtomicLong();
        private final JobRun run = new JobRun(
                job, 1, new Progress(1, functions), () -> 0, SplitTaskProof.class.getClassLoader(), MEMORY, attempts);
        private final AtomicInteger joins = new AtomicInteger();
        private final AtomicInteger discards = new AtomicInteger();
        private final @Nullable Object[] results = new @Nullable Object[1];
        private final SplitTask split = new SplitTask(0, 0, 2, 2);
        private final StageRun stage;

        /** @param failing the record that fails */
        Scene(int failing) {
            StageEvaluator evaluator = new StageEvaluator(STORES, functions, PROFILES, Marks.NONE, CODECS);
            StageWork work = new StageWork(evaluator, NODE, End.COUNT, OPERATOR, null) {
                @Override
                Object run(StageEvaluator.Chained chained, Task task) throws Exception {
                    task.context().taskAttemptId();
                    ChunkReader in = chained.in();
                    expect(in.next(1), "a part without records");
                    Object record = in.array[in.from];
                    if (record.equals(failing)) {
                        throw new IllegalStateException("record " + failing);
                    }
                    return record;
                }

                @Override
                Object join(@Nullable Object[] parts) {
                    joins.incrementAndGet();
                    return List.of(parts);
                }

                @Override
                void discard(Object result) {
                    discards.incrementAndGet();
                }
            };
            stage = new StageRun(run, 0, work, i -> i, results, new SplitTask[] {split}, i -> i);
        }

        void part(int task) {
            stage.run(task);
        }
    }

    /** Were it counted by reading and writing, both would end it, or neither. Without the monitor it would begin twice. */
    @Test
    void parts_areJoinedOnce() {
        playLong(() -> {
            Scene fresh = new Scene(-1);
            run(() -> fresh.part(0), () -> fresh.part(1));
            expect(fresh.joins.get() == 1, "joined " + fresh.joins + " times");
            expect(fresh.results[0] instanceof List<?> all && all.size() == 2, "a part is missing");
            expect(fresh.attempts.get() == 1, fresh.attempts + " attempts");
        });
    }

    /** One part fails: the attempt does, once, and what the other has made is let go. */
    @Test
    void partThatFails_failsTheAttempt() {
        playLong(() -> {
            Scene fresh = new Scene(2);
            run(() -> fresh.part(0), () -> fresh.part(1));
            expect(fresh.joins.get() == 0 && fresh.results[0] == null, "it has a result");
            expect(fresh.discards.get() == 1, fresh.discards + " let go");
            expect(fresh.stage.numFailedTasks() == 1, "failed " + fresh.stage.numFailedTasks() + " times");
            expect(fresh.run.isOver(), "the job goes on");
        });
    }

    /** Without the monitor of the counters one of the failures isn't counted. */
    @Test
    void failedAttempts_areCounted() {
        playLong(() -> {
            Scene fresh = new Scene(-1);
            run(fresh.stage::attemptFailed, fresh.stage::attemptFailed);
            expect(fresh.stage.numFailedTasks() == 2, "counted " + fresh.stage.numFailedTasks());
        });
    }
}

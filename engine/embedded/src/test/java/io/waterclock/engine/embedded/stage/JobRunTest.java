// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.engine.embedded.task.End;
import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.LocalListSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobRunTest {
    private final Job<Long> job = new Job<>(
            0,
            new Lineage.Source(Operator.of("parallelize"), LocalListSource.of("parallelize", List.of(1, 2), 1)),
            List.of(0),
            new Action.Count(),
            Operator.of("count"),
            Marks.NONE,
            new Cancellation(),
            Map.of(),
            new Codecs());

    private final MemoryBudget budget = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
    private final JobFunctions functions = new JobFunctions(new FunctionBinder(false), job);
    private final JobRun run = run(1);

    private final List<String> heard = new ArrayList<>();

    private JobRun run(int attempts) {
        return new JobRun(
                job,
                attempts,
                new Progress(1, functions),
                NanoClock.system(),
                JobRunTest.class.getClassLoader(),
                new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator()),
                new AtomicLong());
    }

    @AfterEach
    void forgetTheTask() {
        TaskContext.set(null);
        run.end();
    }

    @Test
    void attemptWhoseResultCanNotBeDiscarded_failsWithWhyItWasToBe_andItsListenersHear() {
        TaskContext context = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        listen(context);
        JobRun.Body body = new JobRun.Body() {
            @Override
            public Object run(Task task) {
                task.atEnd(() -> {
                    throw new IllegalStateException("can't close");
                });
                return "result";
            }

            @Override
            public void discard(Object result) {
                throw new IllegalStateException("can't discard the " + result);
            }
        };
        assertFailed(
                catchThrowable(() -> run.attempt(context, () -> false, body)),
                "can't close",
                "can't discard the result");
        assertThat(heard).containsExactly("failed: can't close", "ended");
    }

    @Test
    void functionAndClosingThatBothFail_areToldOnceEach() {
        TaskContext context = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        List<Throwable> told = new ArrayList<>();
        context.addTaskFailureListener((task, failure) -> told.add(failure));
        JobRun.Body body = task -> {
            task.atEnd(() -> {
                throw new IllegalStateException("can't close");
            });
            throw OperatorFailure.of(job.operator(), 0, new IllegalStateException("can't map"));
        };
        told.add(catchThrowable(() -> run.attempt(context, () -> false, body)));
        assertThat(told).hasSize(2).allSatisfy(failure -> {
            assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("can't close");
        });
    }

    @Test
    void errorOfOurs_thatAFunctionThrows_keepsWhatFailsAfterIt() {
        WaterclockException ofOurs = new WaterclockException(ErrorCode.CODEC_MISSING, "no codec");
        TaskContext context = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        List<Throwable> told = new ArrayList<>();
        context.addTaskFailureListener((task, failure) -> told.add(failure));
        JobRun.Body body = task -> {
            task.atEnd(() -> {
                throw new IllegalStateException("can't close");
            });
            throw OperatorFailure.of(job.operator(), 0, ofOurs);
        };
        Throwable thrown = catchThrowable(() -> run.attempt(context, () -> false, body));
        assertThat(thrown).hasCause(ofOurs);
        assertThat(told).containsExactly(ofOurs);
        run.escaped(thrown, 0);
        assertThat(catchThrowable(run::throwIfOver)).isSameAs(ofOurs);
        assertFailed(ofOurs, ofOurs.getMessage(), "can't close");
    }

    /** An exception can't suppress itself. */
    @Test
    void listenerThatThrowsTheCauseOfTheFailure_doesNotHideIt() {
        OutOfMemoryError full = new OutOfMemoryError("full");
        TaskContext context = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        context.addTaskFailureListener((task, failure) -> {
            throw full;
        });
        JobRun.Body body = task -> {
            throw full;
        };
        assertThat(catchThrowable(() -> run.attempt(context, () -> false, body)))
                .isSameAs(full)
                .hasNoSuppressedExceptions();
    }

    @Test
    void listenersOfATask_whoseInputWasDropped_hearAnErrorOfOurs() {
        TaskContext context = new TaskContext(job, 0, 0, 1, 0, new AtomicLong());
        List<Throwable> told = new ArrayList<>();
        context.addTaskFailureListener((task, failure) -> told.add(failure));
        JobRun.Body body = task -> {
            throw new OutputMissing();
        };
        assertThat(catchThrowable(() -> run.attempt(context, () -> false, body)))
                .isInstanceOf(OutputMissing.class);
        assertThat(told).singleElement().isInstanceOfSatisfying(WaterclockException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.JOB_CANCELLED);
            assertThat(failure)
                    .hasMessageStartingWith("count at ")
                    .hasMessageEndingWith(
                            " was cancelled: what the task reads was dropped while its job ran; the job is"
                                    + " planned again");
        });
    }

    @Test
    @Timeout(180)
    void lack_interruptsNobody_andGivesWayToAFailureOfItsOwn() throws Exception {
        AtomicInteger phase = new AtomicInteger();
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Thread member = new Thread(() -> {
            run.enter();
            for (int next = 1; next <= 2; next++) {
                phase.incrementAndGet();
                while (phase.get() < 2 * next) {
                    Thread.onSpinWait();
                }
                interrupted.add(Thread.currentThread().isInterrupted());
            }
            run.leave();
        });
        member.setDaemon(true);
        member.start();
        List<Throwable> failures = List.of(new OutputMissing(), new IllegalStateException("why"));
        for (int i = 0; i < failures.size(); i++) {
            while (phase.get() < 2 * i + 1) {
                Thread.onSpinWait();
            }
            run.escaped(failures.get(i), 0);
            phase.incrementAndGet();
        }
        member.join();
        assertThat(interrupted).containsExactly(false, true);
        assertThat(catchThrowable(run::throwIfOver)).hasStackTraceContaining("why");
    }

    /** Even where tasks are not: it waits in the engine, for a stage of another job's, which may take long. */
    @Test
    @Timeout(180)
    void cancelledJob_interruptsAThreadThatOnlyWaits() throws Exception {
        Job<Long> gentle = new Job<>(
                1,
                job.lineage(),
                job.partitions(),
                job.action(),
                job.operator(),
                Marks.NONE,
                new Cancellation(),
                Map.of(Job.INTERRUPT_ON_CANCEL, "false"),
                new Codecs());
        JobRun waitedFor = new JobRun(
                gentle,
                1,
                new Progress(1, functions),
                NanoClock.system(),
                JobRunTest.class.getClassLoader(),
                new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator()),
                new AtomicLong());
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread waits = new Thread(() -> {
            waitedFor.enterToWait();
            entered.countDown();
            try {
                waiting.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            waitedFor.leave();
        });
        List<Boolean> disturbed = new CopyOnWriteArrayList<>();
        Thread works = new Thread(() -> {
            waitedFor.enter();
            entered.countDown();
            try {
                working.await();
            } catch (InterruptedException e) {
                disturbed.add(true);
            }
            disturbed.add(Thread.currentThread().isInterrupted());
            waitedFor.leave();
        });
        waits.start();
        works.start();
        entered.await();
        gentle.cancellation().cancel("no longer wanted");
        interrupted.await();
        working.countDown();
        waits.join();
        works.join();
        assertThat(disturbed).containsExactly(false);
        waitedFor.end();
    }

    @Test
    void interruptOfTheCaller_afterALack_endsTheJob() {
        run.escaped(new OutputMissing(), 0);
        Throwable interruption = catchThrowable(() -> {
            Thread.currentThread().interrupt();
            new CountDownLatch(1).await();
        });
        run.noticeInterruption(interruption);
        assertThat(catchThrowable(run::throwIfOver))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_CANCELLED));
        run.end();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void attemptsOfTasksThatEndWell_areNotTakenFromOthers() {
        JobRun tried = run(3);
        tried.enter();
        try {
            StageRun stage = stage(tried);
            List<String> failures = new ArrayList<>(List.of("once"));
            assertThat(tried.runTask(stage, 0, 0, task -> {
                        if (!failures.isEmpty()) {
                            throw new IllegalStateException(failures.remove(0));
                        }
                        return "well";
                    }))
                    .isEqualTo("well");
            assertThat(tried.runTask(stage, 0, 0, task -> {
                        throw new OutputMissing();
                    }))
                    .isNull();
            assertThat(tried.reachedAttempt()).isZero();
        } finally {
            tried.leave();
            tried.end();
        }
    }

    @Test
    void attemptThatLacksWhatTheOneBeforeItHasSpoilt_isTheOneToGoOnWith() {
        JobRun tried = run(3);
        tried.enter();
        try {
            List<RuntimeException> failures =
                    new ArrayList<>(List.of(new IllegalStateException("spoils"), new OutputMissing()));
            assertThat(tried.runTask(stage(tried), 0, 0, task -> {
                        throw failures.remove(0);
                    }))
                    .isNull();
            assertThat(tried.reachedAttempt()).isOne();
        } finally {
            tried.leave();
            tried.end();
        }
    }

    @Test
    void lack_isKnownInTheExceptionOfAFunction() {
        OutputMissing lack = new OutputMissing();
        assertThat(OperatorFailure.of(job.operator(), 3, new IllegalStateException(new IllegalArgumentException(lack))))
                .isSameAs(lack);
        IllegalStateException round = new IllegalStateException();
        round.initCause(new IllegalArgumentException(round));
        assertThat(OperatorFailure.of(job.operator(), 3, round)).hasCause(round);
    }

    @Test
    void lackOfAnotherJob_isAFailureOfTheFunction() {
        WaterclockException ofAnother =
                new WaterclockException(ErrorCode.INTERNAL, "of another job", new OutputMissing());
        IllegalStateException thrown = new IllegalStateException(ofAnother);
        assertThat(OperatorFailure.of(job.operator(), 3, thrown)).hasCause(thrown);
    }

    /** It would count as done, and what it hasn't read would be lost. */
    @Test
    void functionThatKeepsALackOrItsGivingUpForItself_hasNotEndedWell() {
        List<JobRun.Body> bodies = List.of(
                task -> catchThrowable(() -> {
                    throw new OutputMissing();
                }),
                task -> {
                    run.escaped(new OutputMissing(), 0);
                    assertThat(OutputMissing.takeLast()).isNotNull();
                    return catchThrowable(task::checkCancelled);
                });
        for (JobRun.Body body : bodies) {
            JobRun tried = body == bodies.get(0) ? run(2) : run;
            tried.enter();
            try {
                assertThat(tried.runTask(stage(tried), 0, 0, body)).isNull();
                assertThat(catchThrowable(tried::throwIfOver)).isInstanceOf(OutputMissing.class);
            } finally {
                tried.leave();
            }
        }
        assertThat(OutputMissing.takeLast()).isNull();
    }

    @Test
    void lackFromBeforeAnAttempt_isNotTheAttempts() {
        assertThat(new OutputMissing()).isNotNull();
        run.enter();
        try {
            assertThat(run.runTask(stage(run), 0, 0, task -> "well")).isEqualTo("well");
        } finally {
            run.leave();
        }
    }

    @Test
    void givingUp_isKnownInTheExceptionOfAFunction_onceTheJobIsOver() {
        for (boolean isOver : List.of(true, false)) {
            JobRun tried = run(1);
            tried.enter();
            try {
                assertThat(tried.runTask(stage(tried), 0, 0, task -> {
                            if (isOver) {
                                tried.escaped(new OutputMissing(), 0);
                            }
                            throw OperatorFailure.of(
                                    job.operator(), 0, new IllegalStateException(new Task.TaskCancelled()));
                        }))
                        .isNull();
                assertThat(catchThrowable(tried::throwIfOver))
                        .isInstanceOf(isOver ? OutputMissing.class : WaterclockException.class);
            } finally {
                tried.leave();
                tried.end();
            }
        }
    }

    private StageRun stage(JobRun of) {
        Stores stores =
                new Stores(new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator()));
        StageEvaluator evaluator = new StageEvaluator(
                stores, functions, new StageProfiles(Long.MAX_VALUE, 10, Runnable::run), Marks.NONE, job.codecs());
        StageWork work = evaluator.act(job.lineage(), job.action(), job.operator());
        return new StageRun(of, 0, work, i -> i, new Object[1], new SplitTask[0], i -> i);
    }

    private void listen(TaskContext context) {
        context.addTaskFailureListener(
                (task, failure) -> heard.add("failed: " + failure.getCause().getMessage()));
        context.addTaskCompletionListener(task -> heard.add("ended"));
    }

    /** Its second part fails, and the result of the first is in the way. */
    @Test
    void attemptInParts_whoseResultsCanNotBeDiscarded_failsWithWhyTheyWereToBe_andItsListenersHear() {
        try (LocalFiles files = new LocalFiles(List.of())) {
            Stores stores = new Stores(new EngineMemory(budget, new Slabs(budget), files, new SizeEstimator()));
            StageEvaluator evaluator = new StageEvaluator(
                    stores, functions, new StageProfiles(Long.MAX_VALUE, 10, Runnable::run), Marks.NONE, job.codecs());
            StageWork work = new StageWork(evaluator, job.lineage(), End.COUNT, job.operator(), null) {
                @Override
                Object run(StageEvaluator.Chained chained, Task task) {
                    if (heard.isEmpty()) {
                        heard.add("begun");
                        listen(task.context());
                        return "first part";
                    }
                    throw new IllegalStateException("can't count");
                }

                @Override
                void discard(Object result) {
                    throw new IllegalStateException("can't discard the " + result);
                }
            };
            SplitTask split = new SplitTask(0, 0, 2, 2);
            StageRun stage = new StageRun(run, 0, work, i -> i, new Object[1], new SplitTask[] {split}, i -> i);
            split.run(0, run, stage, work);
            split.run(1, run, stage, work);
            assertThat(split.end(run, stage, work)).isNull();
        }
        assertThat(heard).containsExactly("begun", "failed: can't count", "ended");
        assertFailed(catchThrowable(run::throwIfOver).getCause(), "can't count", "can't discard the first part");
    }

    private static void assertFailed(Throwable failure, String why, String suppressed) {
        assertThat(failure).hasMessage(why);
        assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).containsExactly(suppressed);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.EngineAbility.RETRIES_TASKS;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.JobExecutionStatus;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.WaterclockStageInfo;
import io.waterclock.WaterclockStatusTracker;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an engine tells of a job while it runs, and what a task knows of itself. */
@NullUnmarked
interface ProgressContract extends EngineContract {

    /** Notes all that it hears. */
    final class Heard implements JobListener {
        final List<String> stages = new ArrayList<>();
        final List<String> tasks = Collections.synchronizedList(new ArrayList<>());
        final List<Object> results = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void stageSubmitted(Stage stage) {
            stages.add("submitted " + stage.operator().name() + " " + stage.numTasks() + " tasks");
        }

        @Override
        public void stageCompleted(Stage stage) {
            stages.add("completed " + stage.operator().name() + " " + stage.numCompletedTasks() + " done "
                    + stage.numFailedTasks() + " failed " + stage.numActiveTasks() + " active");
        }

        @Override
        public void taskStarted(TaskContext task) {
            tasks.add("started " + task.partitionId() + "/" + task.attemptNumber());
        }

        @Override
        public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
            tasks.add("succeeded " + task.partitionId() + "/" + task.attemptNumber());
            if (index != NO_INDEX) {
                results.add(index + "=" + result);
            }
        }

        @Override
        public void taskFailed(TaskContext task, Throwable failure) {
            tasks.add("failed " + task.partitionId() + "/" + task.attemptNumber());
        }
    }

    private static <R> List<R> run(
            WaterclockContext wc, Lineage lineage, List<Integer> partitions, Action<R> action, JobListener heard) {
        return wc.engine()
                .run(new Job<>(
                        7,
                        lineage,
                        partitions,
                        action,
                        Programs.at("count", 3),
                        Marks.NONE,
                        new Cancellation(),
                        Map.of(),
                        wc.codecs(),
                        heard));
    }

    @Test
    default void stagesAndTasksAreTold_inOrder() {
        try (WaterclockContext wc = open(2)) {
            Heard heard = new Heard();
            Lineage sums = wc.parallelize(range(0, 30), 3)
                    .mapToPair(x -> pair(x % 4, x))
                    .reduceByKey(Integer::sum, 2)
                    .lineage();
            assertThat(run(wc, sums, List.of(1, 0), new Action.Count(), heard)).containsExactly(2L, 2L);
            assertThat(heard.stages.stream().filter(told -> told.contains("reduceByKey")))
                    .containsExactly("submitted reduceByKey 3 tasks", "completed reduceByKey 3 done 0 failed 0 active");
            assertThat(heard.stages.stream().filter(told -> told.contains("count")))
                    .containsExactly("submitted count 2 tasks", "completed count 2 done 0 failed 0 active");
            assertThat(heard.results).containsExactlyInAnyOrder("0=2", "1=2");
            assertThat(heard.tasks.stream().filter(told -> told.startsWith("started")))
                    .hasSize(5);
            assertThat(heard.tasks.stream().filter(told -> told.startsWith("succeeded")))
                    .hasSize(5);
        }
    }

    @Test
    default void resultOfAPartition_isHeardBeforeTheOthersAreThere() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            JobListener heard = new JobListener() {
                @Override
                public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
                    probe.saw(index);
                    probe.open("one is there");
                }
            };
            Lineage lineage = wc.parallelize(range(0, 2), 2)
                    .filter(x -> {
                        if (x == 1) {
                            probe.await("one is there");
                        }
                        return true;
                    })
                    .lineage();
            assertThat(run(wc, lineage, List.of(0, 1), new Action.Count(), heard))
                    .containsExactly(1L, 1L);
            assertThat(probe.seen()).containsExactly(0, 1);
        }
    }

    @Test
    default void failedAttempts_areTold() {
        int attempts = can(RETRIES_TASKS) ? 3 : 1;
        try (WaterclockContext wc = new WaterclockContext(conf(2, attempts))) {
            Heard heard = new Heard();
            Lineage lineage = wc.parallelize(List.of(1), 1)
                    .filter(x -> {
                        throw new IllegalStateException("no");
                    })
                    .lineage();
            assertThat(failureOf(() -> run(wc, lineage, List.of(0), new Action.Count(), heard))
                            .code())
                    .isEqualTo(ErrorCode.FUNCTION_FAILED);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < attempts; i++) {
                expected.add("started 0/" + i);
                expected.add("failed 0/" + i);
            }
            assertThat(heard.tasks).isEqualTo(expected);
            assertThat(heard.stages)
                    .containsExactly(
                            "submitted count 1 tasks", "completed count 0 done " + attempts + " failed 0 active");
        }
    }

    @Test
    default void listenerThatFails_failsTheJob() {
        try (WaterclockContext wc = open(2)) {
            JobListener broken = new JobListener() {
                @Override
                public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
                    throw new WaterclockException(ErrorCode.FUNCTION_FAILED, "can't take it");
                }
            };
            Lineage lineage = wc.parallelize(range(0, 4), 2).lineage();
            assertThat(failureOf(() -> run(wc, lineage, List.of(0, 1), new Action.Count(), broken)))
                    .hasMessage("can't take it");
            assertThat(wc.parallelize(range(0, 4), 2).count()).isEqualTo(4);
        }
    }

    @Test
    default void listenersOfATask_areCalledAtItsEnd_theLastFirst() {
        try (WaterclockContext wc = open(1)) {
            Probe probe = Probe.create();
            wc.parallelize(List.of(1), 1).foreach(x -> {
                TaskContext task = TaskContext.get();
                task.addTaskCompletionListener(done -> probe.saw("first " + done.isCompleted() + done.isFailed()));
                task.addTaskCompletionListener(done -> probe.saw("second"));
                task.addTaskFailureListener((failed, error) -> probe.saw("never"));
                probe.saw("body " + task.isCompleted());
            });
            assertThat(probe.seen()).containsExactly("body false", "second", "first truefalse");
        }
    }

    @Test
    default void listenersOfAFailedTask_hearOfTheFailureFirst() {
        try (WaterclockContext wc = open(1)) {
            Probe probe = Probe.create();
            failureOf(() -> wc.parallelize(List.of(1), 1).foreach(x -> {
                TaskContext task = TaskContext.get();
                task.addTaskCompletionListener(done -> probe.saw("completed " + done.isFailed()));
                task.addTaskFailureListener((failed, error) -> probe.saw("failed"));
                throw new IllegalStateException("no");
            }));
            assertThat(probe.seen()).containsExactly("failed", "completed true");
        }
    }

    /** With one thread: with several the place of an action is known to the calling thread alone. */
    @Test
    default void listenersOfAFailure_hearWhatTheProgramIsThrown() {
        try (WaterclockContext wc = open(1)) {
            RDD<Integer> one = wc.parallelize(List.of(1), 1);
            for (ThrowingCallable job : List.<ThrowingCallable>of(
                    () -> one.map(ProgressContract::failAndListen).count(),
                    () -> one.mapToPair(x -> pair(failAndListen(x), x))
                            .reduceByKey(Integer::sum)
                            .count(),
                    () -> one.distinct().filter(x -> failAndListen(x) == x).count(),
                    () -> one.foreach(ProgressContract::failAndListen),
                    () -> one.foreachPartition(records -> failAndListen(0)))) {
                LISTENED.clear();
                WaterclockException failure = failureOf(job);
                assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
                assertThat(LISTENED).singleElement().isInstanceOfSatisfying(WaterclockException.class, heard -> {
                    assertThat(heard.code()).isEqualTo(failure.code());
                    assertThat(heard).hasMessage(failure.getMessage()).hasCause(failure.getCause());
                });
                assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("can't listen");
            }
        }
    }

    List<Throwable> LISTENED = Collections.synchronizedList(new ArrayList<>());

    private static int failAndListen(int x) {
        TaskContext.get().addTaskFailureListener((task, failure) -> {
            LISTENED.add(failure);
            throw new IllegalStateException("can't listen");
        });
        throw new IllegalStateException("no " + x);
    }

    /** On a worker too, where the place of an action isn't known. */
    @Test
    default void jobListener_hearsTheFailure_asTheProgramIsThrownIt() {
        try (WaterclockContext wc = open(2)) {
            List<Throwable> heard = Collections.synchronizedList(new ArrayList<>());
            JobListener listener = new JobListener() {
                @Override
                public void taskFailed(TaskContext task, Throwable failure) {
                    heard.add(failure);
                }
            };
            Lineage failing = wc.parallelize(range(0, 16), 16)
                    .map(x -> {
                        throw new IllegalStateException("no " + x);
                    })
                    .lineage();
            WaterclockException failure = failureOf(() -> run(wc, failing, range(0, 16), new Action.Count(), listener));
            assertThat(heard)
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each)
                            .isInstanceOfSatisfying(
                                    WaterclockException.class,
                                    told -> assertThat(told.code())
                                            .isIn(ErrorCode.FUNCTION_FAILED, ErrorCode.JOB_CANCELLED)));
            assertThat(heard).extracting(Throwable::getMessage).contains(failure.getMessage());
        }
    }

    @Test
    default void completionListenerThatFails_failsTheTask_afterTheOthers() {
        try (WaterclockContext wc = open(1)) {
            Probe probe = Probe.create();
            WaterclockException failure =
                    failureOf(() -> wc.parallelize(List.of(1), 1).foreach(x -> {
                        TaskContext task = TaskContext.get();
                        task.addTaskCompletionListener(done -> probe.saw("still called"));
                        task.addTaskCompletionListener(done -> {
                            throw new IllegalStateException("can't close");
                        });
                    }));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure)
                    .hasMessage("A completion listener of the task on partition 0 failed:"
                            + " java.lang.IllegalStateException: can't close");
            assertThat(probe.seen()).containsExactly("still called");
        }
    }

    /** An exception can't suppress itself. */
    @Test
    default void listenersThatAllThrowTheSame_failTheTaskWithIt() {
        try (WaterclockContext wc = open(1)) {
            IllegalStateException same = new IllegalStateException("the same");
            assertThat(failureOf(() -> wc.parallelize(List.of(1), 1).foreach(x -> {
                        for (int i = 0; i < 3; i++) {
                            TaskContext.get().addTaskCompletionListener(done -> {
                                throw same;
                            });
                        }
                    })))
                    .hasMessageEndingWith("java.lang.IllegalStateException: the same");
            WaterclockException failure =
                    failureOf(() -> wc.parallelize(List.of(1), 1).foreach(x -> {
                        TaskContext.get().addTaskFailureListener((failed, error) -> {
                            throw Sneaky.unchecked(error);
                        });
                        TaskContext.get().addTaskCompletionListener(done -> {
                            throw same;
                        });
                        throw same;
                    }));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure).hasMessageContaining("the same");
        }
    }

    @Test
    default void aTaskKnowsWhichItIs() {
        try (WaterclockContext wc = open(2)) {
            wc.setLocalProperty("color", "blue");
            Probe ids = Probe.create();
            List<String> told = wc.parallelize(range(0, 3), 3)
                    .map(x -> {
                        TaskContext task = TaskContext.get();
                        ids.saw(task.taskAttemptId());
                        return task.partitionId() + " of " + task.numPartitions() + " " + task.attemptNumber()
                                + task.stageAttemptNumber() + task.getLocalProperty("color") + task.cpus()
                                + TaskContext.getPartitionId() + task.resources() + task.isInterrupted()
                                + (task.taskMetrics().executorRunTime() >= 0);
                    })
                    .collect();
            assertThat(told)
                    .containsExactly(
                            "0 of 3 00blue10{}falsetrue", "1 of 3 00blue11{}falsetrue", "2 of 3 00blue12{}falsetrue");
            assertThat(ids.seen()).doesNotHaveDuplicates().hasSize(3);
            assertThat(TaskContext.getPartitionId()).isZero();
        }
    }

    @Test
    default void interruptListener_hearsOfTheCancelling() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureTask<Long> job = meanwhile(() -> {
                wc.addJobTag("tagged");
                return wc.parallelize(List.of(1), 1)
                        .filter(x -> {
                            TaskContext.get().addTaskInterruptListener((task, reason) -> {
                                probe.saw(reason);
                                probe.open("called off");
                            });
                            probe.open("begun");
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            return true;
                        })
                        .count();
            });
            probe.await("begun");
            wc.cancelJobsWithTag("another");
            wc.cancelJobsWithTag("tagged", "we know enough");
            probe.await("called off");
            assertThat(failureOf(() -> resultOf(job)).getMessage()).endsWith(" was cancelled: we know enough");
            assertThat(probe.seen()).containsExactly("we know enough");
        }
    }

    @Test
    default void interruptListenerThatFails_keepsNobodyFromHearing() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureTask<Long> job = meanwhile(() -> {
                wc.addJobTag("tagged");
                return wc.parallelize(List.of(1), 1)
                        .filter(x -> {
                            TaskContext context = TaskContext.get();
                            context.addTaskInterruptListener((task, reason) -> {
                                throw new IllegalStateException("a listener that fails");
                            });
                            context.addTaskInterruptListener((task, reason) -> probe.saw("before"));
                            probe.open("begun");
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            context.addTaskInterruptListener((task, reason) -> {
                                throw new IllegalStateException("one that fails at once");
                            });
                            context.addTaskInterruptListener((task, reason) -> probe.saw("after"));
                            probe.saw("it went on");
                            return true;
                        })
                        .count();
            });
            probe.await("begun");
            wc.cancelJobsWithTag("tagged", "we know enough");
            assertThat(failureOf(() -> resultOf(job)).getMessage()).endsWith(" was cancelled: we know enough");
            assertThat(probe.seen()).contains("before", "after", "it went on");
            assertThat(wc.parallelize(List.of(1), 1).count()).isEqualTo(1);
        }
    }

    @Test
    default void withoutInterrupts_aCancelledTaskEndsByItself_butTheEndOfTheContextInterrupts() throws Exception {
        WaterclockContext wc = open(2);
        Probe probe = Probe.create();
        FutureTask<Long> job = meanwhile(() -> {
            wc.setJobGroup("mine", "", false);
            return wc.parallelize(List.of(1), 1)
                    .filter(x -> {
                        probe.open("begun");
                        try {
                            probe.await("go on");
                            probe.saw("not interrupted");
                        } catch (InterruptedException e) {
                            probe.saw("interrupted");
                        }
                        return true;
                    })
                    .count();
        });
        probe.await("begun");
        wc.cancelJobGroup("mine");
        assertThat(probe.seen()).isEmpty();
        assertThat(job.isDone()).isFalse();
        wc.close();
        assertThat(failureOf(() -> resultOf(job)).getMessage())
                .endsWith(" was cancelled: the job group mine was cancelled");
        assertThat(probe.seen()).containsExactly("interrupted");
    }

    @Test
    default void statusTracker_tellsOfJobsThatRun_andHaveRun() throws Exception {
        try (WaterclockContext wc = open(2)) {
            WaterclockStatusTracker tracker = wc.statusTracker();
            Probe probe = Probe.create();
            FutureTask<Long> job = meanwhile(() -> {
                wc.setJobGroup("mine", "counts");
                wc.setCallSite("the count");
                return wc.parallelize(range(0, 2), 2)
                        .filter(x -> {
                            if (x == 0) {
                                probe.open("begun");
                                probe.await("go on");
                            }
                            return true;
                        })
                        .count();
            });
            probe.await("begun");
            int[] ids = tracker.getJobIdsForGroup("mine");
            assertThat(ids).hasSize(1);
            assertThat(tracker.getActiveJobIds()).containsExactly(ids);
            assertThat(tracker.getJobInfo(ids[0]).status()).isEqualTo(JobExecutionStatus.RUNNING);
            int[] stages = tracker.getActiveStageIds();
            assertThat(tracker.getJobInfo(ids[0]).stageIds()).isEqualTo(stages).hasSize(1);
            WaterclockStageInfo stage = tracker.getStageInfo(stages[0]);
            assertThat(stage.name()).isEqualTo("count at the count");
            assertThat(stage.numTasks()).isEqualTo(2);
            assertThat(stage.numActiveTasks()).isBetween(1, 2);
            assertThat(tracker.getExecutorInfos()[0].numRunningTasks()).isBetween(1, 2);
            probe.open("go on");
            assertThat(resultOf(job)).isEqualTo(2);
            assertThat(tracker.getActiveJobIds()).isEmpty();
            assertThat(tracker.getActiveStageIds()).isEmpty();
            assertThat(tracker.getJobIdsForGroup("mine")).isEqualTo(ids);
            assertThat(tracker.getJobIdsForGroup(null)).isEmpty();
            assertThat(tracker.getJobInfo(ids[0]).status()).isEqualTo(JobExecutionStatus.SUCCEEDED);
            WaterclockStageInfo ended = tracker.getStageInfo(stages[0]);
            assertThat(ended.numCompletedTasks()).isEqualTo(2);
            assertThat(ended.numActiveTasks()).isZero();
            assertThat(tracker.getJobInfo(99)).isNull();
            assertThat(tracker.getStageInfo(99)).isNull();
            failureOf(() -> wc.parallelize(List.of(0), 1).map(x -> 1 / x).count());
            int failed = tracker.getJobIdsForGroup(null)[0];
            assertThat(tracker.getJobInfo(failed).status()).isEqualTo(JobExecutionStatus.FAILED);
        }
    }

    @Test
    default void jobThatIsOver_isKnownForSomeTime() {
        try (WaterclockContext wc = open(1)) {
            RDD<Integer> one = wc.parallelize(List.of(1), 1);
            for (int i = 0; i < 1_500; i++) {
                one.count();
            }
            int[] known = wc.statusTracker().getJobIdsForGroup(null);
            assertThat(known).hasSize(1_000).contains(1_499).doesNotContain(499);
        }
    }
}

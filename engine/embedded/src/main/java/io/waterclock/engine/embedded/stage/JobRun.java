// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.TaskContext;
import io.waterclock.util.Interruption;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job while it runs: its threads, what it fails with, and the attempts at its tasks. */
final class JobRun {

    /** What a task does to its partition. */
    interface Body {
        @Nullable
        Object run(Task task) throws Exception;

        /** Lets go of what {@link #run} gave: the attempt has failed all the same. */
        default void discard(Object result) {}
    }

    private final Job<?> job;
    private final int attempts;
    private final NanoClock clock;
    // Made here, not where they are used: the first time the JVM makes a class for it, and where tasks have filled
    // the heap meanwhile it can't, and never will.
    private final Runnable onCancel = this::interruptTasks;
    private final Runnable onInterrupt = this::noticeInterrupt;
    private final Thread caller = Thread.currentThread();
    private final ClassLoader loader;
    private final JobListener listener;
    private final AtomicLong attemptIds;
    private final EngineMemory memory;

    private final BooleanSupplier over = this::isOver;

    /** The threads that work for the job. Few: a list is found through sooner than a hash of a thread is. */
    private final List<Member> members = new ArrayList<>(2);

    private boolean callerInterrupted;
    private boolean distrustsKept;
    private final Progress progress;
    private final int firstAttempt;
    private volatile @Nullable Failure failure;
    private volatile int reachedAttempt;

    /** A thread that works for the job, and what it was before. */
    private static final class Member {
        private final Thread thread;
        private final ClassLoader loader;
        private final @Nullable TaskContext task;

        /** Whether it only waits, in the engine: no function of the user's is interrupted with it. */
        private final boolean waits;

        private boolean interrupted;

        Member(Thread thread, ClassLoader loader, @Nullable TaskContext task, boolean waits) {
            this.waits = waits;
            this.thread = thread;
            this.loader = loader;
            this.task = task;
        }
    }

    /** What the job fails with. Its text is composed on the caller's thread, on whose stack the action's call site is. */
    private record Failure(Throwable cause, int partition, int attempt) {}

    /**
     * @param loader the context class loader of tasks
     * @param attemptIds numbers attempts
     */
    JobRun(
            Job<?> job,
            int attempts,
            Progress progress,
            NanoClock clock,
            ClassLoader loader,
            EngineMemory memory,
            AtomicLong attemptIds) {
        this.memory = memory;
        this.loader = loader;
        this.listener = job.listener();
        this.attemptIds = attemptIds;
        this.clock = clock;
        this.progress = progress;
        this.firstAttempt = progress.firstAttempt();
        this.reachedAttempt = firstAttempt;
        this.job = job;
        this.attempts = attempts;
        job.cancellation().onCancel(onCancel);
    }

    Job<?> job() {
        return job;
    }

    JobFunctions functions() {
        return progress.functions();
    }

    /** The job is over: a cancellation has nothing to interrupt any more. */
    void end() {
        job.cancellation().forget(onCancel);
        if (callerInterrupted) {
            caller.interrupt();
        }
    }

    /** {@link #noticeInterrupt}, to be called by who waits. */
    Runnable onInterrupt() {
        return onInterrupt;
    }

    /**
     * An interrupt of the calling thread that isn't ours ends the job; the flag is set again when it has ended. Looked at
     * before each stage, after each task of the caller, and where the caller waits.
     */
    void noticeInterrupt() {
        if (Thread.interrupted()) {
            callerInterrupted = true;
            job.cancellation().cancel("the calling thread was interrupted");
        }
    }

    /** The calling thread was interrupted while it waited for another job's stage. */
    void interruptedWhileWaiting() {
        if (!isOver()) {
            callerInterrupted = true;
            job.cancellation().cancel("the calling thread was interrupted");
        }
    }

    boolean isOver() {
        return failure != null || job.cancellation().isCancelled();
    }

    /** Whether the job is over, and not to be planned again; its end has interrupted its threads, so that an interrupt of them may be ours. */
    boolean isLost() {
        Failure failed = failure;
        return job.cancellation().isCancelled() || failed != null && !(failed.cause instanceof OutputMissing);
    }

    /** Whether the job is tried as it was first planned, and its tasks from their first attempt on. */
    boolean isFirstPlan() {
        return firstAttempt == 0;
    }

    /**
     * Runs the attempts at a task; null when the job is over, with the failure noted.
     *
     * @param index which of the stage's results it makes
     */
    @Nullable
    Object runTask(StageRun stage, int index, int partition, Body body) {
        return runAttempts(firstAttempt, stage, index, partition, body);
    }

    /** Runs the attempts after the first, which has failed. */
    @Nullable
    Object runTaskAgain(Throwable failed, StageRun stage, int index, int partition, Body body) {
        if (!mayTryAgain(failed, partition, firstAttempt)) {
            stage.taskGaveUp();
            return null;
        }
        return runAttempts(firstAttempt + 1, stage, index, partition, body);
    }

    private @Nullable Object runAttempts(int first, StageRun stage, int index, int partition, Body body) {
        int attempt = first;
        for (; attempt < attempts && !isOver(); attempt++) {
            TaskContext context = context(stage, partition, attempt);
            try {
                started(context);
                Object result = attempt(context, over, body);
                succeeded(context, stage, index, result);
                return result;
            } catch (Throwable t) {
                failed(context, stage, t);
                noticeInterruption(t);
                if (!mayTryAgain(t, partition, attempt)) {
                    break;
                }
            }
        }
        reached(attempt);
        stage.taskGaveUp();
        return null;
    }

    /** What an attempt has thrown on the calling thread may be an interrupt of it, which ends the job. */
    void noticeInterruption(Throwable t) {
        if (Thread.currentThread() == caller && isInterruption(t) && !isLost()) {
            callerInterrupted = true; // the exception has cleared the flag
            job.cancellation().cancel("the calling thread was interrupted");
        }
    }

    /** Whether another attempt may follow; if not, the job is over and why is noted. */
    private boolean mayTryAgain(Throwable t, int partition, int attempt) {
        if (job.cancellation().isCancelled() || isGivenUp(t)) {
            return false;
        }
        if (attempt + 1 >= attempts || !mayPass(t)) {
            fail(new Failure(t, partition, attempt + 1));
            return false;
        }
        return true;
    }

    /** Whether an attempt failed since the job is over, which functions may have put into exceptions of their own. */
    boolean isGivenUp(Throwable t) {
        return isOver() && OperatorFailure.find(Task.TaskCancelled.class, t) != null;
    }

    /** The context of a first attempt; its parts have theirs from it. */
    TaskContext context(StageRun stage, int partition) {
        return context(stage, partition, firstAttempt);
    }

    private TaskContext context(StageRun stage, int partition, int attempt) {
        return new TaskContext(job, stage.id(), partition, stage.numPartitions(), attempt, attemptIds);
    }

    /**
     * Makes one attempt, or a part of one, and throws what it throws.
     *
     * @param givenUp whether nobody wants it any more
     */
    @Nullable
    Object attempt(TaskContext context, BooleanSupplier givenUp, Body body) throws Exception {
        TaskContext.set(context);
        Object result = null;
        try {
            try (Task task = new Task(context, givenUp, clock, memory)) {
                OutputMissing.takeLast();
                result = body.run(task);
                task.requireAllRead();
            }
            context.ended(null);
            return result;
        } catch (Throwable t) {
            if (result != null) { // by what was closed at its end, or by a listener of the task
                discard(body::discard, result, t);
            }
            endBadly(context, t);
            throw t;
        } finally {
            noticeStrayInterrupt();
        }
    }

    /** Lets go of a result; what that throws is added to why it isn't wanted, and keeps nobody from hearing of it. */
    static void discard(Consumer<Object> discard, Object result, Throwable cause) {
        try {
            discard.accept(result);
        } catch (Throwable t) {
            if (t != cause) {
                cause.addSuppressed(t);
            }
        }
    }

    /** Ends an attempt that has failed, unless it has ended; what its listeners throw is noted with the failure. */
    void endBadly(TaskContext context, Throwable cause) {
        if (context.isCompleted()) {
            return;
        }
        TaskContext.set(context);
        Throwable told = told(cause, context);
        int known = told.getSuppressed().length;
        context.ended(told);
        if (told != cause) {
            OperatorFailure.copySuppressed(told, known, cause);
        }
    }

    /** What a failure is called outside the engine. The call site of the action is known to the calling thread alone. */
    private Throwable told(Throwable t, TaskContext context) {
        try {
            String reason = whyGivenUp(t);
            return reason == null
                    ? describe(new Failure(t, context.partitionId(), context.attemptNumber() + 1))
                    : TaskFailures.cancelled(job.operator(), reason);
        } catch (OutOfMemoryError full) {
            return t; // other tasks have left no room to say more: who waits for the attempt's end is told all the same
        }
    }

    /** Why an attempt was given up; null if it has failed by itself. */
    private @Nullable String whyGivenUp(Throwable t) {
        String reason = job.cancellation().reason();
        if (reason != null) {
            return reason;
        }
        if (t instanceof Task.TaskCancelled || isGivenUp(t)) {
            return "another of its tasks has failed";
        }
        return t instanceof OutputMissing ? t.getMessage() : null;
    }

    // ---- told to the listener

    /** An attempt in parts begins to work. */
    void began(TaskContext whole) {
        whole.began(clock, clock.nanoTime());
    }

    void started(TaskContext context) {
        listener.taskStarted(context);
    }

    void failed(TaskContext context, StageRun stage, Throwable t) {
        stage.attemptFailed();
        listener.taskFailed(context, told(t, context));
    }

    /** The listener takes what a task leaves once: where that fails another attempt would leave it twice. */
    void succeeded(TaskContext context, StageRun stage, int index, @Nullable Object result) {
        int ofJob = stage.indexForListener(index);
        try {
            listener.taskSucceeded(context, ofJob, result);
            progress.endedWell(ofJob);
        } catch (Throwable t) {
            fail(new Failure(t, context.partitionId(), context.attemptNumber() + 1));
        }
    }

    private static boolean isInterruption(Throwable t) {
        Throwable cause = t instanceof OperatorFailure && t.getCause() != null ? t.getCause() : t;
        Throwable closed = cause.getCause();
        return Interruption.isOfBlockingCall(cause)
                || closed instanceof ClosedByInterruptException && Interruption.isOfBlockingCall(closed);
    }

    private static boolean mayPass(Throwable t) {
        Throwable cause = t instanceof OperatorFailure && t.getCause() != null ? t.getCause() : t;
        return !(cause instanceof OutputMissing)
                && !(cause instanceof OutOfMemoryError)
                && !(cause instanceof WaterclockException known
                        && (known.code() == ErrorCode.ACTION_INSIDE_TASK
                                || known.code() == ErrorCode.ACCUMULATOR_READ_INSIDE_TASK
                                || known.code() == ErrorCode.BROADCAST_DESTROYED
                                || known.code() == ErrorCode.FUNCTION_NOT_SERIALIZABLE));
    }

    private Throwable describe(Failure failed) {
        Throwable t = failed.cause;
        if (t instanceof OperatorFailure f) {
            return describe(f, failed);
        }
        if (t instanceof OutOfMemoryError full) {
            return TaskFailures.outOfMemory(job.operator(), failed.partition, full);
        }
        return t instanceof WaterclockException || t instanceof Error || t instanceof OutputMissing
                ? t
                : new WaterclockException(ErrorCode.INTERNAL, job.operator() + " failed in the engine itself: " + t, t);
    }

    private WaterclockException describe(OperatorFailure f, Failure failed) {
        Throwable cause = f.getCause() == null ? f : f.getCause();
        WaterclockException described = f.isInput()
                ? TaskFailures.inputFailed(f.operator(), failed.partition, cause, failed.attempt, attempts)
                : TaskFailures.functionFailed(
                        f.operator(), failed.partition, f.record(), cause, failed.attempt, attempts);
        OperatorFailure.copySuppressed(f, 0, described);
        return described;
    }

    /** A task has not ended well: this attempt lacked something, or would have been next. */
    private void reached(int attempt) {
        synchronized (members) {
            reachedAttempt = Math.max(reachedAttempt, attempt);
        }
    }

    /**
     * Ends the job with a failure; the first one stays, unless that is the lack of what a task reads, which the failure of
     * another task may have led to. Nobody is interrupted for the lack: a failure of its own could not be told from the
     * interrupt's then.
     */
    private void fail(Failure next) {
        synchronized (members) {
            Failure before = failure;
            if (before == null || before.cause instanceof OutputMissing) {
                failure = next;
            }
        }
        if (!(next.cause instanceof OutputMissing)) {
            interruptTasks();
        }
    }

    /** Throws what ended the job early, on the caller's thread. */
    void throwIfOver() {
        String reason = job.cancellation().reason();
        if (reason != null) {
            throw TaskFailures.cancelled(job.operator(), reason);
        }
        Failure failed = failure;
        if (failed != null) {
            throw Sneaky.unchecked(describe(failed));
        }
    }

    /** What is kept has been lost too often while the job ran: it is planned as if there were nothing kept. */
    void distrustKept() {
        distrustsKept = true;
    }

    boolean distrustsKept() {
        return distrustsKept;
    }

    /** With which attempt the tasks go on when the job has to be planned again; those of tasks that ended well don't count. */
    int reachedAttempt() {
        return reachedAttempt;
    }

    Cancellation cancellation() {
        return job.cancellation();
    }

    // an interrupt of ours reaches a thread only while it works for this job, and is cleared when it leaves

    /** The calling thread begins to work for the job, or to wait for it: a cancellation interrupts it from now on. */
    void enter() {
        enter(false);
    }

    private void enter(boolean waits) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        synchronized (members) {
            members.add(new Member(thread, own, TaskContext.get(), waits));
        }
        if (own != loader) {
            thread.setContextClassLoader(loader);
        }
    }

    /** Ends {@link #enter}. */
    void leave() {
        Thread thread = Thread.currentThread();
        Member self;
        synchronized (members) {
            self = members.remove(memberAt(thread));
        }
        TaskContext.set(self.task);
        if (self.loader != loader) {
            thread.setContextClassLoader(self.loader);
        }
        if (self.interrupted || thread != caller) {
            Thread.interrupted();
        } else {
            noticeInterrupt();
        }
    }

    /** {@link #enter}, for a wait that ends with an interrupt when the job is over, whether tasks are to be interrupted then or not. */
    void enterToWait() {
        enter(true);
        if (isOver()) {
            synchronized (members) {
                Member self = members.get(memberAt(Thread.currentThread()));
                self.interrupted = true;
                self.thread.interrupt();
            }
        }
    }

    private int memberAt(Thread thread) {
        int at = members.size() - 1;
        while (members.get(at).thread != thread) {
            at--;
        }
        return at;
    }

    /** After an attempt: an interrupt that isn't ours ends the job if it is the caller's, and goes no further if a worker's. */
    private void noticeStrayInterrupt() {
        Thread thread = Thread.currentThread();
        if (thread.isInterrupted() && !isLost()) {
            if (thread == caller) {
                noticeInterrupt();
            } else {
                Thread.interrupted();
            }
        }
    }

    private void interruptTasks() {
        boolean all = job.isToInterrupt();
        synchronized (members) {
            for (Member member : members) {
                if ((all || member.waits) && member.thread != Thread.currentThread()) {
                    member.interrupted = true;
                    member.thread.interrupt();
                }
            }
        }
    }

    /** Notes what escaped a task where nothing should; the job fails with it. */
    void escaped(Throwable t, int partition) {
        fail(new Failure(t, partition, firstAttempt + 1));
    }
}

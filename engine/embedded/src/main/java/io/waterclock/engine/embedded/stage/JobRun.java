// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.shuffle.OutputMissing;
import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.TaskContext;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One job while it runs: its threads, its first failure, and the attempts at its tasks. */
final class JobRun {

    /** What a task does to its partition. */
    interface Body {
        @Nullable
        Object run(Task task) throws Exception;
    }

    private final Job<?> job;
    private final int attempts;
    private final NanoClock clock;
    private final Runnable onCancel = this::interruptTasks;
    private final Thread caller = Thread.currentThread();
    private final ClassLoader loader;
    private final MemoryBudget budget;

    private final BooleanSupplier over = this::isOver;

    /** The threads that work for the job. Few: a list is found through sooner than a hash of a thread is. */
    private final List<Member> members = new ArrayList<>(2);

    private boolean callerInterrupted;
    private final int firstAttempt;
    private volatile @Nullable Failure failure;
    private volatile int reachedAttempt;

    /** A thread that works for the job, and what it was before. */
    private static final class Member {
        private final Thread thread;
        private final ClassLoader loader;
        private final @Nullable TaskContext task;
        private boolean interrupted;

        Member(Thread thread, ClassLoader loader, @Nullable TaskContext task) {
            this.thread = thread;
            this.loader = loader;
            this.task = task;
        }
    }

    /** The first failure. Its text is composed on the caller's thread, on whose stack the action's call site is. */
    private record Failure(Throwable cause, int partition, int attempt) {}

    /**
     * @param firstAttempt the number of its tasks' first attempt: more than 0 when the job was planned again because an
     *     attempt failed half-way through what can't be done twice
     * @param loader the context class loader of tasks
     */
    JobRun(Job<?> job, int attempts, int firstAttempt, NanoClock clock, ClassLoader loader, MemoryBudget budget) {
        this.budget = budget;
        this.loader = loader;
        this.clock = clock;
        this.firstAttempt = firstAttempt;
        this.reachedAttempt = firstAttempt;
        this.job = job;
        this.attempts = attempts;
        job.cancellation().onCancel(onCancel);
    }

    Job<?> job() {
        return job;
    }

    /** The job is over: a cancellation has nothing to interrupt any more. */
    void end() {
        job.cancellation().forget(onCancel);
        if (callerInterrupted) {
            caller.interrupt();
        }
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

    /** Runs the attempts at a task; null when the job is over, with the failure noted. */
    @Nullable
    Object runTask(int stageId, int partition, int numPartitions, Body body) {
        for (int attempt = firstAttempt; attempt < attempts && !isOver(); attempt++) {
            TaskContext context = new TaskContext(
                    job.id(),
                    stageId,
                    partition,
                    numPartitions,
                    attempt,
                    job.operator(),
                    job.cancellation(),
                    job.properties());
            try {
                return attempt(context, body);
            } catch (Task.TaskCancelled e) {
                return null;
            } catch (Throwable t) {
                if (Thread.currentThread() == caller && isInterruption(t) && !isOver()) {
                    callerInterrupted = true; // the exception has cleared the flag
                    job.cancellation().cancel("the calling thread was interrupted");
                }
                if (job.cancellation().isCancelled()) {
                    return null;
                }
                if (attempt + 1 >= attempts || !mayPass(t)) {
                    fail(new Failure(t, partition, attempt + 1));
                }
            }
        }
        return null;
    }

    private @Nullable Object attempt(TaskContext context, Body body) throws Exception {
        TaskContext.set(context);
        try (Task task = new Task(context, over, clock, budget)) {
            return body.run(task);
        } finally {
            noticeStrayInterrupt();
        }
    }

    private static boolean isInterruption(Throwable t) {
        Throwable cause = t instanceof OperatorFailure && t.getCause() != null ? t.getCause() : t;
        return cause instanceof InterruptedException
                || cause instanceof ClosedByInterruptException
                || cause.getCause() instanceof ClosedByInterruptException;
    }

    private static boolean mayPass(Throwable t) {
        Throwable cause = t instanceof OperatorFailure && t.getCause() != null ? t.getCause() : t;
        return !(cause instanceof OutputMissing)
                && !(cause instanceof WaterclockException known
                        && (known.code() == ErrorCode.ACTION_INSIDE_TASK
                                || known.code() == ErrorCode.FUNCTION_NOT_SERIALIZABLE));
    }

    private Throwable describe(Failure failed) {
        Throwable t = failed.cause;
        int partition = failed.partition;
        int attempt = failed.attempt;
        if (t instanceof OperatorFailure f) {
            Throwable cause = f.getCause() == null ? f : f.getCause();
            return f.isInput()
                    ? TaskFailures.inputFailed(f.operator(), partition, cause, attempt, attempts)
                    : TaskFailures.functionFailed(f.operator(), partition, f.record(), cause, attempt, attempts);
        }
        return t;
    }

    /** Ends the job with a failure; the first one stays. */
    private void fail(Failure first) {
        synchronized (members) {
            if (failure == null) {
                failure = first;
                reachedAttempt = Math.max(firstAttempt, first.attempt - 1);
            }
        }
        interruptTasks();
    }

    /** Throws what ended the job early, on the caller's thread. */
    void throwIfOver() {
        String reason = job.cancellation().reason();
        if (reason != null) {
            throw TaskFailures.cancelled(job.operator(), reason);
        }
        Failure failed = failure;
        if (failed == null) {
            return;
        }
        Throwable t = describe(failed);
        if (t instanceof WaterclockException || t instanceof Error || t instanceof OutputMissing) {
            throw Sneaky.unchecked(t);
        }
        throw new WaterclockException(ErrorCode.INTERNAL, job.operator() + " failed in the engine itself: " + t, t);
    }

    /** Which attempt found that the job has to be planned again. */
    int reachedAttempt() {
        return reachedAttempt;
    }

    Cancellation cancellation() {
        return job.cancellation();
    }

    // an interrupt of ours reaches a thread only while it works for this job, and is cleared when it leaves

    /** The calling thread begins to work for the job, or to wait for it: a cancellation interrupts it from now on. */
    void enter() {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        synchronized (members) {
            members.add(new Member(thread, own, TaskContext.get()));
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

    /** {@link #enter}, for a wait that ends with an interrupt when the job is over. */
    void enterToWait() {
        enter();
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
        if (thread.isInterrupted() && !isOver()) {
            if (thread == caller) {
                noticeInterrupt();
            } else {
                Thread.interrupted();
            }
        }
    }

    private void interruptTasks() {
        synchronized (members) {
            for (Member member : members) {
                if (member.thread != Thread.currentThread()) {
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

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.executor.TaskMetrics;
import io.waterclock.resource.ResourceInformation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempt at a task that the current thread is running. One of the two pieces of global state: it belongs to the thread
 * for as long as the attempt runs.
 *
 * <p>Used by that thread alone. It holds the attempt's own copies of the accumulators that it adds to, until the
 * attempt has ended well and the context takes them in.
 */
public final class TaskContext {
    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    private final Job<?> job;
    private final int stageId;
    private final int partitionId;
    private final int numPartitions;
    private final int attemptNumber;
    private final AtomicLong attemptIds;

    /** Null unless this stands for a part of an attempt. */
    private final @Nullable TaskContext whole;

    private long taskAttemptId = -1;
    private @Nullable TaskListeners listeners;
    private @Nullable AccumulatorCopies accumulators;
    private @Nullable LongSupplier clock;
    private long startNanos;
    private boolean completed;
    private @Nullable Throwable failure;

    /**
     * For engines.
     *
     * @param stageId counts the stages of an engine, from 0
     * @param partitionId the partition of the stage's result
     * @param attemptNumber 0 at the first attempt
     * @param attemptIds where a number for the attempt is drawn if somebody asks for it
     */
    public TaskContext(
            Job<?> job, int stageId, int partitionId, int numPartitions, int attemptNumber, AtomicLong attemptIds) {
        this(job, stageId, partitionId, numPartitions, attemptNumber, attemptIds, null);
    }

    private TaskContext(
            Job<?> job,
            int stageId,
            int partitionId,
            int numPartitions,
            int attemptNumber,
            AtomicLong attemptIds,
            @Nullable TaskContext whole) {
        this.whole = whole;
        this.job = job;
        this.stageId = stageId;
        this.partitionId = partitionId;
        this.numPartitions = numPartitions;
        this.attemptNumber = attemptNumber;
        this.attemptIds = attemptIds;
    }

    /**
     * For engines: a part of this attempt that runs on a thread of its own. It has the attempt's number and listeners, which hear of
     * the end of the attempt as a whole ({@link #ended} of this), and accumulators of its own until {@link #takeUpdates}.
     */
    public TaskContext part() {
        return new TaskContext(job, stageId, partitionId, numPartitions, attemptNumber, attemptIds, this);
    }

    /** The task of this thread, or null outside tasks. */
    public static @Nullable TaskContext get() {
        return CURRENT.get();
    }

    /** The partition of this thread's task; 0 outside tasks. */
    public static int getPartitionId() {
        TaskContext task = get();
        return task == null ? 0 : task.partitionId;
    }

    /** For engines: makes {@code task} this thread's, null for none, and returns what it was before. */
    public static @Nullable TaskContext set(@Nullable TaskContext task) {
        TaskContext before = CURRENT.get();
        CURRENT.set(task); // not removed when null: clearing its weak reference goes through the VM
        return before;
    }

    // ---- which it is

    /** {@link Job#id()}. */
    public int jobId() {
        return job.id();
    }

    public int stageId() {
        return stageId;
    }

    /** Always 0: a stage that has to be run again gets a new {@link #stageId()}. */
    public int stageAttemptNumber() {
        return 0;
    }

    public int partitionId() {
        return partitionId;
    }

    public int numPartitions() {
        return numPartitions;
    }

    /** 0 at the first attempt at this task. */
    public int attemptNumber() {
        return attemptNumber;
    }

    /** Unique among the attempts of a context. */
    public long taskAttemptId() {
        if (whole != null) {
            return whole.taskAttemptId();
        }
        synchronized (this) { // parts ask too
            if (taskAttemptId < 0) {
                taskAttemptId = attemptIds.getAndIncrement();
            }
            return taskAttemptId;
        }
    }

    /** The action that the job serves. */
    public Operator action() {
        return job.operator();
    }

    /** For engines: of the job. */
    public Cancellation cancellation() {
        return job.cancellation();
    }

    /** The context's: how records become bytes. */
    public Codecs codecs() {
        return job.codecs();
    }

    /** The local properties of the thread that called the action. */
    public Map<String, String> properties() {
        return job.properties();
    }

    public @Nullable String getLocalProperty(String key) {
        return job.properties().get(key);
    }

    /** How many threads the task has: one. */
    public int cpus() {
        return 1;
    }

    /** Devices assigned to the task, by kind; none on one machine. */
    public Map<String, ResourceInformation> resources() {
        return Map.of();
    }

    // ---- how it stands

    public boolean isCompleted() {
        return completed;
    }

    public boolean isFailed() {
        return failure != null;
    }

    /** Whether the job is cancelled, so that a long loop of the program's own had better end. */
    public boolean isInterrupted() {
        return job.cancellation().isCancelled();
    }

    /** As they are now; the time is that since the attempt began, whichever of its threads asks. */
    public TaskMetrics taskMetrics() {
        if (whole != null) {
            return whole.taskMetrics();
        }
        return new TaskMetrics(clock == null ? 0 : (clock.getAsLong() - startNanos) / 1_000_000);
    }

    // ---- listeners

    /**
     * Called when the attempt ends, well or not, the last added first; at once if it has ended. On the task's thread: where several work
     * on one partition, on that of them which comes to the end last.
     */
    public TaskContext addTaskCompletionListener(TaskCompletionListener listener) {
        if (whole != null) {
            whole.addTaskCompletionListener(listener);
        } else if (completed) {
            listener.onTaskCompletion(this);
        } else {
            listeners().onCompletion(listener);
        }
        return this;
    }

    /** Called when the attempt fails, the last added first; at once if it has failed. */
    public TaskContext addTaskFailureListener(TaskFailureListener listener) {
        if (whole != null) {
            whole.addTaskFailureListener(listener);
        } else if (failure != null) {
            listener.onTaskFailure(this, failure);
        } else {
            listeners().onFailure(listener);
        }
        return this;
    }

    /** Called when the job is cancelled while the attempt runs; at once if it is cancelled already. */
    public TaskContext addTaskInterruptListener(TaskInterruptListener listener) {
        if (whole != null) {
            whole.addTaskInterruptListener(listener);
        } else {
            listeners().onInterrupt(listener);
        }
        return this;
    }

    private synchronized TaskListeners listeners() {
        if (listeners == null) {
            listeners = new TaskListeners(this);
        }
        return listeners;
    }

    // ---- for engines

    /** For engines: tells when the attempt began, by a clock of nanoseconds. An attempt in parts has begun before they are made. */
    public void began(LongSupplier nanoClock, long nanos) {
        if (clock == null) {
            clock = nanoClock;
            startNanos = nanos;
        }
    }

    /**
     * For engines: the attempt has ended; calls its listeners. On the task's thread, while it is {@linkplain #get() current}.
     *
     * @param cause what it failed with, null when it went well; what listeners throw is added to it
     * @throws WaterclockException with code FUNCTION_FAILED when it had gone well and a listener throws
     */
    public void ended(@Nullable Throwable cause) {
        failure = cause;
        completed = true;
        if (listeners == null) {
            return;
        }
        Throwable thrown = listeners.ended(cause);
        if (thrown == null || thrown == cause) {
            return;
        }
        if (cause != null) {
            cause.addSuppressed(thrown);
            return;
        }
        failure = thrown;
        throw new WaterclockException(
                ErrorCode.FUNCTION_FAILED,
                "A completion listener of the task on partition " + partitionId + " failed: " + thrown,
                thrown);
    }

    /** The attempt's own copy of an accumulator, empty at first. */
    <A extends AccumulatorV2<?, ?>> A copyOf(A accumulator) {
        if (accumulators == null) {
            accumulators = new AccumulatorCopies();
        }
        return accumulators.of(accumulator);
    }

    /**
     * For contexts: gives each accumulator that the attempt added to, and the attempt's copy of it. To be called once, for an attempt that
     * counts.
     */
    public void forEachUpdate(BiConsumer<AccumulatorV2<?, ?>, AccumulatorV2<?, ?>> take) {
        if (accumulators != null) {
            accumulators.forEach(take);
        }
    }

    /** For engines: takes over what a part of this attempt, on a thread of its own, has added to accumulators. */
    public void takeUpdates(TaskContext part) {
        part.forEachUpdate((accumulator, copy) -> copyOf(accumulator).mergeFromTask(copy));
    }

    /** Whether {@link #forEachUpdate} has something to give. */
    public boolean hasUpdates() {
        return accumulators != null;
    }

    @Override
    public String toString() {
        return "task of " + action().name() + ", stage " + stageId + ", partition " + partitionId + ", attempt "
                + attemptNumber;
    }
}

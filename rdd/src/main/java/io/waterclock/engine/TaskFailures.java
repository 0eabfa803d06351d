// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.Operator;

/**
 * Composes the errors of tasks and jobs, so that every engine fails with the same codes and the same words.
 *
 * <p>The text names the operator and its call site, the partition of the stage (what {@link
 * io.waterclock.rdd.TaskContext#partitionId()} answers), the record, and the attempt. Attempts are counted from 1 here.
 *
 * <p>An action's call site is found on the stack of the calling thread ({@link Operator#of}), so an error that names the
 * action is composed on that thread.
 */
public final class TaskFailures {
    /** Stands for the ordinal where no single record is at fault. */
    public static final long NO_RECORD = -1;

    private TaskFailures() {}

    /**
     * A user's function threw. A cause that is a {@link WaterclockException} already says what failed (an action inside a
     * task, a function further up the partition) and is returned as it is.
     *
     * @param operator whose function it is
     * @param record ordinal, from 0, of the record that was being worked on, among those that the source, shuffle or kept
     *     partition gave to this loop; negative where no single record is at fault
     * @param attempt from 1
     */
    public static WaterclockException functionFailed(
            Operator operator, int partition, long record, Throwable cause, int attempt, int attempts) {
        if (cause instanceof WaterclockException known) {
            return known;
        }
        if (cause instanceof OutOfMemoryError full) {
            return outOfMemory(operator, partition, full);
        }
        String place = record < 0 ? "" : " at record " + record + " of its source";
        return new WaterclockException(
                ErrorCode.FUNCTION_FAILED,
                operator + " failed in partition " + partition + place + ": " + cause + attempts(attempt, attempts),
                cause);
    }

    /**
     * Opening, reading or closing a partition of the input failed. A cause that is a {@link WaterclockException} is
     * returned as it is.
     *
     * @param source the operator that made the source
     * @param attempt from 1
     */
    public static WaterclockException inputFailed(
            Operator source, int partition, Throwable cause, int attempt, int attempts) {
        if (cause instanceof WaterclockException known) {
            return known;
        }
        if (cause instanceof OutOfMemoryError full) {
            return outOfMemory(source, partition, full);
        }
        return new WaterclockException(
                ErrorCode.INPUT_FAILED,
                source + " could not read partition " + partition + ": " + cause + attempts(attempt, attempts),
                cause);
    }

    /** The heap was full. Such a task isn't attempted again: it would fill it again, at everybody's cost. */
    public static WaterclockException outOfMemory(Operator operator, int partition, OutOfMemoryError cause) {
        // joined, not with +: where + is run for the first time the JVM makes a class, and if that finds no room it
        // never will
        return new WaterclockException(
                ErrorCode.OUT_OF_MEMORY,
                String.join(
                        "",
                        operator.toString(),
                        " ran out of memory in partition ",
                        Integer.toString(partition),
                        " (",
                        String.valueOf(cause.getMessage()),
                        "). The heap has at most ",
                        Long.toString(Runtime.getRuntime().maxMemory() >> 20),
                        " MB. Give the JVM more (-Xmx), use more partitions, so that each is smaller, or keep less: lower",
                        " waterclock.memory.fraction leaves more to what functions make"),
                cause);
    }

    /** The job ended early because somebody asked for it. */
    public static WaterclockException cancelled(Operator action, String reason) {
        return new WaterclockException(ErrorCode.JOB_CANCELLED, action + " was cancelled: " + reason);
    }

    /** An engine was asked to do something after its end. */
    public static WaterclockException engineClosed(String what) {
        return new WaterclockException(ErrorCode.CONTEXT_STOPPED, what + ": the engine is closed; make a new context");
    }

    /** A partition of a state was asked for, by an operator, in a version that isn't published here. */
    public static WaterclockException stateMissing(Operator reader, String name, long version, int partition) {
        return new WaterclockException(
                ErrorCode.STATE_VERSION_MISSING,
                "State " + name + " has no published version " + version + " of partition " + partition + ", which "
                        + reader + " reads: it was dropped, or never published, or its worker was lost. "
                        + whileRemembered("A version is called by the time of its batch, and"));
    }

    private static String whileRemembered(String what) {
        return what + " is kept as long as the batch is remembered: read it before, or let streams remember more"
                + " batches (StreamingContext.remember)";
    }

    /** A draft could not be published because one of its partitions was never made. */
    public static WaterclockException draftMissing(String name, long version, int partition, int partitions) {
        return new WaterclockException(
                ErrorCode.STATE_VERSION_MISSING,
                "State " + name + ", version " + version + " can't be published: partition " + partition + " of "
                        + partitions + " has no draft. Run the stateful step over all partitions first");
    }

    /** A received block was asked for after it was let go. */
    public static WaterclockException blockMissing(String block) {
        return new WaterclockException(
                ErrorCode.BLOCK_MISSING,
                block + " isn't kept any more: it was released, or its receiver's engine closed. "
                        + whileRemembered("What was received for a batch"));
    }

    private static String attempts(int attempt, int attempts) {
        return " (attempt " + attempt + " of " + attempts + ")";
    }
}

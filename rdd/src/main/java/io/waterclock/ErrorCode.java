// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

/**
 * The stable name of each error, and who can do something about it. Codes are kept from release to release; messages may
 * improve.
 */
public enum ErrorCode {
    /** A setting has a value that can't be used, or a key is unknown. */
    BAD_CONFIGURATION(Kind.USER),
    /** No engine on the class path takes this master URL. */
    UNKNOWN_MASTER(Kind.USER),
    /** The context was stopped before the call. */
    CONTEXT_STOPPED(Kind.USER),
    /** A user's function threw. */
    FUNCTION_FAILED(Kind.USER),
    /** A function that combines two values has changed one of them, and such a check is on. */
    ARGUMENT_CHANGED(Kind.USER),
    /** A function holds what can't be serialized, and strict mode asks for it. */
    FUNCTION_NOT_SERIALIZABLE(Kind.USER),
    /** An action was called inside a task. */
    ACTION_INSIDE_TASK(Kind.USER),
    /** The value of an accumulator was read inside a task. */
    ACCUMULATOR_READ_INSIDE_TASK(Kind.USER),
    /** A broadcast was used after it was destroyed. */
    BROADCAST_DESTROYED(Kind.USER),
    /** The input of an RDD is not there or can't be listed. */
    INPUT_NOT_FOUND(Kind.EXTERNAL),
    /** Reading a partition of the input failed. */
    INPUT_FAILED(Kind.EXTERNAL),
    /** The place for the output is taken. */
    OUTPUT_EXISTS(Kind.USER),
    /** Writing the output failed. */
    OUTPUT_FAILED(Kind.EXTERNAL),
    /** A type has no codec, or the program hasn't named it. */
    CODEC_MISSING(Kind.USER),
    /** A codec could not write or read a value of its type. */
    CODEC_FAILED(Kind.USER),
    /** A checkpoint was asked for, and no directory for it was set. */
    CHECKPOINT_DIRECTORY_MISSING(Kind.USER),
    /** A checkpoint could not be written, or isn't one that can be read here. */
    CHECKPOINT_FAILED(Kind.EXTERNAL),
    /** A partition that a local checkpoint kept isn't there any more. */
    CHECKPOINT_LOST(Kind.RESOURCE),
    /** A job was cancelled. */
    JOB_CANCELLED(Kind.USER),
    /** The version of a stateful partition isn't kept (any more, or yet). */
    STATE_VERSION_MISSING(Kind.USER),
    /** A state could not be taken over what a batch brought. */
    STATE_STEP_FAILED(Kind.USER),
    /** A received block isn't kept any more. */
    BLOCK_MISSING(Kind.RESOURCE),
    /** The temporary files of the engine can't be written, as when their disk is full. */
    LOCAL_STORAGE_FAILED(Kind.RESOURCE),
    /** The heap is full. */
    OUT_OF_MEMORY(Kind.RESOURCE),
    /** A receiver's store was refused: it isn't running (any more), or the store is larger than its buffer may be. */
    STORE_REFUSED(Kind.USER),
    /** A receiver failed more often than it may. */
    RECEIVER_FAILED(Kind.EXTERNAL),
    /** An output operation of a batch failed. */
    OUTPUT_OPERATION_FAILED(Kind.USER),
    /** Making the jobs of a batch failed. */
    BATCH_GENERATION_FAILED(Kind.USER),
    /** Batches came faster than they were done, and the policy is to fail. */
    FALLEN_BEHIND(Kind.RESOURCE),
    /** A listener made a call that would wait for the listener. */
    CALLED_BY_LISTENER(Kind.USER),
    /** What should not happen; please report it. */
    INTERNAL(Kind.INTERNAL);

    /** Who can do something about an error. */
    public enum Kind {
        USER,
        RESOURCE,
        EXTERNAL,
        INTERNAL
    }

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

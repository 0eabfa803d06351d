// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.rdd.Operator;

/** Carries what a user's function threw, with where it was, up to the task. Never leaves the engine. */
public final class OperatorFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Operator operator;
    private final long record;
    private final boolean input;

    private OperatorFailure(Operator operator, long record, boolean input, Throwable cause) {
        super(null, cause, true, false);
        this.operator = operator;
        this.record = record;
        this.input = input;
    }

    /** Of a function, at a record of its partition (negative where none is at fault). What names one already stays. */
    public static RuntimeException of(Operator operator, long record, Throwable cause) {
        return isTold(cause) ? (RuntimeException) cause : new OperatorFailure(operator, record, false, cause);
    }

    /** Of reading a source. */
    public static RuntimeException ofInput(Operator operator, Throwable cause) {
        return isTold(cause) ? (RuntimeException) cause : new OperatorFailure(operator, -1, true, cause);
    }

    /** The same, at a record that has so many more before it. */
    public OperatorFailure after(long records) {
        if (record < 0 || getCause() == null) {
            return this;
        }
        OperatorFailure later = new OperatorFailure(operator, record + records, input, getCause());
        copySuppressed(this, 0, later);
        return later;
    }

    /**
     * Notes with one failure what is noted with another, once.
     *
     * @param known how many of them, the first, are left out
     */
    public static void copySuppressed(Throwable from, int known, Throwable to) {
        Throwable[] noted = from.getSuppressed();
        for (int i = known; i < noted.length; i++) {
            if (noted[i] != to && !isNoted(noted[i], to)) { // an exception can't suppress itself
                to.addSuppressed(noted[i]);
            }
        }
    }

    private static boolean isNoted(Throwable one, Throwable with) {
        for (Throwable there : with.getSuppressed()) {
            if (there == one) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTold(Throwable cause) {
        return cause instanceof OperatorFailure
                || cause instanceof WaterclockException known && known.code() == ErrorCode.LOCAL_STORAGE_FAILED
                || cause instanceof Task.TaskCancelled
                || cause instanceof OutputMissing;
    }

    public Operator operator() {
        return operator;
    }

    public long record() {
        return record;
    }

    public boolean isInput() {
        return input;
    }
}

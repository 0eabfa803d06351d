// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.rdd.Operator;
import org.jspecify.annotations.Nullable;

/** Carries what a user's function threw, with where it was, up to the task. Never leaves the engine. */
public final class OperatorFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** So many causes are looked through: they may go round in a circle. */
    private static final int DEEPEST = 30;

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
        RuntimeException told = told(cause);
        return told != null ? told : new OperatorFailure(operator, record, false, cause);
    }

    /** Of reading a source. */
    public static RuntimeException ofInput(Operator operator, Throwable cause) {
        RuntimeException told = told(cause);
        return told != null ? told : new OperatorFailure(operator, -1, true, cause);
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

    /** What stays as it is, since it says all; a lack also where a function has put it into an exception of its own. */
    private static @Nullable RuntimeException told(Throwable thrown) {
        OutputMissing lack = find(OutputMissing.class, thrown);
        if (lack != null) {
            return lack;
        }
        return thrown instanceof OperatorFailure
                        || thrown instanceof Task.TaskCancelled
                        || thrown instanceof WaterclockException known && known.code() == ErrorCode.LOCAL_STORAGE_FAILED
                ? (RuntimeException) thrown
                : null;
    }

    /** The first exception of a class among one and its causes, down to where another job is told of. */
    public static <T extends Throwable> @Nullable T find(Class<T> type, Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && !(cause instanceof WaterclockException) && depth < DEEPEST; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
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

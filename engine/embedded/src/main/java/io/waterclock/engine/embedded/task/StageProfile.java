// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.embedded.closure.Captures;
import io.waterclock.engine.embedded.shuffle.CombineTable;
import io.waterclock.rdd.NarrowKind;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What an engine has learnt about the stages of one {@linkplain Shape shape}: how many records they have seen, how long
 * one takes, and, once they have proved hot, loops of their own.
 */
final class StageProfile {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");
    private static final int COLD = 0;
    private static final int ASKED = 1;

    /**
     * What makes two stages alike: the kinds of the operators and the classes of their functions. What a function
     * captures is not part of it: a copy reads such functions from the run.
     */
    record Shape(List<NarrowKind> kinds, List<Class<?>> functions, End end, List<Class<?>> endFunctions) {

        /** Of ordinals and names: the hash of an enum or a class is its identity's, which takes calls of the VM. */
        @Override
        public int hashCode() {
            int hash = end.ordinal();
            for (int i = 0; i < kinds.size(); i++) {
                hash = 31 * hash + kinds.get(i).ordinal();
                hash = 31 * hash + functions.get(i).getName().hashCode();
            }
            for (Class<?> function : endFunctions) {
                hash = 31 * hash + function.getName().hashCode();
            }
            return hash;
        }
    }

    private final Shape shape;
    private final long hotRecords;
    private final Executor background;
    private final LongAdder records = new LongAdder();
    private final AtomicInteger state = new AtomicInteger(COLD);
    private volatile Specializer.@Nullable Stage specialized;
    private volatile double nanosPerRecord = -1;
    private volatile CombineTable.Expected expected = CombineTable.Expected.ANYTHING;

    StageProfile(Shape shape, long hotRecords, Executor background) {
        this.shape = shape;
        this.hotRecords = hotRecords;
        this.background = background;
    }

    Specializer.@Nullable Stage specialized() {
        return specialized;
    }

    /** Counts records that a task took in, or made of them if these are more; asks for loops of its own when there have been enough. */
    void saw(long more, Object[] functions, @Nullable Object endFunction) {
        if (state.get() != COLD) {
            return;
        }
        records.add(more);
        if (records.sum() >= hotRecords && state.compareAndSet(COLD, ASKED)) {
            @Nullable Object[] constants = constants(functions);
            @Nullable Object[] endConstants = constants(Specializer.endFunctions(endFunction));
            background.execute(() -> specialize(constants, endConstants));
        }
    }

    private static @Nullable Object[] constants(@Nullable Object[] functions) {
        @Nullable Object[] constants = new @Nullable Object[functions.length];
        for (int i = 0; i < functions.length; i++) {
            Object function = functions[i];
            constants[i] = function != null && Captures.isStateless(function.getClass()) ? function : null;
        }
        return constants;
    }

    private void specialize(@Nullable Object[] constants, @Nullable Object[] endConstants) {
        try {
            specialized = Specializer.specialize(shape.kinds, constants, shape.end, endConstants);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "no loops of its own for " + shape + "; the shared ones stay", e);
        }
    }

    /** What a table of combined values is likely to hold. */
    CombineTable.Expected expected() {
        return expected;
    }

    /** Takes in what a table holds. */
    void holds(CombineTable table, boolean isComplete) {
        // all threads read it, so it is written only for something new
        if (!expected.fits(table) || isComplete && !expected.isAboutAsLarge(table)) {
            expected = expected.of(table, isComplete);
        }
    }

    /** How long a record took lately, in nanoseconds; negative while that isn't known. */
    double nanosPerRecord() {
        return nanosPerRecord;
    }

    /** Takes in one task; the mean forgets half in about four tasks. A race loses one observation, which is harmless. */
    void took(long nanos, long taskRecords) {
        double now = (double) nanos / Math.max(1, taskRecords);
        double before = nanosPerRecord;
        nanosPerRecord = before < 0 ? now : before + (now - before) * 0.2;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Copies;
import io.waterclock.function.Immutables;
import io.waterclock.function.SharedVariable;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Operator;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the tasks of a stage use a function: shared when nobody can change what it holds, else a copy for each
 * attempt, as it was when the job was planned. One that should be copied and can't is shared, with one warning a class.
 */
public final class FunctionBinder {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");
    private static final int MAX_WARNED = 1_000;

    private static final String FOR_THE_PROGRAMS_OBJECT =
            ". In what it holds are contexts, RDDs or streams, which are of no use in tasks: before the call, copy what the"
                    + " function needs into local variables, and use those";

    private final boolean strict;
    private final Snapshots snapshots = new Snapshots();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * @param strict whether a function that can't be serialized is refused
     */
    public FunctionBinder(boolean strict) {
        this.strict = strict;
    }

    /** A function and, where each attempt gets a copy, what copies are made from: one, or its serialized form. */
    public static final class Bound {
        private final Object prototype;
        private final @Nullable StructuralCopy structure;
        private final byte @Nullable [] bytes;
        private final List<SharedVariable> shared;
        private final boolean immutable;

        /** A copy that was made to see of which class copies are; null where none is made so. */
        private final @Nullable AtomicReference<@Nullable Object> spare;

        private Bound(Object prototype, @Nullable StructuralCopy structure) {
            this(prototype, structure, null, List.of(), structure == null);
        }

        private Bound(
                Object prototype,
                @Nullable StructuralCopy structure,
                byte @Nullable [] bytes,
                List<SharedVariable> shared,
                boolean immutable) {
            this.spare = bytes == null ? null : new AtomicReference<>();
            this.immutable = immutable;
            this.prototype = prototype;
            this.structure = structure;
            this.bytes = bytes;
            this.shared = shared;
        }

        /** Whether it is known that nobody can change what the function holds, so that an attempt may use it on several threads. */
        public boolean isImmutable() {
            return immutable;
        }

        /** The class of what {@link #forAttempt} gives: a deserialized lambda is of another class than the one it was made from. */
        public Class<?> forAttemptClass() {
            return example().getClass();
        }

        /** As {@link #forAttemptClass}, of the functions that tasks call, where several are bound together. */
        public List<Class<?>> forAttemptClasses() {
            Object example = example();
            return example instanceof CombineFunctions functions
                    ? List.of(functions.create().getClass(), functions.take().getClass())
                    : List.of(example.getClass());
        }

        private Object example() {
            if (bytes == null || spare == null) {
                return prototype;
            }
            Object copy = forAttempt();
            if (shared.isEmpty()) { // else its variables aren't an attempt's
                spare.set(copy);
            }
            return copy;
        }

        /** The function for one attempt. */
        public Object forAttempt() {
            if (structure != null) {
                return structure.another();
            }
            if (bytes == null || spare == null) {
                return prototype;
            }
            Object made = spare.getAndSet(null);
            if (made != null) {
                return made;
            }
            try {
                return Copies.deserialize(bytes, prototype, shared);
            } catch (IOException | ClassNotFoundException e) {
                throw Sneaky.unchecked(e);
            }
        }
    }

    /** How tasks use the function of an operator, as it is now. */
    public Bound bind(Object function, Operator operator) {
        if (Captures.isStateless(function.getClass()) || Immutables.isKnownImmutable(function)) {
            return new Bound(function, null);
        }
        String mutable = Captures.mutable(function);
        if (mutable == null && !strict) {
            return new Bound(function, null);
        }
        StructuralCopy structure = mutable == null ? null : structure(function);
        if (structure != null && !strict) {
            return new Bound(function, structure);
        }
        byte[] bytes = null;
        List<SharedVariable> shared = new ArrayList<>(1);
        if (function instanceof Serializable) {
            try {
                bytes = Copies.serialize(function, shared);
            } catch (IOException | RuntimeException e) {
                refused(operator, function, mutable, e.toString(), shared);
            }
        } else {
            refused(operator, function, mutable, function.getClass().getName() + " is not serializable", shared);
        }
        for (SharedVariable variable : shared) {
            variable.inTask(); // says now what is wrong with it
        }
        return mutable == null ? new Bound(function, null) : new Bound(function, structure, bytes, shared, false);
    }

    private @Nullable StructuralCopy structure(Object function) {
        try {
            return StructuralCopy.of(function, snapshots);
        } catch (RuntimeException e) {
            return null; // somebody is changing it right now: serialization will say so too, or wait for a lock
        }
    }

    private void refused(
            Operator operator, Object function, @Nullable String mutable, String reason, List<SharedVariable> shared) {
        String what = "The function of " + operator + " holds "
                + (mutable == null ? "something that" : mutable + ", which") + " can't be copied for each task ("
                + reason
                + ")";
        if (strict) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_NOT_SERIALIZABLE,
                    what + ". Under waterclock.functions.strict it is refused"
                            + advice(
                                    function,
                                    ": make the type serializable, or make it in the function itself, once a partition with"
                                            + " mapPartitions"));
        }
        for (SharedVariable variable : shared) {
            if (!variable.isSafeInTasks()) {
                throw new WaterclockException(
                        ErrorCode.FUNCTION_NOT_SERIALIZABLE,
                        what + ", but it holds " + variable
                                + " too, of which each task needs a copy"
                                + advice(function, ". Make all that the function holds serializable"));
            }
        }
        String type = function.getClass().getName();
        int slash = type.indexOf('/');
        if (warned.size() < MAX_WARNED && warned.add(slash < 0 ? type : type.substring(0, slash))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    what + ", so that tasks share it"
                            + advice(function, ". Make it serializable, immutable or safe for several threads"));
        }
    }

    private static String advice(Object function, String general) {
        return Captures.holdsWhatIsOutsideTasks(function) ? FOR_THE_PROGRAMS_OBJECT : general;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.Function;
import io.waterclock.function.PairFunction;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Template: one operator that makes at most one record of one. Never used itself; {@link Specializer} copies it.
 *
 * <p>The kind is a constant, and unless the function captures something the function is one, so that what a copy doesn't use
 * folds away; a function that captures is read from the run, so that a copy serves every job with lambdas of the same
 * class, and its call site has a type profile of its own.
 */
@SuppressWarnings({"unchecked", "NullAway"})
final class StepTemplate extends Step {
    private static final int MAP = Specializer.MAP;
    private static final int MAP_TO_PAIR = Specializer.MAP_TO_PAIR;
    private static final int MAP_VALUES = Specializer.MAP_VALUES;
    private static final int KEYS = Specializer.KEYS;
    private static final int MAP_TO_DOUBLE = Specializer.MAP_TO_DOUBLE;
    private static final int KEY_BY = Specializer.KEY_BY;

    private static final Object[] DATA = Specializer.data(MethodHandles.lookup());
    private static final int AT = (Integer) DATA[0];
    private static final int K = (Integer) DATA[1];
    private static final @Nullable Object F = DATA[2];

    @Override
    boolean test(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F == null ? run.functions[AT] : F)).call(record);
    }

    @Override
    Object apply(Object record, Run run) throws Exception {
        Object f = F == null ? run.functions[AT] : F;
        switch (K) {
            case MAP:
                return ((Function<Object, Object>) f).call(record);
            case MAP_TO_PAIR:
                return ((PairFunction<Object, Object, Object>) f).call(record);
            case MAP_TO_DOUBLE:
                return ((DoubleFunction<Object>) f).call(record);
            case KEY_BY:
                return new Tuple2<>(((Function<Object, Object>) f).call(record), record);
            case MAP_VALUES:
                Tuple2<Object, Object> pair = (Tuple2<Object, Object>) record;
                return new Tuple2<>(pair._1(), ((Function<Object, Object>) f).call(pair._2()));
            case KEYS:
                return ((Tuple2<Object, Object>) record)._1();
            default:
                return ((Tuple2<Object, Object>) record)._2();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.Function;
import io.waterclock.function.PairFunction;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Template: up to six operators that make at most one record of one. Never used itself; {@link Specializer} copies it.
 *
 * <p>Each slot has a constant kind and, unless the function captures something, a constant function; what a copy doesn't
 * use folds away, and each copy has a type profile of its own, so that the JIT inlines the user's functions. A function
 * that captures is read from the run, so that a copy serves every job with lambdas of the same class.
 *
 * <p>Six slots, and methods a slot, keep every method within the JIT's limits for inlining (325 bytecodes, 15 levels); a
 * test asserts the first. A filter answers a boolean, not a record or a mark for none: where the two would meet, JDK 17
 * could not take the record's box away.
 */
@SuppressWarnings({"unchecked", "NullAway"})
final class SegmentTemplate extends Push {
    private static final int NONE = Specializer.NONE;
    private static final int MAP = Specializer.MAP;
    private static final int FILTER = Specializer.FILTER;
    private static final int MAP_TO_PAIR = Specializer.MAP_TO_PAIR;
    private static final int MAP_VALUES = Specializer.MAP_VALUES;
    private static final int KEYS = Specializer.KEYS;
    private static final int MAP_TO_DOUBLE = Specializer.MAP_TO_DOUBLE;
    private static final int KEY_BY = Specializer.KEY_BY;

    private static final Object[] DATA = Specializer.data(MethodHandles.lookup());
    private static final Push NEXT = (Push) DATA[0];
    private static final int BASE = (Integer) DATA[1];
    private static final int K0 = Specializer.kind(DATA, 0);
    private static final int K1 = Specializer.kind(DATA, 1);
    private static final int K2 = Specializer.kind(DATA, 2);
    private static final int K3 = Specializer.kind(DATA, 3);
    private static final int K4 = Specializer.kind(DATA, 4);
    private static final int K5 = Specializer.kind(DATA, 5);
    private static final @Nullable Object F0 = Specializer.function(DATA, 0);
    private static final @Nullable Object F1 = Specializer.function(DATA, 1);
    private static final @Nullable Object F2 = Specializer.function(DATA, 2);
    private static final @Nullable Object F3 = Specializer.function(DATA, 3);
    private static final @Nullable Object F4 = Specializer.function(DATA, 4);
    private static final @Nullable Object F5 = Specializer.function(DATA, 5);

    @Override
    long accept(Object record, Run run) throws Exception {
        int at = 0;
        try {
            at = 0;
            if (K0 == FILTER) {
                if (!test0(record, run)) {
                    return 0;
                }
            } else if (K0 != NONE) {
                record = apply0(record, run);
            }
            at = 1;
            if (K1 == FILTER) {
                if (!test1(record, run)) {
                    return 0;
                }
            } else if (K1 != NONE) {
                record = apply1(record, run);
            }
            at = 2;
            if (K2 == FILTER) {
                if (!test2(record, run)) {
                    return 0;
                }
            } else if (K2 != NONE) {
                record = apply2(record, run);
            }
            at = 3;
            if (K3 == FILTER) {
                if (!test3(record, run)) {
                    return 0;
                }
            } else if (K3 != NONE) {
                record = apply3(record, run);
            }
            at = 4;
            if (K4 == FILTER) {
                if (!test4(record, run)) {
                    return 0;
                }
            } else if (K4 != NONE) {
                record = apply4(record, run);
            }
            at = 5;
            if (K5 == FILTER) {
                if (!test5(record, run)) {
                    return 0;
                }
            } else if (K5 != NONE) {
                record = apply5(record, run);
            }
        } catch (Throwable t) {
            run.failed(BASE + at);
            throw t;
        }
        return NEXT.accept(record, run);
    }

    private static boolean test0(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F0 == null ? run.functions[BASE + 0] : F0)).call(record);
    }

    private static Object apply0(Object record, Run run) throws Exception {
        Object f = F0 == null ? run.functions[BASE + 0] : F0;
        switch (K0) {
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

    private static boolean test1(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F1 == null ? run.functions[BASE + 1] : F1)).call(record);
    }

    private static Object apply1(Object record, Run run) throws Exception {
        Object f = F1 == null ? run.functions[BASE + 1] : F1;
        switch (K1) {
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

    private static boolean test2(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F2 == null ? run.functions[BASE + 2] : F2)).call(record);
    }

    private static Object apply2(Object record, Run run) throws Exception {
        Object f = F2 == null ? run.functions[BASE + 2] : F2;
        switch (K2) {
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

    private static boolean test3(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F3 == null ? run.functions[BASE + 3] : F3)).call(record);
    }

    private static Object apply3(Object record, Run run) throws Exception {
        Object f = F3 == null ? run.functions[BASE + 3] : F3;
        switch (K3) {
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

    private static boolean test4(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F4 == null ? run.functions[BASE + 4] : F4)).call(record);
    }

    private static Object apply4(Object record, Run run) throws Exception {
        Object f = F4 == null ? run.functions[BASE + 4] : F4;
        switch (K4) {
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

    private static boolean test5(Object record, Run run) throws Exception {
        return ((Function<Object, Boolean>) (F5 == null ? run.functions[BASE + 5] : F5)).call(record);
    }

    private static Object apply5(Object record, Run run) throws Exception {
        Object f = F5 == null ? run.functions[BASE + 5] : F5;
        switch (K5) {
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

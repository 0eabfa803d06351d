// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether adding and taking away values gives back exactly what there was. With floating point it doesn't: what was lost in rounding
 * stays lost, and a window from which values are subtracted drifts. So a value counts as exact only when nothing in it can be floating point.
 */
final class Exactness {
    private static final Set<Class<?>> EXACT = Set.of(
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Character.class,
            Boolean.class,
            String.class,
            BigInteger.class,
            BigDecimal.class,
            byte[].class,
            short[].class,
            int[].class,
            long[].class,
            char[].class,
            boolean[].class);

    private static final int MOST_LEVELS = 4;

    private static final ClassValue<Boolean> OF_TYPES = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isExactType(type, MOST_LEVELS);
        }
    };

    private Exactness() {}

    /** Whether all values of the class are exact. */
    static boolean isExact(Class<?> type) {
        return OF_TYPES.get(type);
    }

    static boolean isExact(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (value instanceof Tuple2<?, ?> two) {
            return isExact(two._1()) && isExact(two._2());
        }
        if (value instanceof Tuple3<?, ?, ?> three) {
            return isExact(three._1()) && isExact(three._2()) && isExact(three._3());
        }
        if (value instanceof Tuple4<?, ?, ?, ?> four) {
            return isExact(four._1()) && isExact(four._2()) && isExact(four._3()) && isExact(four._4());
        }
        return isExact(value.getClass());
    }

    private static boolean isExactType(Class<?> type, int levels) {
        if (type.isPrimitive()) {
            return type != double.class && type != float.class;
        }
        if (EXACT.contains(type) || type.isEnum()) {
            return true;
        }
        if (levels == 0
                || !Modifier.isFinal(type.getModifiers())
                || type.isArray()
                || type.getName().startsWith("java.")) {
            return false; // what a sub-class, an element or a library holds isn't known
        }
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !isExactType(field.getType(), levels - 1)) {
                    return false;
                }
            }
        }
        return true;
    }
}

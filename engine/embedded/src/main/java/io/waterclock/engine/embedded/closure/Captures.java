// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.function.Immutables;
import io.waterclock.function.OutsideTasks;
import io.waterclock.function.Shared;
import io.waterclock.function.SharedVariable;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.ZeroValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a function holds on to: fields of its class, which for a lambda are the values that it captured.
 *
 * <p>Looking takes reflection, so the fields are found once a class. A class without any (a lambda that captures nothing,
 * a method reference) is stateless: all its instances do the same.
 */
public final class Captures {
    private static final int MAX_DEPTH = 4;

    /** A function, one in it, an object of the program's. */
    private static final int MAX_HOLDERS = 2;

    /** A larger collection is not looked through: doing so for each job would take longer than it saves. */
    private static final int MAX_ELEMENTS = 100_000;

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        open(field);
                        fields.add(field);
                    }
                }
            }
            return fields.toArray(Field[]::new);
        }
    };

    private Captures() {}

    private static void open(Field field) {
        try {
            field.setAccessible(true);
        } catch (RuntimeException e) {
            // its module is closed to us: who reads the field will be told so
        }
    }

    /** The instance fields of a class and those above it. */
    static Field[] fields(Class<?> type) {
        return FIELDS.get(type);
    }

    /** Whether the JDK made the class for a lambda or a method reference. */
    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.getName().contains("$$Lambda");
    }

    /** Whether instances of the class hold nothing at all. */
    public static boolean isStateless(Class<?> type) {
        return FIELDS.get(type).length == 0;
    }

    /**
     * What is not known to be immutable among the captures of a function.
     *
     * @return a description for people, such as {@code captured value 1, of type java.util.ArrayList}; null when all is
     *     known to be immutable
     */
    static @Nullable String mutable(Object function) {
        return mutable(function, MAX_DEPTH);
    }

    private static @Nullable String mutable(Object holder, int depth) {
        Field[] fields = FIELDS.get(holder.getClass());
        boolean lambda = isLambda(holder.getClass());
        for (int i = 0; i < fields.length; i++) {
            Field field = fields[i];
            if (!Modifier.isFinal(field.getModifiers())) {
                return "field " + field.getName() + " of " + holder.getClass().getName() + ", which is not final";
            }
            if (Immutables.isKnownImmutable(field.getType())) {
                continue;
            }
            Object value;
            try {
                value = field.get(holder);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return describe(lambda, i, field, field.getType());
            }
            if (isShared(value)) {
                continue;
            }
            if (isOurs(holder) && !isFunction(value)) {
                continue;
            }
            if (depth == 0 || !isFunction(value)) {
                return describe(lambda, i, field, value.getClass());
            }
            String inside = mutable(value, depth - 1); // of a function in a function: what that one captured
            if (inside != null) {
                return inside;
            }
        }
        return null;
    }

    /** Whether tasks may share what a function captured. */
    static boolean isKnownImmutable(@Nullable Object value) {
        return value == null || isShared(value) || isFunction(value) && mutable(value) == null;
    }

    /** Whether a function holds what is of no use in a task, itself or in an object that it holds. */
    static boolean holdsWhatIsOutsideTasks(Object function) {
        return holdsWhatIsOutsideTasks(function, MAX_HOLDERS);
    }

    private static boolean holdsWhatIsOutsideTasks(Object holder, int depth) {
        for (Field field : FIELDS.get(holder.getClass())) {
            Object value = valueOf(field, holder);
            if (value instanceof OutsideTasks
                    || value != null && depth > 0 && holdsWhatIsOutsideTasks(value, depth - 1)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object valueOf(Field field, Object holder) {
        try {
            return field.get(holder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // its module is closed to us
        }
    }

    private static boolean isShared(Object value) {
        return Immutables.isKnownImmutable(value)
                || value instanceof Partitioner
                || value instanceof Shared
                || value instanceof ZeroValue<?>
                || value instanceof SharedVariable variable && variable.isSafeInTasks()
                || isImmutableCollection(value);
    }

    /** {@code List.of}, {@code Map.copyOf} and their like, when all that is in them is known to be immutable. */
    private static boolean isImmutableCollection(Object value) {
        if (!value.getClass().getName().startsWith("java.util.ImmutableCollections$")) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            return map.size() <= MAX_ELEMENTS && areImmutable(map.keySet()) && areImmutable(map.values());
        }
        return value instanceof Collection<?> all && all.size() <= MAX_ELEMENTS && areImmutable(all);
    }

    /** Whether nothing in the collection can be changed. */
    static boolean areImmutable(Collection<?> values) {
        Class<?> known = null;
        for (Object value : values) {
            if (value == null || value.getClass() == known) {
                continue;
            }
            if (!Immutables.isKnownImmutable(value)) {
                return false;
            }
            // what is immutable by its class alone need not be asked about again
            if (Immutables.isKnownImmutable(value.getClass())) {
                known = value.getClass();
            }
        }
        return true;
    }

    /** Functions of derived operators change nothing that they hold; what they hold of the user's are functions. */
    private static boolean isOurs(Object holder) {
        return holder.getClass().getPackageName().equals("io.waterclock.rdd.derived");
    }

    private static boolean isFunction(Object value) {
        for (Class<?> type : value.getClass().getInterfaces()) {
            if (type.getPackageName().equals("io.waterclock.function")
                    || type.getPackageName().equals("java.util.function")
                    || type == java.util.Comparator.class) {
                return true;
            }
        }
        return false;
    }

    private static String describe(boolean lambda, int index, Field field, Class<?> type) {
        return (lambda ? "captured value " + (index + 1) : "field " + field.getName()) + ", of type " + type.getName();
    }
}

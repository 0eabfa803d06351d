// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.function.Immutables;
import io.waterclock.rdd.Partitioner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a function holds on to: fields of its class, which for a lambda are the values that it captured.
 *
 * <p>Looking takes reflection, so the fields are found once a class. A class without any (a lambda that captures nothing,
 * a method reference) is stateless: all its instances do the same.
 */
public final class Captures {
    private static final int MAX_DEPTH = 4;

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        fields.add(field);
                    }
                }
            }
            return fields.toArray(Field[]::new);
        }
    };

    private Captures() {}

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
        boolean lambda = holder.getClass().isHidden();
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
                field.setAccessible(true);
                value = field.get(holder);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return describe(lambda, i, field, field.getType());
            }
            if (Immutables.isKnownImmutable(value) || value instanceof Partitioner) {
                continue;
            }
            if (depth == 0 || !isFunction(value) || mutable(value, depth - 1) != null) {
                return describe(lambda, i, field, value.getClass());
            }
        }
        return null;
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

    /** The function in Java's serialized form, or null with the reason told to {@code refused}. */
    static byte @Nullable [] serialize(Object function, java.util.function.Consumer<String> refused) {
        if (!(function instanceof Serializable)) {
            refused.accept("its class " + function.getClass().getName() + " is not serializable");
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(function);
            return bytes.toByteArray();
        } catch (IOException | RuntimeException e) {
            refused.accept(e.toString());
            return null;
        }
    }

    /** A new instance of what {@link #serialize} wrote. */
    static Object deserialize(byte[] bytes) throws IOException, ClassNotFoundException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                try {
                    return Class.forName(description.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    return super.resolveClass(description);
                }
            }
        }) {
            return in.readObject();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies objects by Java serialization, within this process; the bytes are never read from outside. */
public final class Copies {
    private Copies() {}

    /** Stands in the bytes for a variable that isn't copied. */
    private record Place(int index) implements Serializable {}

    /**
     * @throws IOException when something in it is not serializable; also for a graph too deep for the stack
     */
    public static byte[] serialize(Object value) throws IOException {
        return serialize(value, new ArrayList<>());
    }

    /**
     * @param shared takes the variables that are left out of the bytes; needed again to make a copy
     * @throws IOException as {@link #serialize(Object)}; what was found until then is in {@code shared}
     */
    public static byte[] serialize(Object value, List<SharedVariable> shared) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new WithoutVariables(bytes, shared)) {
            out.writeObject(value);
        } catch (StackOverflowError e) {
            throw new IOException("its object graph is too deep to be serialized", e);
        }
        return bytes.toByteArray();
    }

    /**
     * A new copy.
     *
     * @param like whose class loader knows the classes; the thread's context class loader is asked after it
     */
    public static Object deserialize(byte[] bytes, Object like) throws IOException, ClassNotFoundException {
        return deserialize(bytes, like, List.of());
    }

    /**
     * A new copy, in which each variable that was left out stands as {@link SharedVariable#inTask()}.
     *
     * @param shared what {@link #serialize(Object, List)} left out
     */
    public static Object deserialize(byte[] bytes, Object like, List<SharedVariable> shared)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new WithVariables(bytes, like.getClass().getClassLoader(), shared)) {
            return in.readObject();
        }
    }

    private static final class WithoutVariables extends ObjectOutputStream {
        private final List<SharedVariable> shared;

        WithoutVariables(OutputStream out, List<SharedVariable> shared) throws IOException {
            super(out);
            this.shared = shared;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object value) {
            if (!(value instanceof SharedVariable variable)) {
                return value;
            }
            shared.add(variable);
            return new Place(shared.size() - 1);
        }
    }

    private static final class WithVariables extends ObjectInputStream {
        private final @Nullable ClassLoader first;
        private final @Nullable ClassLoader second = Thread.currentThread().getContextClassLoader();
        private final List<SharedVariable> shared;

        WithVariables(byte[] bytes, @Nullable ClassLoader first, List<SharedVariable> shared) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.first = first;
            this.shared = shared;
            enableResolveObject(true);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> found = find(description.getName(), first);
            if (found == null) {
                found = find(description.getName(), second);
            }
            return found != null ? found : super.resolveClass(description);
        }

        @Override
        protected Object resolveObject(Object value) {
            return value instanceof Place place ? shared.get(place.index).inTask() : value;
        }
    }

    private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
        if (loader == null) {
            return null;
        }
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return null; // the next loader is asked
        }
    }
}

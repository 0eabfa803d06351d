// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** Copies objects by Java serialization, within this process; the bytes are never read from outside. */
public final class Copies {
    private Copies() {}

    /**
     * @throws IOException when something in it is not serializable; also for a graph too deep for the stack
     */
    public static byte[] serialize(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
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
        ClassLoader first = like.getClass().getClassLoader();
        ClassLoader second = Thread.currentThread().getContextClassLoader();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                Class<?> found = find(description.getName(), first);
                if (found == null) {
                    found = find(description.getName(), second);
                }
                return found != null ? found : super.resolveClass(description);
            }
        }) {
            return in.readObject();
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

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.Immutables;
import io.waterclock.function.Sneaky;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A zero value that each use gets a copy of, so that one task can't see what another did to it. A known immutable is used
 * as it is; anything else is copied by Java serialization within the process.
 */
public final class ZeroValue<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final @Nullable T immutable;
    private final byte @Nullable [] bytes;

    private ZeroValue(@Nullable T immutable, byte @Nullable [] bytes) {
        this.immutable = immutable;
        this.bytes = bytes;
    }

    /**
     * @param where the operator that takes the value, for the error
     * @throws IllegalArgumentException when the value can't be copied
     */
    public static <T> ZeroValue<T> of(@Nullable T value, String where) {
        if (value == null || Immutables.isKnownImmutable(value)) {
            return new ZeroValue<>(value, null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The zero value of " + where + " can't be copied for each task: "
                            + value.getClass().getName()
                            + " is neither known to be immutable nor serializable (" + e
                            + "). Use a value that implements java.io.Serializable,"
                            + " or an immutable one such as a number, a String or a record of those",
                    e);
        }
        return new ZeroValue<>(null, bytes.toByteArray());
    }

    /** The value for one use. */
    @SuppressWarnings({"unchecked", "NullAway"})
    public T copy() {
        if (bytes == null) {
            return immutable;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (ObjectInputStream in = new LoaderStream(bytes, loader)) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw Sneaky.unchecked(e);
        }
    }

    private static final class LoaderStream extends ObjectInputStream {
        private final @Nullable ClassLoader loader;

        LoaderStream(byte[] bytes, @Nullable ClassLoader loader) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            if (loader != null) {
                try {
                    return Class.forName(description.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    return super.resolveClass(description);
                }
            }
            return super.resolveClass(description);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects by Java serialization, within this process: classes are numbers of {@link PrivateTypes}, which makes the bytes few, and
 * keeps out every class that was not seen in writing.
 */
final class Serialized {
    private Serialized() {}

    /** @throws java.io.NotSerializableException naming the class that isn't serializable */
    static byte[] write(Object value, PrivateTypes types) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (Out out = new Out(bytes, types)) {
            out.writeObject(value);
        } catch (StackOverflowError e) {
            throw new IOException(
                    value.getClass().getTypeName()
                            + " is nested too deep for Java serialization; register a codec for it",
                    e);
        }
        return bytes.toByteArray();
    }

    static Object read(byte[] bytes, PrivateTypes types, @Nullable ClassLoader classLoader) throws IOException {
        try (In in = new In(new ByteArrayInputStream(bytes), bytes.length, types, classLoader)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            throw new CorruptRecordsException("A serialized object can't be read back: " + e, e);
        }
    }

    private static final class Out extends ObjectOutputStream {
        private final PrivateTypes types;

        Out(OutputStream out, PrivateTypes types) throws IOException {
            super(out);
            this.types = types;
        }

        @Override
        protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
            writeInt(types.numberOf(descriptor.forClass()));
        }

        @Override
        protected void annotateProxyClass(Class<?> proxy) {
            types.numberOf(proxy);
            for (Class<?> face : proxy.getInterfaces()) {
                types.numberOf(face);
            }
        }
    }

    private static final class In extends ObjectInputStream {
        private final PrivateTypes types;
        private final @Nullable ClassLoader classLoader;

        In(InputStream in, int length, PrivateTypes types, @Nullable ClassLoader classLoader) throws IOException {
            super(in);
            this.types = types;
            this.classLoader = classLoader;
            // An element takes a byte at least; hash tables are up to four times as long as what is in them.
            setObjectInputFilter(info -> filter(info, 1024 + 4L * length));
        }

        private ObjectInputFilter.Status filter(ObjectInputFilter.FilterInfo info, long mostElements) {
            if (info.arrayLength() >= 0) {
                return info.arrayLength() <= mostElements
                        ? ObjectInputFilter.Status.ALLOWED
                        : ObjectInputFilter.Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return ObjectInputFilter.Status.UNDECIDED;
            }
            return type.isPrimitive() || types.knows(type)
                    ? ObjectInputFilter.Status.ALLOWED
                    : ObjectInputFilter.Status.REJECTED;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException {
            int number = readInt();
            Class<?> type = types.typeOf(number);
            if (type == null) {
                throw new InvalidClassException("class " + number + " is not one that this process has written");
            }
            return ObjectStreamClass.lookupAny(type);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) {
            return descriptor.forClass();
        }

        @Override
        protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
            Class<?>[] faces = new Class<?>[names.length];
            for (int i = 0; i < names.length; i++) {
                faces[i] = Class.forName(names[i], false, classLoader);
                if (!types.knows(faces[i])) {
                    throw new InvalidClassException(
                            names[i], "not an interface of a proxy that this process has written");
                }
            }
            return proxyOf(faces);
        }

        private Class<?> proxyOf(Class<?>[] faces) {
            ClassLoader loader = faces.length == 0 ? classLoader : faces[0].getClassLoader();
            return java.lang.reflect.Proxy.newProxyInstance(loader, faces, (proxy, method, args) -> null)
                    .getClass();
        }
    }
}

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

    static Object read(byte[] bytes, PrivateTypes types) throws IOException {
        try (In in = new In(new ByteArrayInputStream(bytes), bytes.length, types)) {
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
        protected void annotateProxyClass(Class<?> proxy) throws IOException {
            for (Class<?> face : proxy.getInterfaces()) {
                types.numberOf(face);
            }
            writeInt(types.numberOf(proxy));
        }
    }

    private static final class In extends ObjectInputStream {
        private final PrivateTypes types;

        In(InputStream in, int length, PrivateTypes types) throws IOException {
            super(in);
            this.types = types;
            // Which classes there may be, readType decides; a filter would also refuse what their readResolve makes. An
            // element
            // takes a byte at least, and hash tables are up to four times as long as what is in them.
            long mostElements = 1024 + 4L * length;
            setObjectInputFilter(info -> info.arrayLength() > mostElements
                    ? ObjectInputFilter.Status.REJECTED
                    : ObjectInputFilter.Status.UNDECIDED);
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException {
            return ObjectStreamClass.lookupAny(readType());
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) {
            return descriptor.forClass();
        }

        @Override
        protected Class<?> resolveProxyClass(String[] names) throws IOException {
            return readType();
        }

        private Class<?> readType() throws IOException {
            int number = readInt();
            Class<?> type = types.typeOf(number);
            if (type == null) {
                throw new InvalidClassException("class " + number + " is not one that this process has written");
            }
            return type;
        }
    }
}

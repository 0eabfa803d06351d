// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Sneaky;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record class: its components in their order, read from the fields and given to the canonical constructor. */
final class RecordType implements ValueType {
    private final Class<?> type;
    private final String[] names;
    /** A letter a component, as in descriptors: L for all that aren't primitive. */
    private final String kinds;

    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    private RecordType(Class<?> type, RecordComponent[] components) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?>[] types = new Class<?>[components.length];
        StringBuilder letters = new StringBuilder();
        this.type = type;
        this.names = new String[components.length];
        this.getters = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            names[i] = components[i].getName();
            types[i] = components[i].getType();
            letters.append(types[i].isPrimitive() ? types[i].descriptorString() : "L");
            Field field = type.getDeclaredField(names[i]);
            field.setAccessible(true);
            Class<?> as = types[i].isPrimitive() ? types[i] : Object.class;
            getters[i] = lookup.unreflectGetter(field).asType(MethodType.methodType(as, Object.class));
        }
        this.kinds = letters.toString();
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        this.constructor = lookup.unreflectConstructor(canonical)
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /** @throws WaterclockException with code CODEC_MISSING when the class is not open to this module */
    static RecordType of(Class<?> type) {
        try {
            return new RecordType(type, type.getRecordComponents());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new WaterclockException(
                    ErrorCode.CODEC_MISSING,
                    "The record " + type.getTypeName() + " can't be looked into (" + e + "). Open its package to "
                            + RecordType.class.getModule() + ", or register a codec for it",
                    e);
        }
    }

    @Override
    public Class<?> type() {
        return type;
    }

    @Override
    public void define(RecordOutput out, RecordWriter.Mode mode, Codecs codecs) throws IOException {
        out.writeLength(Format.KIND_RECORD);
        if (mode == RecordWriter.Mode.PRIVATE) {
            out.writeLength(codecs.privateTypes().numberOf(type));
            return;
        }
        out.writeString(codecs.nameOf(type));
        out.writeString(kinds);
        for (String component : names) {
            out.writeString(component);
        }
    }

    @Override
    public void write(Object value, RecordOutput out) throws IOException {
        try {
            for (int i = 0; i < getters.length; i++) {
                writeComponent(kinds.charAt(i), getters[i], value, out);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Sneaky.unchecked(e);
        }
    }

    private static void writeComponent(char kind, MethodHandle getter, Object value, RecordOutput out)
            throws Throwable {
        switch (kind) {
            case 'Z' -> out.writeBoolean((boolean) getter.invokeExact(value));
            case 'B' -> out.writeByte((byte) getter.invokeExact(value));
            case 'S' -> out.writeShort((short) getter.invokeExact(value));
            case 'C' -> out.writeChar((char) getter.invokeExact(value));
            case 'I' -> out.writeInt((int) getter.invokeExact(value));
            case 'J' -> out.writeLong((long) getter.invokeExact(value));
            case 'F' -> out.writeFloat((float) getter.invokeExact(value));
            case 'D' -> out.writeDouble((double) getter.invokeExact(value));
            default -> out.write((Object) getter.invokeExact(value));
        }
    }

    @Override
    public ValueReader reader(RecordInput in, RecordWriter.Mode mode) throws IOException {
        if (mode == RecordWriter.Mode.DURABLE) {
            checkComponents(in);
        }
        return this::read;
    }

    private void checkComponents(RecordInput in) throws IOException {
        String writtenKinds = in.readString();
        String[] writtenNames = new String[Math.min(writtenKinds.length(), 255)];
        for (int i = 0; i < writtenNames.length; i++) {
            writtenNames[i] = in.readString();
        }
        if (!writtenKinds.equals(kinds) || !Arrays.equals(writtenNames, names)) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED,
                    "The record " + type.getTypeName() + " has changed since it was written: it has the components "
                            + describe(kinds, names) + ", and the stream has " + describe(writtenKinds, writtenNames)
                            + ". Register a record of the old form with codecs().register(Old.class) and codecs().alias(\""
                            + type.getName()
                            + "\", Old.class), and map what is read to the new one");
        }
    }

    private static String describe(String kinds, String[] names) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < names.length; i++) {
            String kind = switch (kinds.charAt(i)) {
                case 'Z' -> "boolean ";
                case 'B' -> "byte ";
                case 'S' -> "short ";
                case 'C' -> "char ";
                case 'I' -> "int ";
                case 'J' -> "long ";
                case 'F' -> "float ";
                case 'D' -> "double ";
                default -> "";
            };
            text.append(i == 0 ? "" : ", ").append(kind).append(names[i]);
        }
        return text.append(')').toString();
    }

    private Object read(RecordInput in) throws IOException {
        @Nullable Object[] components = new Object[getters.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = readComponent(kinds.charAt(i), in);
        }
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Throwable e) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED,
                    "The constructor of the record " + type.getTypeName() + " refused components that were read: " + e,
                    e);
        }
    }

    private static @Nullable Object readComponent(char kind, RecordInput in) throws IOException {
        return switch (kind) {
            case 'Z' -> in.readBoolean();
            case 'B' -> in.readByte();
            case 'S' -> in.readShort();
            case 'C' -> in.readChar();
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 'F' -> in.readFloat();
            case 'D' -> in.readDouble();
            default -> in.read();
        };
    }

    @Override
    public String toString() {
        return "the record " + type.getTypeName();
    }
}

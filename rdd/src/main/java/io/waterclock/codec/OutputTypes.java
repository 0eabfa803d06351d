// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter.Mode;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of a stream that is being written: which tag a class has, and how its values are written. */
final class OutputTypes {
    private static final String NONE_NAMED =
            " nor for a class of that type, and no record or enum of it is named either";
    private static final String ELEMENT_UNKNOWN = ", whose element type the reader could not know";

    private final Codecs codecs;
    private final Mode mode;
    private final String purpose;
    private final Map<Class<?>, Entry> entries = new HashMap<>();
    private int nextTag = Format.FIRST_TYPE;
    private @Nullable Class<?> lastType;
    private @Nullable Entry lastEntry;

    /** @param type null for tags that every stream has */
    private record Entry(int tag, @Nullable ValueType type) {}

    OutputTypes(Codecs codecs, Mode mode, String purpose) {
        this.codecs = codecs;
        this.mode = mode;
        this.purpose = purpose;
    }

    Mode mode() {
        return mode;
    }

    /** A value whose class isn't one that {@link RecordOutput#write} knows itself. */
    void write(Object value, Class<?> type, RecordOutput out) throws IOException {
        Entry entry = lastEntry;
        if (type != lastType || entry == null) {
            entry = entries.get(type);
            if (entry == null) {
                entry = define(value, type, out);
                entries.put(type, entry);
            }
            lastType = type;
            lastEntry = entry;
        }
        ValueType own = entry.type;
        if (own == null) {
            writeFixed(entry.tag, value, out);
            return;
        }
        out.writeLength(entry.tag);
        try {
            own.write(value, out);
        } catch (ClassCastException | NullPointerException | IllegalStateException e) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED,
                    "The codec of " + own + " failed to write a value for " + purpose + ": " + e,
                    e);
        }
    }

    /** What {@link #define} would refuse, as far as the declared type of a value tells. */
    void require(Type declared, Set<Type> looked) {
        if (declared instanceof ParameterizedType generic) {
            require(generic.getRawType(), looked);
            for (Type argument : generic.getActualTypeArguments()) {
                require(argument, looked);
            }
        } else if (declared instanceof Class<?> type && looked.add(type)) {
            requireClass(type, looked);
        }
    }

    private void requireClass(Class<?> type, Set<Type> looked) {
        if (codecs.isRegistered(type) || Containers.tagOf(type) >= 0) {
            return;
        }
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                require(permitted, looked);
            }
            return;
        }
        boolean isOpen = type == Object.class || Modifier.isAbstract(type.getModifiers()); // also primitives and arrays
        if (isOpen && codecs.canHaveSome(type)) {
            return;
        }
        ValueType own = codecs.typeOf(null, type, Mode.DURABLE);
        if (own == null || own instanceof ArrayType array && !codecs.canName(array.element())) {
            throw missing(type, own != null ? ELEMENT_UNKNOWN : isOpen ? NONE_NAMED : "");
        }
        if (type.isRecord() && own instanceof RecordType) {
            for (RecordComponent component : type.getRecordComponents()) {
                require(component.getGenericType(), looked);
            }
        }
    }

    private Entry define(Object value, Class<?> type, RecordOutput out) throws IOException {
        int fixed = codecs.isRegistered(type) ? -1 : Containers.tagOf(type);
        if (fixed >= 0) {
            return new Entry(fixed, null);
        }
        ValueType own = codecs.typeOf(value, type, mode);
        if (own instanceof ArrayType && mode == Mode.DURABLE && !codecs.canName(((ArrayType) own).element())) {
            throw missing(type, ELEMENT_UNKNOWN);
        }
        if (own != null) {
            out.writeLength(Format.DEFINE);
            own.define(out, mode, codecs);
            return new Entry(nextTag++, own);
        }
        if (mode == Mode.PRIVATE) {
            return new Entry(Format.SERIALIZED, null);
        }
        throw missing(type, "");
    }

    private void writeFixed(int tag, Object value, RecordOutput out) throws IOException {
        switch (tag) {
            case Format.TRUE -> out.writeByte((Boolean) value ? Format.TRUE : Format.FALSE);
            case Format.TUPLE3 -> {
                Tuple3<?, ?, ?> tuple = (Tuple3<?, ?, ?>) value;
                out.writeByte(tag);
                out.write(tuple._1());
                out.write(tuple._2());
                out.write(tuple._3());
            }
            case Format.TUPLE4 -> {
                Tuple4<?, ?, ?, ?> tuple = (Tuple4<?, ?, ?, ?>) value;
                out.writeByte(tag);
                out.write(tuple._1());
                out.write(tuple._2());
                out.write(tuple._3());
                out.write(tuple._4());
            }
            case Format.TREE_SET, Format.TREE_MAP -> writeSorted(tag, value, out);
            case Format.LINKED_HASH_SET, Format.LINKED_HASH_MAP -> writeByEquals(tag, value, out);
            case Format.SERIALIZED -> writeSerialized(value, out);
            default -> {
                out.writeByte(tag);
                Containers.write(tag, value, out);
            }
        }
    }

    private void writeByEquals(int tag, Object value, RecordOutput out) throws IOException {
        if (!Containers.hasEqualElements(value)) {
            out.writeByte(tag);
            Containers.write(tag, value, out);
        } else if (mode == Mode.PRIVATE) {
            writeSerialized(value, out);
        } else {
            throw missing(
                    value.getClass(), " that holds equal elements, which it tells apart in another way (by identity?)");
        }
    }

    private void writeSorted(int tag, Object value, RecordOutput out) throws IOException {
        if (Containers.canWriteOrder(value)) {
            out.writeByte(tag);
            Containers.write(tag, value, out);
        } else if (mode == Mode.PRIVATE) {
            writeSerialized(value, out);
        } else {
            throw missing(
                    value.getClass(),
                    " with a comparator of its own, which can't be written (natural and reverse order can)");
        }
    }

    private void writeSerialized(Object value, RecordOutput out) throws IOException {
        byte[] bytes;
        try {
            bytes = Serialized.write(value, codecs.privateTypes());
        } catch (java.io.NotSerializableException e) {
            throw missing(value.getClass(), ", which isn't serializable either (" + e.getMessage() + ")");
        }
        out.writeByte(Format.SERIALIZED);
        out.writeBytes(bytes);
    }

    private WaterclockException missing(Class<?> type, String what) {
        return new WaterclockException(
                ErrorCode.CODEC_MISSING,
                "There is no codec for " + type.getTypeName() + what + ", needed for " + purpose
                        + ". Register one: context.codecs().register(" + type.getSimpleName()
                        + ".class, codec). Records, enums and the JDK's everyday types need none");
    }

    WaterclockException tooDeep(Class<?> type) {
        return new WaterclockException(
                ErrorCode.CODEC_FAILED,
                "A value for " + purpose + " is nested deeper than " + Format.DEPTH
                        + " levels (or holds itself); the innermost is " + type.getTypeName()
                        + ". Give a long chain a codec that writes it as a list");
    }
}

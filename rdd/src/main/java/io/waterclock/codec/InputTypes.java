// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of a stream that is being read. */
final class InputTypes {
    private final Codecs codecs;
    private final Mode mode;
    private final @Nullable ClassLoader classLoader;
    private final List<ValueType.ValueReader> readers = new ArrayList<>();

    InputTypes(Codecs codecs, Mode mode, @Nullable ClassLoader classLoader) {
        this.codecs = codecs;
        this.mode = mode;
        this.classLoader = classLoader;
    }

    Mode mode() {
        return mode;
    }

    /** Reads what {@link ValueType#define} wrote. */
    void define(RecordInput in) throws IOException {
        int kind = in.readLength();
        ValueType type;
        if (mode == Mode.PRIVATE) {
            type = privateType(kind, in);
        } else if (kind == Format.KIND_ARRAY) {
            int innerDimensions = in.readLength();
            type = ArrayType.of(codecs.namedClass(in.readString(), "an array of "), innerDimensions, in);
        } else {
            type = named(kind, in.readString());
        }
        readers.add(type.reader(in, mode));
    }

    private ValueType privateType(int kind, RecordInput in) throws IOException {
        Class<?> type = codecs.privateTypes().typeOf(in.readLength(), in);
        ValueType own = codecs.typeOf(null, type, mode);
        if (own == null) {
            throw in.corrupt(type.getTypeName() + " is no type of kind " + kind);
        }
        return own;
    }

    private ValueType named(int kind, String name) {
        String what = switch (kind) {
            case Format.KIND_RECORD -> "the record ";
            case Format.KIND_ENUM -> "the enum ";
            default -> "";
        };
        Class<?> type = codecs.namedClass(name, what);
        ValueType own = codecs.typeOf(null, type, mode);
        boolean fits = kind == Format.KIND_RECORD
                ? own instanceof RecordType
                : kind == Format.KIND_ENUM ? own instanceof EnumType : own instanceof CodecType;
        if (own == null || !fits) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED,
                    "The stream has values of " + what + name + (what.isEmpty() ? " by a registered codec" : "")
                            + ", and here " + type.getTypeName()
                            + (own == null
                                    ? " has no codec"
                                    : own instanceof CodecType ? " has a registered codec" : " is written of itself")
                            + ". Register it as the program that wrote it did");
        }
        return own;
    }

    /** A value whose tag {@link RecordInput#read} doesn't know itself. */
    Object read(int tag, RecordInput in) throws IOException {
        switch (tag) {
            case Format.TUPLE2:
                return new Tuple2<>(in.read(), in.read());
            case Format.TRUE:
                return Boolean.TRUE;
            case Format.FALSE:
                return Boolean.FALSE;
            case Format.TUPLE3:
                return new Tuple3<>(in.read(), in.read(), in.read());
            case Format.TUPLE4:
                return new Tuple4<>(in.read(), in.read(), in.read(), in.read());
            case Format.SERIALIZED:
                if (mode != Mode.PRIVATE) {
                    throw in.corrupt("a serialized object in a durable stream");
                }
                return Serialized.read(in.readBytes(), codecs.privateTypes(), classLoader);
            default:
                if (tag < Format.FIRST_TYPE) {
                    return Containers.read(tag, in);
                }
                int index = tag - Format.FIRST_TYPE;
                if (index >= readers.size()) {
                    throw in.corrupt("a value is of type " + index + ", and only " + readers.size() + " have come");
                }
                return readers.get(index).read(in);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.IOException;

/** A type with a codec: the program's, or one of {@link BuiltIns}. */
record CodecType<T>(Class<T> type, String name, Codec<T> codec) implements ValueType {

    @Override
    public void define(RecordOutput out, RecordWriter.Mode mode, Codecs codecs) throws IOException {
        out.writeLength(Format.KIND_CODEC);
        if (mode == RecordWriter.Mode.PRIVATE) {
            out.writeLength(codecs.privateTypes().numberOf(type));
            return;
        }
        out.writeString(name);
        out.writeLength(codec.version());
    }

    @Override
    public void write(Object value, RecordOutput out) throws IOException {
        codec.write(type.cast(value), out);
        out.writeByte(Format.END_OF_VALUE);
    }

    @Override
    public ValueReader reader(RecordInput in, RecordWriter.Mode mode) throws IOException {
        int version = mode == RecordWriter.Mode.PRIVATE ? codec.version() : in.readLength();
        if (version > codec.version()) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED,
                    "The stream has values of " + name + " written by version " + version
                            + " of its codec, and the codec registered here is of version " + codec.version()
                            + ". Register the newer one");
        }
        return from -> read(from, version);
    }

    private Object read(RecordInput in, int version) throws IOException {
        Object value;
        try {
            value = codec.read(in, version);
        } catch (WaterclockException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new WaterclockException(
                    ErrorCode.CODEC_FAILED, "The codec of " + this + " failed to read a value: " + e, e);
        }
        if ((in.readByte() & 0xFF) != Format.END_OF_VALUE) {
            throw in.corrupt(
                    "the codec of " + this + " read more or less than was written; its two methods don't agree");
        }
        if (value == null) {
            throw new WaterclockException(ErrorCode.CODEC_FAILED, "The codec of " + this + " read a null");
        }
        return value;
    }

    @Override
    public String toString() {
        return type.getTypeName();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An enum: ordinals, and the names they stand for once a stream, so that constants may come and change places. */
final class EnumType implements ValueType {
    private final Class<?> type;
    private final Enum<?>[] constants;

    EnumType(Class<?> type) {
        this.type = type;
        this.constants = (Enum<?>[]) type.getEnumConstants();
    }

    @Override
    public Class<?> type() {
        return type;
    }

    @Override
    public void define(RecordOutput out, RecordWriter.Mode mode, Codecs codecs) throws IOException {
        out.writeLength(Format.KIND_ENUM);
        if (mode == RecordWriter.Mode.PRIVATE) {
            out.writeLength(codecs.privateTypes().numberOf(type));
            return;
        }
        out.writeString(codecs.nameOf(type));
        out.writeLength(constants.length);
        for (Enum<?> constant : constants) {
            out.writeString(constant.name());
        }
    }

    @Override
    public void write(Object value, RecordOutput out) throws IOException {
        out.writeLength(((Enum<?>) value).ordinal());
    }

    @Override
    public ValueReader reader(RecordInput in, RecordWriter.Mode mode) throws IOException {
        List<String> written = new ArrayList<>();
        if (mode == RecordWriter.Mode.DURABLE) {
            for (int i = in.readLength(); i > 0; i--) {
                written.add(in.readString());
            }
        } else {
            for (Enum<?> constant : constants) {
                written.add(constant.name());
            }
        }
        Map<String, Enum<?>> byName = new HashMap<>();
        for (Enum<?> constant : constants) {
            byName.put(constant.name(), constant);
        }
        return from -> {
            int ordinal = from.readLength();
            if (ordinal >= written.size()) {
                throw from.corrupt("there is no constant " + ordinal + " in " + this);
            }
            Enum<?> constant = byName.get(written.get(ordinal));
            if (constant == null) {
                throw new WaterclockException(
                        ErrorCode.CODEC_FAILED,
                        "The stream has the constant " + written.get(ordinal) + " of " + this
                                + ", which it hasn't any more; it has " + byName.keySet());
            }
            return constant;
        };
    }

    @Override
    public String toString() {
        return "the enum " + type.getTypeName();
    }
}

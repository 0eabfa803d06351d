// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How values of a type are written and read. Given to {@link Codecs#register(Class, Codec)}; for records, enums and the JDK's
 * everyday types none is needed.
 *
 * <p>A codec is used by many threads at once. {@link #read} must take what {@link #write} gave, no more and no less; a mark
 * behind each value finds those that don't. A value inside a value is written by {@link RecordOutput#write}, with the codec of its
 * own type. What a codec throws ends the job, with an error that names the type.
 */
public interface Codec<T> {

    /** Writes a value that isn't null. */
    void write(T value, RecordOutput out) throws IOException;

    /**
     * Reads a value.
     *
     * @param version the {@link #version()} of the codec that wrote it, never higher than this one's
     */
    T read(RecordInput in, int version) throws IOException;

    /** Counts the forms that values have had, from 1. Raise it when {@link #write} changes, and let {@link #read} know both. */
    default int version() {
        return 1;
    }

    /** The writing half of a codec. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T value, RecordOutput out) throws IOException;
    }

    /** The reading half of a codec. */
    @FunctionalInterface
    interface Reader<T extends @Nullable Object> {
        T read(RecordInput in) throws IOException;
    }

    /** A codec of version 1 out of its halves. */
    static <T> Codec<T> of(Writer<T> writer, Reader<T> reader) {
        return new Codec<>() {
            @Override
            public void write(T value, RecordOutput out) throws IOException {
                writer.write(value, out);
            }

            @Override
            public T read(RecordInput in, int version) throws IOException {
                return reader.read(in);
            }
        };
    }
}

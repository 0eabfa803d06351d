// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;

/** How values of one class are written in streams; the class has no tag of every stream's. Safe for any thread. */
interface ValueType {

    Class<?> type();

    /** Writes the kind, and what a reader needs to know of it. */
    void define(RecordOutput out, RecordWriter.Mode mode, Codecs codecs) throws IOException;

    void write(Object value, RecordOutput out) throws IOException;

    /** How values are read, given what {@link #define} wrote behind the kind and the name. */
    ValueReader reader(RecordInput in, RecordWriter.Mode mode) throws IOException;

    /** Reads values of a type of a stream. */
    @FunctionalInterface
    interface ValueReader {
        Object read(RecordInput in) throws IOException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;

/** A codec of two functions. */
record Halves<T>(Writer<T> writer, Reader<T> reader) implements Codec<T> {

    @Override
    public void write(T value, RecordOutput out) throws IOException {
        writer.write(value, out);
    }

    @Override
    public T read(RecordInput in, int version) throws IOException {
        return reader.read(in);
    }
}

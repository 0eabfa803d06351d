// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.lang.reflect.Array;

/** An array of objects of one element type; the type of an array of arrays has the dimensions of the inner ones too. */
final class ArrayType implements ValueType {
    private final Class<?> component;
    private final Class<?> element;
    private final int innerDimensions;

    ArrayType(Class<?> component) {
        Class<?> inner = component;
        int dimensions = 0;
        while (inner.isArray()) {
            inner = inner.getComponentType();
            dimensions++;
        }
        this.component = component;
        this.element = inner;
        this.innerDimensions = dimensions;
    }

    /** An array type as a durable stream names it. */
    static ArrayType of(Class<?> element, int innerDimensions, RecordInput in) throws CorruptRecordsException {
        if (innerDimensions > 254 || (innerDimensions == 0 && element.isPrimitive())) {
            throw in.corrupt("there are no arrays of " + element.getTypeName() + " with " + innerDimensions
                    + " more dimensions");
        }
        Class<?> component = element;
        for (int i = 0; i < innerDimensions; i++) {
            component = component.arrayType();
        }
        return new ArrayType(component);
    }

    Class<?> element() {
        return element;
    }

    @Override
    public Class<?> type() {
        return component.arrayType();
    }

    @Override
    public void define(RecordOutput out, RecordWriter.Mode mode, Codecs codecs) throws IOException {
        out.writeLength(Format.KIND_ARRAY);
        if (mode == RecordWriter.Mode.PRIVATE) {
            out.writeLength(codecs.privateTypes().numberOf(type()));
        } else {
            out.writeLength(innerDimensions);
            out.writeString(codecs.nameOf(element));
        }
    }

    @Override
    public void write(Object value, RecordOutput out) throws IOException {
        Object[] array = (Object[]) value;
        out.writeLength(array.length);
        for (Object each : array) {
            out.write(each);
        }
    }

    @Override
    public ValueReader reader(RecordInput in, RecordWriter.Mode mode) {
        return this::read;
    }

    private Object read(RecordInput in) throws IOException {
        int length = in.readLength();
        Object[] array = (Object[]) Array.newInstance(component, Math.min(length, Format.TRUSTED_LENGTH));
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = java.util.Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            Object each = in.read();
            if (each != null && !component.isInstance(each)) {
                throw in.corrupt(
                        "an element of " + this + " is a " + each.getClass().getTypeName());
            }
            array[i] = each;
        }
        return array;
    }

    @Override
    public String toString() {
        return "an array of " + element.getTypeName();
    }
}

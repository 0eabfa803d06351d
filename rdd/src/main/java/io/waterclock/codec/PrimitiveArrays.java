// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.util.Arrays;

/** Arrays of primitives: the length and the elements, each in as many bytes as its type has. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    static void write(int tag, Object value, RecordOutput out) throws IOException {
        switch (tag) {
            case Format.BYTES -> out.writeBytes((byte[]) value);
            case Format.BOOLEANS -> {
                boolean[] array = (boolean[]) value;
                out.writeLength(array.length);
                for (boolean each : array) {
                    out.writeBoolean(each);
                }
            }
            case Format.SHORTS -> {
                short[] array = (short[]) value;
                out.writeLength(array.length);
                for (short each : array) {
                    out.writeShort(each);
                }
            }
            case Format.CHARS -> {
                char[] array = (char[]) value;
                out.writeLength(array.length);
                for (char each : array) {
                    out.writeChar(each);
                }
            }
            case Format.INTS -> {
                int[] array = (int[]) value;
                out.writeLength(array.length);
                for (int each : array) {
                    out.writeFixedInt(each);
                }
            }
            case Format.LONGS -> {
                long[] array = (long[]) value;
                out.writeLength(array.length);
                for (long each : array) {
                    out.writeFixedLong(each);
                }
            }
            case Format.FLOATS -> {
                float[] array = (float[]) value;
                out.writeLength(array.length);
                for (float each : array) {
                    out.writeFloat(each);
                }
            }
            case Format.DOUBLES -> {
                double[] array = (double[]) value;
                out.writeLength(array.length);
                for (double each : array) {
                    out.writeDouble(each);
                }
            }
            default -> throw new IllegalArgumentException("tag " + tag);
        }
    }

    static Object read(int tag, RecordInput in) throws IOException {
        return switch (tag) {
            case Format.BYTES -> in.readBytes();
            case Format.BOOLEANS -> readBooleans(in);
            case Format.SHORTS -> readShorts(in);
            case Format.CHARS -> readChars(in);
            case Format.INTS -> readInts(in);
            case Format.LONGS -> readLongs(in);
            case Format.FLOATS -> readFloats(in);
            case Format.DOUBLES -> readDoubles(in);
            default -> throw in.corrupt("there is no tag " + tag);
        };
    }

    private static boolean[] readBooleans(RecordInput in) throws IOException {
        int length = in.readLength();
        boolean[] array = new boolean[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readBoolean();
        }
        return array;
    }

    private static short[] readShorts(RecordInput in) throws IOException {
        int length = in.readLength();
        short[] array = new short[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readShort();
        }
        return array;
    }

    private static char[] readChars(RecordInput in) throws IOException {
        int length = in.readLength();
        char[] array = new char[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readChar();
        }
        return array;
    }

    private static int[] readInts(RecordInput in) throws IOException {
        int length = in.readLength();
        int[] array = new int[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readFixedInt();
        }
        return array;
    }

    private static long[] readLongs(RecordInput in) throws IOException {
        int length = in.readLength();
        long[] array = new long[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readFixedLong();
        }
        return array;
    }

    private static float[] readFloats(RecordInput in) throws IOException {
        int length = in.readLength();
        float[] array = new float[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readFloat();
        }
        return array;
    }

    private static double[] readDoubles(RecordInput in) throws IOException {
        int length = in.readLength();
        double[] array = new double[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.readDouble();
        }
        return array;
    }
}

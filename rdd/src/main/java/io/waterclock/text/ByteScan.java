// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds line ends in bytes.
 *
 * <p>Eight bytes at a time: with {@code v} the word XOR eight copies of the byte sought, {@code (v − 0x01…) & ~v & 0x80…} has its lowest bit
 * in the first byte that is zero (bits above it may be false, so only the lowest is used; words are little-endian,
 * so the lowest byte is the first). Counting needs every bit to be true and takes the form without borrows.
 */
final class ByteScan {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LFS = '\n' * ONES;
    private static final long CRS = '\r' * ONES;

    private ByteScan() {}

    /** The first LF in {@code bytes[from..to)}, or −1. */
    static int indexOfLf(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long v = (long) WORD.get(bytes, i) ^ LFS;
            long found = (v - ONES) & ~v & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The first LF or CR in {@code bytes[from..to)}, or −1. */
    static int indexOfLineEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(bytes, i);
            long v = word ^ LFS;
            long w = word ^ CRS;
            long found = (((v - ONES) & ~v) | ((w - ONES) & ~w)) & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                return i;
            }
        }
        return -1;
    }

    /** How many LFs there are in {@code bytes[from..to)}. */
    static long countLf(byte[] bytes, int from, int to) {
        long count = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long v = (long) WORD.get(bytes, i) ^ LFS;
            long notZero = ((v & ~HIGHS) + ~HIGHS) | v;
            count += Long.bitCount(~notZero & HIGHS);
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}

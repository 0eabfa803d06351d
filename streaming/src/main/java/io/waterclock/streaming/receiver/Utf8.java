// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What is asked of received text while it is still bytes. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** How many newlines there are, and, as the sign of the result, whether a byte isn't ASCII: {@code ~n} then. */
    static int newlines(byte[] bytes, int from, int to) {
        int count = 0;
        long seen = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            seen |= eight;
            long x = eight ^ NEWLINES;
            // The high bit of each byte that is zero in x, and of no other.
            count += Long.bitCount(~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS));
        }
        for (; i < to; i++) {
            seen |= bytes[i];
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return (seen & HIGH_BITS) == 0 ? count : ~count;
    }

    /** The index of the last newline, or −1. */
    static int lastNewline(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** How many replacement characters decoding these lines puts in for what is malformed. */
    static long malformed(byte[] bytes, int from, int to) {
        if (isValid(bytes, from, to)) {
            return 0;
        }
        long count = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || bytes[i] == '\n') {
                if (!isValid(bytes, start, i)) {
                    count += replaced(bytes, start, i);
                }
                start = i + 1;
            }
        }
        return count;
    }

    /** By decoding as the task will, less the replacement characters that were sent as such. */
    private static long replaced(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        long count = text.chars().filter(c -> c == REPLACEMENT).count();
        for (int i = from; i <= to - 3; i++) {
            if (bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBF && bytes[i + 2] == (byte) 0xBD) {
                count--;
            }
        }
        return count;
    }

    /** Whether it is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
    static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int b = bytes[i++];
            if (b >= 0) {
                continue;
            }
            int more;
            int low = 0x80;
            int high = 0xBF;
            int lead = b & 0xFF;
            if (lead >= 0xC2 && lead <= 0xDF) {
                more = 1;
            } else if (lead >= 0xE0 && lead <= 0xEF) {
                more = 2;
                low = lead == 0xE0 ? 0xA0 : 0x80;
                high = lead == 0xED ? 0x9F : 0xBF;
            } else if (lead >= 0xF0 && lead <= 0xF4) {
                more = 3;
                low = lead == 0xF0 ? 0x90 : 0x80;
                high = lead == 0xF4 ? 0x8F : 0xBF;
            } else {
                return false;
            }
            if (to - i < more) {
                return false;
            }
            int second = bytes[i++] & 0xFF;
            if (second < low || second > high) {
                return false;
            }
            for (int k = 1; k < more; k++) {
                if ((bytes[i++] & 0xC0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }
}

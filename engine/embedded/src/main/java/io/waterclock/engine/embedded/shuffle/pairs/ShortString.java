// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

/**
 * A String of at most eight characters of Latin-1 as one positive long, so that it is compared without a look at the other String's
 * memory. The last character stands lowest. The first isn't 0, so that different Strings are different longs, and ASCII if there are
 * eight.
 */
public final class ShortString {
    /** Not such a String. */
    public static final long NONE = 0;

    private static final int MOST = Long.BYTES;
    private static final int LATIN_1 = 0xFF;

    private ShortString() {}

    /**
     * The long of a String, or {@link #NONE} where it has none. Without a loop, whose end no processor foresees: lengths of words are
     * random.
     */
    public static long of(String string) {
        int length = string.length();
        if (length == 0 || length > MOST) {
            return NONE;
        }
        int last = length - 1;
        int c0 = string.charAt(0);
        int c1 = string.charAt(Math.min(1, last));
        if (c0 > LATIN_1 || c1 > LATIN_1) {
            return NONE;
        }
        int high = c0 << 8 | c1;
        int c2 = string.charAt(Math.min(2, last));
        int c3 = string.charAt(Math.min(3, last));
        if (c2 > LATIN_1 || c3 > LATIN_1) {
            return NONE;
        }
        high = (high << 8 | c2) << 8 | c3;
        int c4 = string.charAt(Math.min(4, last));
        int c5 = string.charAt(Math.min(5, last));
        if (c4 > LATIN_1 || c5 > LATIN_1) {
            return NONE;
        }
        int low = c4 << 8 | c5;
        int c6 = string.charAt(Math.min(6, last));
        int c7 = string.charAt(last);
        if (c6 > LATIN_1 || c7 > LATIN_1) {
            return NONE;
        }
        low = (low << 8 | c6) << 8 | c7;
        long packed = ((long) high << 32 | low & 0xFFFF_FFFFL) >>> (MOST - length) * Byte.SIZE;
        return packed > 0 && c0 != 0 ? packed : NONE;
    }

    /** Well mixed, by one multiplication: Fibonacci hashing, of which the upper half is left. */
    public static int hash(long packed) {
        return (int) (packed * 0x9E37_79B9_7F4A_7C15L >>> Integer.SIZE);
    }

    /** {@link String#hashCode}: 31 is raised for all places at once, in lanes of 8, 16 and 32 bits. */
    public static int hashCode(long packed) {
        long twos = (packed >>> 8 & 0x00FF_00FF_00FF_00FFL) * 31 + (packed & 0x00FF_00FF_00FF_00FFL);
        long fours = (twos >>> 16 & 0x0000_FFFF_0000_FFFFL) * (31 * 31) + (twos & 0x0000_FFFF_0000_FFFFL);
        return (int) (fours >>> 32) * (31 * 31 * 31 * 31) + (int) fours;
    }
}

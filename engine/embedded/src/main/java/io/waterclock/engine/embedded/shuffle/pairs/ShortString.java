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
        long c0 = string.charAt(0);
        long c1 = string.charAt(Math.min(1, last));
        long c2 = string.charAt(Math.min(2, last));
        long c3 = string.charAt(Math.min(3, last));
        long c4 = string.charAt(Math.min(4, last));
        long c5 = string.charAt(Math.min(5, last));
        long c6 = string.charAt(Math.min(6, last));
        long c7 = string.charAt(last);
        long all = c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7;
        long packed = (c0 << 56 | c1 << 48 | c2 << 40 | c3 << 32 | c4 << 24 | c5 << 16 | c6 << 8 | c7)
                >>> (MOST - length) * Byte.SIZE;
        return all <= LATIN_1 && packed > 0 && c0 != 0 ? packed : NONE;
    }

    /** {@link String#hashCode}: 31 is raised for all places at once, in lanes of 8, 16 and 32 bits. */
    public static int hashCode(long packed) {
        long twos = (packed >>> 8 & 0x00FF_00FF_00FF_00FFL) * 31 + (packed & 0x00FF_00FF_00FF_00FFL);
        long fours = (twos >>> 16 & 0x0000_FFFF_0000_FFFFL) * (31 * 31) + (twos & 0x0000_FFFF_0000_FFFFL);
        return (int) (fours >>> 32) * (31 * 31 * 31 * 31) + (int) fours;
    }
}

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

    /** The long of a String, or {@link #NONE} where it has none. */
    public static long of(String string) {
        int length = string.length();
        if (length == 0 || length > MOST || string.charAt(0) == 0) {
            return NONE;
        }
        long packed = 0;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = string.charAt(i);
            packed = packed << Byte.SIZE | c;
            all |= c;
        }
        return all <= LATIN_1 && packed > 0 ? packed : NONE;
    }

    /** {@link String#hashCode}: 31 is raised for all places at once, in lanes of 8, 16 and 32 bits. */
    public static int hashCode(long packed) {
        long twos = (packed >>> 8 & 0x00FF_00FF_00FF_00FFL) * 31 + (packed & 0x00FF_00FF_00FF_00FFL);
        long fours = (twos >>> 16 & 0x0000_FFFF_0000_FFFFL) * (31 * 31) + (twos & 0x0000_FFFF_0000_FFFFL);
        return (int) (fours >>> 32) * (31 * 31 * 31 * 31) + (int) fours;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

/**
 * A String of at most sixteen characters of Latin-1 as one or two longs, so that it is compared without a look at the other String's
 * memory. Its head is the first eight characters, or all there are, with the last of them lowest; it is negative if there is a tail,
 * which is the rest likewise. Neither begins with a character 0, so that different Strings are different longs, and of eight
 * characters the first is ASCII.
 */
public final class ShortString {
    /** Not such a String; or there is no tail. */
    public static final long NONE = 0;

    /** Characters in a long. */
    private static final int PART = Long.BYTES;

    private static final int MOST = 2 * PART;
    private static final int LATIN_1 = 0xFF;

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    /** Of the finalizer of SplitMix64 (Steele, Lea, Flood). */
    private static final long SECOND = 0xBF58_476D_1CE4_E5B9L;

    private static final int[] POWERS_OF_31 = new int[PART + 1];

    static {
        POWERS_OF_31[0] = 1;
        for (int i = 1; i < POWERS_OF_31.length; i++) {
            POWERS_OF_31[i] = 31 * POWERS_OF_31[i - 1];
        }
    }

    private ShortString() {}

    /** The head of a String, or {@link #NONE} where it is too long or its head can't be packed. */
    public static long head(String string) {
        int length = string.length();
        if (length == 0 || length > MOST) {
            return NONE;
        }
        long packed = packed(string, Math.min(length, PART));
        return length <= PART || packed == NONE ? packed : packed | Long.MIN_VALUE;
    }

    /** The tail of a String whose head has one; {@link #NONE} if it can't be packed, and then the head stands for nothing. */
    public static long tail(String string) {
        int from = string.length() - PART;
        long last = packed(
                string.charAt(from),
                string.charAt(from + 1),
                string.charAt(from + 2),
                string.charAt(from + 3),
                string.charAt(from + 4),
                string.charAt(from + 5),
                string.charAt(from + 6),
                string.charAt(from + 7));
        int inHead = (PART - from) * Byte.SIZE;
        long packed = last << inHead >>> inHead;
        return packed > 0 && packed >>> (from - 1) * Byte.SIZE > 0 ? packed : NONE;
    }

    // without a loop, whose end no processor foresees: lengths of words are random
    private static long packed(String string, int length) {
        int last = length - 1;
        long packed = packed(
                        string.charAt(0),
                        string.charAt(Math.min(1, last)),
                        string.charAt(Math.min(2, last)),
                        string.charAt(Math.min(3, last)),
                        string.charAt(Math.min(4, last)),
                        string.charAt(Math.min(5, last)),
                        string.charAt(Math.min(6, last)),
                        string.charAt(last))
                >>> (PART - length) * Byte.SIZE;
        return packed > 0 && string.charAt(0) != 0 ? packed : NONE;
    }

    // the comparisons cost nothing where the JIT knows that it reads bytes
    private static long packed(char c0, char c1, char c2, char c3, char c4, char c5, char c6, char c7) {
        if (c0 > LATIN_1 || c1 > LATIN_1 || c2 > LATIN_1 || c3 > LATIN_1) {
            return NONE;
        }
        if (c4 > LATIN_1 || c5 > LATIN_1 || c6 > LATIN_1 || c7 > LATIN_1) {
            return NONE;
        }
        int high = ((c0 << 8 | c1) << 8 | c2) << 8 | c3;
        int low = ((c4 << 8 | c5) << 8 | c6) << 8 | c7;
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    /** Whether a head has a tail; else it is a String by itself. */
    public static boolean hasTail(long head) {
        return head < 0;
    }

    /** Whether these are all of a String; else it is none of these, or has the head of one only. */
    public static boolean isWhole(long head, long tail) {
        return head > 0 || tail != NONE;
    }

    /**
     * Well mixed, by Fibonacci hashing, of which the upper half is left. A product moves its factors' bits up only, so the upper ones of
     * the tail are folded in first: those of both parts would meet in the same few.
     */
    public static int hash(long head, long tail) {
        return (int) ((head ^ (tail ^ tail >>> Integer.SIZE) * SECOND) * FACTOR >>> Integer.SIZE);
    }

    /** {@link String#hashCode}. */
    public static int hashCode(long head, long tail) {
        int of = hashCode(head & Long.MAX_VALUE);
        return hasTail(head) ? of * POWERS_OF_31[length(tail)] + hashCode(tail) : of;
    }

    private static int length(long packed) {
        return PART - Long.numberOfLeadingZeros(packed) / Byte.SIZE;
    }

    // 31 is raised for all places at once, in lanes of 8, 16 and 32 bits
    private static int hashCode(long packed) {
        long twos = (packed >>> 8 & 0x00FF_00FF_00FF_00FFL) * 31 + (packed & 0x00FF_00FF_00FF_00FFL);
        long fours = (twos >>> 16 & 0x0000_FFFF_0000_FFFFL) * (31 * 31) + (twos & 0x0000_FFFF_0000_FFFFL);
        return (int) (fours >>> 32) * (31 * 31 * 31 * 31) + (int) fours;
    }
}

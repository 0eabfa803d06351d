// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.rdd.NaturalOrder;
import java.util.Comparator;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order of keys; equal ones stay as they stand.
 *
 * <p>Where the order is the natural one and all keys are Integers, Longs, Doubles or Strings, each key has an <em>ordinal</em>: an
 * unsigned long that comes in the same order (of a String its first chars that differ). Ordinals are sorted byte by byte from the last
 * (LSD radix sort; Knuth, vol. 3, 5.2.5), leaving out bytes in which all are alike; Strings with the same beginning are then
 * merged by comparing. Everything else is merged from the bottom up, by comparing.
 */
@SuppressWarnings("NullAway") // a null key is for the order to judge
public final class KeySort {
    /** So few are sorted by insertion. */
    private static final int SMALL = 12;

    /** From so many keys on, counting bytes pays. */
    private static final int RADIX_WORTH = 256;

    private static final int DIGITS = Long.BYTES;
    private static final int RADIX = 256;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private KeySort() {}

    /** The positions of the keys in the order asked for. */
    public static int[] order(Column keys, Comparator<Object> order) {
        int n = keys.size;
        int[] positions = new int[n];
        for (int i = 0; i < n; i++) {
            positions[i] = i;
        }
        long[] ordinals = n < RADIX_WORTH ? null : ordinals(keys, order);
        if (ordinals == null) {
            merge(positions, 0, n, (a, b) -> order.compare(keys.get(a), keys.get(b)));
            return positions;
        }
        positions = radix(ordinals, positions);
        if (keys.mode == Column.OBJECTS) {
            Object[] strings = keys.objects;
            mergeAlike(ordinals, positions, (a, b) -> order.compare(strings[a], strings[b]));
        }
        return positions;
    }

    // ---- ordinals

    /** An unsigned long for each key, or null where there is none. */
    private static long @Nullable [] ordinals(Column keys, Comparator<Object> order) {
        boolean up = order == NaturalOrder.ASCENDING;
        if (!up && order != NaturalOrder.DESCENDING) {
            return null;
        }
        long[] ordinals = keys.mode == Column.OBJECTS ? ofStrings(keys) : ofNumbers(keys);
        if (ordinals != null && !up) {
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = ~ordinals[i];
            }
        }
        return ordinals;
    }

    private static long @Nullable [] ofNumbers(Column keys) {
        if (keys.mode == Column.NULLS) {
            return null;
        }
        long[] ordinals = new long[keys.size];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = switch (keys.mode) {
                case Column.INTS -> (keys.ints[i] ^ Integer.MIN_VALUE) & UNSIGNED_INT;
                case Column.LONGS -> keys.longs[i] ^ Long.MIN_VALUE;
                default -> ordinal(Double.longBitsToDouble(keys.longs[i]));
            };
        }
        return ordinals;
    }

    /** As {@link Double#compareTo}: all NaNs alike and last, −0.0 before 0.0. */
    private static long ordinal(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    /** Behind what all of them begin with: eight chars where all are below 256, else four. */
    private static long @Nullable [] ofStrings(Column keys) {
        int n = keys.size;
        if (!(keys.objects[0] instanceof String first)) {
            return null;
        }
        int common = first.length();
        for (int i = 1; i < n; i++) {
            if (!(keys.objects[i] instanceof String text)) {
                return null;
            }
            common = common(first, text, common);
        }
        long[] ordinals = new long[n];
        int bits = Byte.SIZE;
        for (int i = 0; i < n; i++) {
            String text = (String) keys.objects[i];
            long ordinal = 0;
            int shift = Long.SIZE;
            for (int c = common; c < text.length() && shift > 0; c++) {
                char next = text.charAt(c);
                if (next >= 1 << bits) {
                    bits = Character.SIZE;
                    i = -1; // all again
                    break;
                }
                shift -= bits;
                ordinal |= (long) next << shift;
            }
            if (i >= 0) {
                ordinals[i] = ordinal;
            }
        }
        return ordinals;
    }

    private static int common(String a, String b, int atMost) {
        int n = Math.min(atMost, b.length());
        int i = 0;
        while (i < n && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    /** Sorts ordinals, and positions along with them; the result may be another array of positions, ordinals stay in place. */
    private static int[] radix(long[] ordinals, int[] positions) {
        int n = ordinals.length;
        int[][] counts = new int[DIGITS][RADIX];
        boolean sorted = true;
        long before = ordinals[0];
        for (long ordinal : ordinals) {
            sorted &= Long.compareUnsigned(before, ordinal) <= 0;
            before = ordinal;
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][(int) (ordinal >>> digit * Byte.SIZE) & RADIX - 1]++;
            }
        }
        if (sorted) {
            return positions;
        }
        long[] from = ordinals;
        int[] fromAt = positions;
        long[] to = new long[n];
        int[] toAt = new int[n];
        for (int digit = 0; digit < DIGITS; digit++) {
            int shift = digit * Byte.SIZE;
            int[] count = counts[digit];
            if (count[(int) (from[0] >>> shift) & RADIX - 1] == n) {
                continue; // all alike
            }
            int sum = 0;
            for (int i = 0; i < RADIX; i++) {
                int c = count[i];
                count[i] = sum;
                sum += c;
            }
            for (int i = 0; i < n; i++) {
                long ordinal = from[i];
                int at = count[(int) (ordinal >>> shift) & RADIX - 1]++;
                to[at] = ordinal;
                toAt[at] = fromAt[i];
            }
            long[] free = from;
            int[] freeAt = fromAt;
            from = to;
            fromAt = toAt;
            to = free;
            toAt = freeAt;
        }
        if (from != ordinals) {
            System.arraycopy(from, 0, ordinals, 0, n);
        }
        return fromAt;
    }

    private static void mergeAlike(long[] ordinals, int[] positions, IntBinaryOperator compare) {
        int from = 0;
        for (int i = 1; i <= ordinals.length; i++) {
            if (i == ordinals.length || ordinals[i] != ordinals[from]) {
                if (i - from > 1) {
                    merge(positions, from, i, compare);
                }
                from = i;
            }
        }
    }

    // ---- comparing

    /** Sorts positions {@code [from..to)} by comparing what stands there: merges, skipping what is in order already. */
    private static void merge(int[] positions, int from, int to, IntBinaryOperator compare) {
        for (int run = from; run < to; run += SMALL) {
            insert(positions, run, Math.min(to, run + SMALL), compare);
        }
        int n = to - from;
        if (n <= SMALL) {
            return;
        }
        int[] left = new int[n];
        for (long width = SMALL; width < n; width *= 2) {
            for (long begin = from; begin + width < to; begin += 2 * width) {
                int middle = (int) (begin + width);
                int end = (int) Math.min(to, begin + 2 * width);
                if (compare.applyAsInt(positions[middle - 1], positions[middle]) > 0) {
                    mergeTwo(positions, (int) begin, middle, end, left, compare);
                }
            }
        }
    }

    private static void insert(int[] positions, int from, int to, IntBinaryOperator compare) {
        for (int i = from + 1; i < to; i++) {
            int position = positions[i];
            int at = i;
            while (at > from && compare.applyAsInt(positions[at - 1], position) > 0) {
                positions[at] = positions[at - 1];
                at--;
            }
            positions[at] = position;
        }
    }

    private static void mergeTwo(
            int[] positions, int begin, int middle, int end, int[] left, IntBinaryOperator compare) {
        int n = middle - begin;
        System.arraycopy(positions, begin, left, 0, n);
        int i = 0;
        int j = middle;
        int at = begin;
        while (i < n && j < end) {
            positions[at++] = compare.applyAsInt(left[i], positions[j]) <= 0 ? left[i++] : positions[j++];
        }
        System.arraycopy(left, i, positions, at, n - i);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.Arrays;

/**
 * Follows by how much combined values have grown, such as a list a key, beyond what an entry of their table is taken for. A value is
 * looked at after every so many merges, at which it was the turn of its key: one that grows fast is looked at often, and
 * most others never. The more grows between two looks, the sooner the next one is. Used by one thread.
 */
final class GrowingValues {
    /** The least merges between two looks. */
    static final int FIRST = 64;

    private static final int MOST = 4096;

    /** How much the mean growth moves towards a new one. */
    private static final double WEIGHT = 0.2;

    private int[] seen = {};
    private int interval = FIRST;
    private long grown;
    private double perMerge;

    /** By how much, in bytes. */
    long bytes() {
        return grown;
    }

    /**
     * Takes in the size of a value.
     *
     * @param bytesPerEntry what an entry is taken for
     * @param step how much may grow unseen, in bytes
     * @return after how many merges to look at the next one
     */
    int saw(int number, long bytes, double bytesPerEntry, long step) {
        if (number >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max(number + 1, seen.length * 2));
        }
        long more = Math.max(0, bytes - Math.max(seen[number], (long) bytesPerEntry));
        if (more > 0) {
            grown += more;
            seen[number] = (int) Math.min(Integer.MAX_VALUE, bytes);
        }
        perMerge += ((double) more / interval - perMerge) * WEIGHT;
        int most = Math.min(MOST, interval * 2);
        interval = (int) Math.max(FIRST, Math.min(most, step / Math.max(perMerge, 1e-3)));
        return interval;
    }

    /** An entry is taken for another size from now on. */
    void entryTakes(double bytesPerEntry) {
        grown = 0;
        for (int bytes : seen) {
            grown += Math.max(0, bytes - (long) bytesPerEntry);
        }
    }

    /** There are no values any more. */
    void clear() {
        seen = new int[0];
        grown = 0;
    }
}

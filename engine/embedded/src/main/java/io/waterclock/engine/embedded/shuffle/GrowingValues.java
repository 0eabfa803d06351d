// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.Arrays;

/**
 * Follows by how much combined values have grown, such as a list a key, beyond what an entry of their table is taken for. A value is
 * looked at after every so many merges, at which it was the turn of its key: one that grows fast is looked at often, and
 * most others never. The more grows between two looks, the sooner the next one is. Used by one thread.
 */
final class GrowingValues {
    // both are primes, so that where keys come by turns it isn't always the same one's

    /** The least merges between two looks. */
    static final int FIRST = 61;

    static final int MOST = 4093;

    /** How much the mean growth moves towards a new one. */
    private static final double WEIGHT = 0.2;

    /** By number, as of the last look; 0 for what was never looked at. */
    private int[] beyond = {};

    private long sum;
    private int interval = FIRST;
    private double perMerge;

    /** By how much all of them are known to be beyond, in bytes. */
    long bytes() {
        return sum;
    }

    /** By how much a value is known to be beyond, in bytes. */
    int beyond(int number) {
        return number < beyond.length ? beyond[number] : 0;
    }

    /** How many merges there are from the last look to this one. */
    int interval() {
        return interval;
    }

    /**
     * Takes in the size of a value.
     *
     * @param bytesPerEntry what an entry is taken for
     */
    void saw(int number, long bytes, double bytesPerEntry) {
        if (number >= beyond.length) {
            beyond = Arrays.copyOf(beyond, Math.max(number + 1, beyond.length * 2));
        }
        int now = (int) Math.max(0, Math.min(Integer.MAX_VALUE, bytes - (long) bytesPerEntry));
        int more = now - beyond[number];
        beyond[number] = now;
        sum += more;
        perMerge += ((double) Math.max(0, more) / interval - perMerge) * WEIGHT;
    }

    /** All together have been found to grow by so many bytes a merge. */
    void grow(double bytesPerMerge) {
        perMerge = Math.max(perMerge, bytesPerMerge);
    }

    /**
     * After how many merges to look at the next one.
     *
     * @param step how much may grow unseen, in bytes
     */
    int next(long step) {
        int most = Math.min(MOST, interval * 2);
        interval = (int) Math.max(FIRST, Math.min(most, step / Math.max(perMerge, 1e-3)));
        return interval;
    }

    /** There are no values any more. */
    void clear() {
        beyond = new int[0];
        sum = 0;
        interval = FIRST;
    }
}

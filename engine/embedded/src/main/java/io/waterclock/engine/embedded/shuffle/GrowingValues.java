// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.Arrays;

/**
 * Follows by how much combined values have grown, such as a list a key, beyond what an entry of their table is taken for. A value is
 * looked at after every so many merges, at which it was the turn of its key: one that grows fast is looked at often, and
 * most others never. The more grows between two looks, the sooner the next one is. Used by one thread.
 */
final class GrowingValues {
    /** After so many merges there is a look; primes, so that where keys come by turns it isn't always the same one's. */
    private static final int[] INTERVALS = {7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093};

    /** The least merges between two looks. */
    static final int FIRST = INTERVALS[0];

    /** How much the mean growth moves towards a new one that is less. */
    private static final double WEIGHT = 0.2;

    /** And towards one that is more. */
    private static final double WEIGHT_OF_MORE = 0.5;

    /** By number, as of the last look; 0 for what was never looked at. */
    private int[] beyond = {};

    private long sum;
    private int at;
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
        return INTERVALS[at];
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
        double change = (double) Math.max(0, more) / interval() - perMerge;
        perMerge += change * (change > 0 ? WEIGHT_OF_MORE : WEIGHT);
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
        at = Math.min(at + 1, INTERVALS.length - 1);
        while (at > 0 && INTERVALS[at] * perMerge > step) {
            at--;
        }
        return interval();
    }

    /** There are no values any more. */
    void clear() {
        beyond = new int[0];
        sum = 0;
        at = 0;
    }
}

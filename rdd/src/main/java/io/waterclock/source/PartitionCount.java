// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

/** How many partitions a program can ask for. */
public final class PartitionCount {
    /** A job holds some objects for each partition, so that a number given by mistake would fill the heap. */
    public static final int MOST = 1_000_000;

    private PartitionCount() {}

    /**
     * @param operator the method called, for the error
     * @throws IllegalArgumentException when it isn't from 1 to {@link #MOST}
     */
    public static int require(String operator, int n) {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException(operator + ": the number of partitions must be "
                    + (n < 1 ? "at least 1" : "at most " + MOST) + ", not " + n);
        }
        return n;
    }
}

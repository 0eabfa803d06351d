// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

import java.util.function.Supplier;

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
        return requireFew(operator, requireSome(operator, n));
    }

    /**
     * Where a larger number makes no more partitions.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public static int requireSome(String operator, int n) {
        if (n < 1) {
            throw refused(operator, "at least 1", n);
        }
        return n;
    }

    /**
     * Where partitions are made, as many as something else says.
     *
     * @param operator for the error, which says it as text
     * @throws IllegalArgumentException when it is more than {@link #MOST}
     */
    public static int requireFew(Object operator, int n) {
        if (n > MOST) {
            throw refused(operator, "at most " + MOST, n);
        }
        return n;
    }

    /**
     * The same where an operator makes them of its parents' partitions.
     *
     * @param whose where they come from, for the error
     */
    public static int requireFew(Object operator, long n, Supplier<String> whose) {
        if (n > MOST) {
            throw new IllegalArgumentException(operator + ": the number of partitions must be at most " + MOST
                    + ", not " + n + ", " + whose.get() + "; give its parents fewer, with coalesce");
        }
        return (int) n;
    }

    private static IllegalArgumentException refused(Object operator, String expected, int n) {
        return new IllegalArgumentException(operator + ": the number of partitions must be " + expected + ", not " + n);
    }
}

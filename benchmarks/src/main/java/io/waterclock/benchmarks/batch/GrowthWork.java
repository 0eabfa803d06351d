// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

/** What is done with more and more records. */
public enum GrowthWork {
    /** map, filter, map, filter, count. */
    NARROW("narrow"),
    /** Summed up by {@value #KEYS} keys. */
    REDUCE("reduceByKey"),
    /** A hundred values a key. */
    GROUP("groupByKey"),
    /** By scrambled keys; the sum of the keys counts, if they are in order. */
    SORT("sortByKey");

    public static final int KEYS = 10_000;
    public static final int VALUES_A_KEY = 100;
    /** The checksum of what isn't in order. */
    public static final long DISORDER = -1;

    final String operator;

    GrowthWork(String operator) {
        this.operator = operator;
    }
}

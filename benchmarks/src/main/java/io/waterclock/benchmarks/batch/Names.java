// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

/** What tables and ratios call the contenders. */
public final class Names {
    public static final String OURS_1 = "waterclock local[1]";
    public static final String OURS_2 = "waterclock local[2]";
    public static final String OURS_2_SHARED = "waterclock local[2], not specialised";
    public static final String HAND_1 = "hand-written, 1 thread";
    public static final String HAND_2 = "hand-written, 2 threads";
    public static final String FUNCTION_2 = "split and hashCode alone, 2 threads";
    public static final String STREAMS_2 = "parallel streams, 2 threads";
    /** The peer of the batch half that all its benchmarks are told against. */
    public static final String SPARK_2 = "Spark 4.2.0 local[2]";

    public static final String JET_2 = "Jet 5.7.0, 2 threads";
    public static final String FLINK_2 = "Flink 2.3.0, 2 slots";

    private Names() {}

    static String hand(int threads) {
        return threads == 1 ? HAND_1 : HAND_2;
    }
}

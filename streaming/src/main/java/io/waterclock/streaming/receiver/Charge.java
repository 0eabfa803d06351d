// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a {@link StoreBudget}.
 *
 * @param bytes about how much heap
 * @param records how many records whose size can't be told
 */
record Charge(long bytes, long records) {
    /** What a record of unknown size is taken for; that it may be much larger is why such records are counted as well. */
    static final int UNKNOWN_BYTES = 128;

    private static final int HEADER = 16;
    private static final int REFERENCE = 8;

    static Charge ofBytes(long bytes) {
        return new Charge(bytes, 0);
    }

    /**
     * The bytes of one record and its place in a buffer, negated when its size can't be told; as a number, since it is asked for each
     * record.
     */
    static long weigh(@Nullable Object record) {
        long size = sizeOf(record);
        return size >= 0 ? REFERENCE + size : -(REFERENCE + UNKNOWN_BYTES);
    }

    /** Or −1 when it can't be told. */
    private static long sizeOf(@Nullable Object record) {
        if (record == null) {
            return 0;
        } else if (record instanceof String text) {
            return 2L * HEADER + REFERENCE + text.length();
        } else if (record instanceof Number || record instanceof Boolean || record instanceof Character) {
            return HEADER + REFERENCE;
        } else if (record instanceof byte[] array) {
            return (long) HEADER + array.length;
        } else if (record instanceof Tuple2<?, ?> pair) {
            return sum(sizeOf(pair._1()), sizeOf(pair._2()));
        } else if (record instanceof Tuple3<?, ?, ?> three) {
            return sum(sum(sizeOf(three._1()), sizeOf(three._2())), sizeOf(three._3()));
        } else if (record instanceof Tuple4<?, ?, ?, ?> four) {
            return sum(sum(sizeOf(four._1()), sizeOf(four._2())), sum(sizeOf(four._3()), sizeOf(four._4())));
        }
        return -1;
    }

    private static long sum(long a, long b) {
        return a < 0 || b < 0 ? -1 : HEADER + a + b;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.Arrays;

/** Grows without boxing, so that noting a time costs nothing beside a job of microseconds. */
final class LongSamples {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}

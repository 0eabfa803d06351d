// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * One attempt's copies of accumulators. A program has a handful, so they are looked for one by one; the place of the last found is tried
 * first.
 */
final class AccumulatorCopies {
    private AccumulatorV2<?, ?>[] originals = new AccumulatorV2<?, ?>[2];
    private AccumulatorV2<?, ?>[] copies = new AccumulatorV2<?, ?>[2];
    private int size;

    @SuppressWarnings("unchecked") // a copy is of its original's class
    <A extends AccumulatorV2<?, ?>> A of(A accumulator) {
        for (int i = 0; i < size; i++) {
            if (originals[i] == accumulator) {
                return (A) copies[i];
            }
        }
        return (A) add(accumulator);
    }

    private AccumulatorV2<?, ?> add(AccumulatorV2<?, ?> accumulator) {
        if (size == originals.length) {
            originals = Arrays.copyOf(originals, 2 * size);
            copies = Arrays.copyOf(copies, 2 * size);
        }
        AccumulatorV2<?, ?> copy = accumulator.copyForTask();
        originals[size] = accumulator;
        copies[size++] = copy;
        return copy;
    }

    void forEach(BiConsumer<AccumulatorV2<?, ?>, AccumulatorV2<?, ?>> take) {
        for (int i = 0; i < size; i++) {
            take.accept(originals[i], copies[i]);
        }
    }
}

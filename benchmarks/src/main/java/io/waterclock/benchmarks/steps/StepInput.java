// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records of batches, the same each time. A record is an Integer that its key and its value are reckoned from. */
public final class StepInput {
    /** Shares no factor with a power of ten, so that multiples of it go through all keys before one comes again. */
    private static final long STRIDE = 7_368_787;

    private static final int VALUES = 200;

    /** A window of event time ends when a later batch has shown that; its result comes in the batch after. */
    static final int EVENT_DELAY_BATCHES = 2;

    private final StepCase work;

    StepInput(StepCase work) {
        this.work = work;
    }

    public static int key(int record, int keys) {
        return record % keys;
    }

    /** At least 1. */
    public static long value(int record, int keys) {
        return record / keys + 1L;
    }

    /** Of a pair that comes out. The checksum of a batch is the sum of them. */
    public static long checksum(int key, long value) {
        return (2L * key + 1) * (value + 1);
    }

    /** Each key once, over all batches of loading. */
    List<Integer> load(int batch) {
        int from = (int) ((long) work.keys() * batch / work.loads());
        int to = (int) ((long) work.keys() * (batch + 1) / work.loads());
        List<Integer> records = new ArrayList<>(to - from);
        for (int key = from; key < to; key++) {
            records.add(key);
        }
        return records;
    }

    /** With a state, keys by turns, scattered, none twice in a batch; for windows by chance. */
    List<Integer> batch(int batch) {
        SplittableRandom random = new SplittableRandom(batch);
        boolean byTurns = work.loads() > 0;
        List<Integer> records = new ArrayList<>(work.records());
        for (int i = 0; i < work.records(); i++) {
            int key = byTurns
                    ? (int) (((long) batch * work.records() + i) * STRIDE % work.keys())
                    : random.nextInt(work.keys());
            records.add(key + work.keys() * random.nextInt(VALUES));
        }
        return records;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

/**
 * A loop whose work is always the same and stays in the nearest cache, timed between the turns: how even the machine was. On a
 * virtual machine whose neighbours share its processors' cores the same loop takes half as long again in some seconds, and so does
 * everything else.
 */
final class MachineLoop {
    static final String NAME = "the machine: a fixed loop";

    private static final int ROUNDS = 60;
    private static final int WARM_UP = 400;

    private final int[] cells = new int[1000];
    private final LongSamples nanos = new LongSamples();
    private long sum;

    MachineLoop() {
        for (int i = 0; i < WARM_UP; i++) {
            sum += work();
        }
    }

    void time() {
        long start = System.nanoTime();
        sum += work();
        nanos.add(System.nanoTime() - start);
    }

    Measurement measurement(String caseName) {
        if (sum == 0) {
            throw new IllegalStateException("the loop did nothing");
        }
        return Measurement.of(caseName, NAME, 0, nanos.toArray(), new double[1]);
    }

    private long work() {
        long result = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cells[i] * 31 + i;
                result += (cells[i] ^ result >>> 3) | 1;
            }
        }
        return result | 1;
    }
}

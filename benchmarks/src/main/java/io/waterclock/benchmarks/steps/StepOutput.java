// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

/** Where the checksum of each batch goes to, and when. Told by any thread. */
public final class StepOutput {
    private int told;
    private long nanos;
    private long checksum;

    /** The checksum of a batch is known now. */
    public synchronized void is(long checksumOfBatch) {
        nanos = System.nanoTime();
        checksum = checksumOfBatch;
        told++;
    }

    synchronized int told() {
        return told;
    }

    /** When the last one was told. */
    synchronized long nanos() {
        return nanos;
    }

    synchronized long checksum() {
        return checksum;
    }
}

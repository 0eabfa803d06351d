// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

/**
 * What is run, and for how many batches.
 *
 * @param series cases of one series are told as multiples of its first
 * @param records in a batch
 * @param slices in a window; 1 where there is none
 * @param loads batches that bring each key once, before all others; 0 for none
 * @param warmUp batches after those, which aren't told
 * @param batches that are
 * @param heap the {@code -Xmx} of its JVM
 * @param withPeers whether other systems take part, who may need too long
 */
public record StepCase(
        String series,
        String name,
        Work work,
        int keys,
        int records,
        int slices,
        int loads,
        int warmUp,
        int batches,
        String heap,
        boolean withPeers) {

    StepCase inHeap(String bytes) {
        return new StepCase(series, name, work, keys, records, slices, loads, warmUp, batches, bytes, withPeers);
    }

    StepCase withPeers(boolean take) {
        return new StepCase(series, name, work, keys, records, slices, loads, warmUp, batches, heap, take);
    }
}

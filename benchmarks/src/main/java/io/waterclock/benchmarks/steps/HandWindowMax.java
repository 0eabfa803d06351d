// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * For each key the values that are, or can still become, the greatest of the window: each smaller and later than the one before. What a new
 * value isn't smaller than is dropped; so a record costs the same however long the window is.
 */
final class HandWindowMax implements HandSteps.Part {
    private final Map<Integer, ArrayDeque<Candidate>> candidates = new HashMap<>();
    private final int part;
    private final int keys;
    private final int window;
    private int batch;

    private record Candidate(int batch, long value) {}

    HandWindowMax(int part, StepCase work) {
        this.part = part;
        this.keys = work.keys();
        this.window = work.slices();
    }

    @Override
    public long take(List<Integer> records) {
        for (Integer record : records) {
            int key = StepInput.key(record, keys);
            if (key % HandSteps.THREADS == part) {
                add(key, StepInput.value(record, keys));
            }
        }
        long checksum = 0;
        Iterator<Map.Entry<Integer, ArrayDeque<Candidate>>> entries =
                candidates.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Integer, ArrayDeque<Candidate>> entry = entries.next();
            ArrayDeque<Candidate> ofKey = entry.getValue();
            while (!ofKey.isEmpty() && ofKey.getFirst().batch <= batch - window) {
                ofKey.removeFirst();
            }
            if (ofKey.isEmpty()) {
                entries.remove();
            } else {
                checksum += StepInput.checksum(entry.getKey(), ofKey.getFirst().value);
            }
        }
        batch++;
        return checksum;
    }

    private void add(int key, long value) {
        ArrayDeque<Candidate> ofKey = candidates.computeIfAbsent(key, none -> new ArrayDeque<>());
        while (!ofKey.isEmpty() && ofKey.getLast().value <= value) {
            ofKey.removeLast();
        }
        ofKey.addLast(new Candidate(batch, value));
    }
}

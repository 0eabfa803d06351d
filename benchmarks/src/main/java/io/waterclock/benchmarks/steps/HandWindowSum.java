// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Running sums: the records of the batch that leaves the window are taken out again. */
final class HandWindowSum implements HandSteps.Part {
    private final Map<Integer, Sum> sums = new HashMap<>();
    private final ArrayDeque<int[]> slices = new ArrayDeque<>();
    private final int part;
    private final int keys;
    private final int window;

    private static final class Sum {
        long sum;
        long records;
    }

    HandWindowSum(int part, StepCase work) {
        this.part = part;
        this.keys = work.keys();
        this.window = work.slices();
    }

    @Override
    public long take(List<Integer> records) {
        int[] mine = new int[records.size()];
        int size = 0;
        for (int record : records) {
            if (StepInput.key(record, keys) % HandSteps.THREADS == part) {
                mine[size++] = record;
            }
        }
        mine = Arrays.copyOf(mine, size);
        slices.add(mine);
        for (int record : mine) {
            Sum sum = sums.computeIfAbsent(StepInput.key(record, keys), key -> new Sum());
            sum.sum += StepInput.value(record, keys);
            sum.records++;
        }
        if (slices.size() > window) {
            takeOut(slices.remove());
        }
        long checksum = 0;
        for (Map.Entry<Integer, Sum> sum : sums.entrySet()) {
            checksum += StepInput.checksum(sum.getKey(), sum.getValue().sum);
        }
        return checksum;
    }

    private void takeOut(int[] oldest) {
        for (int record : oldest) {
            Integer key = StepInput.key(record, keys);
            Sum sum = sums.get(key);
            if (sum == null) {
                throw new IllegalStateException("The key " + key + " has left before its records");
            }
            sum.sum -= StepInput.value(record, keys);
            sum.records--;
            if (sum.records == 0) {
                sums.remove(key);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.input.BlockInput;
import io.waterclock.benchmarks.input.GroupInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The work of {@link Growth} on two threads; what makes the records is the same. */
final class GrowthByHand extends HandContender {
    private final GrowthWork work;
    private final BlockInput input;

    GrowthByHand(GrowthWork work, BlockInput input) {
        super(2);
        this.work = work;
        this.input = input;
    }

    @Override
    public long job() throws Exception {
        return switch (work) {
            case NARROW -> total(inSlices(this::count));
            case REDUCE -> reduce();
            case GROUP -> group();
            case SORT -> sort();
        };
    }

    private static long total(List<Long> parts) {
        long sum = 0;
        for (long part : parts) {
            sum += part;
        }
        return sum;
    }

    private int firstOf(int slice) {
        return from(slice, Math.toIntExact(input.size()));
    }

    private long count(int slice) {
        long n = 0;
        int to = firstOf(slice + 1);
        for (int x = firstOf(slice); x < to; x++) {
            int a = x + 1;
            if ((a & 15) != 3) {
                int b = a * 3;
                if ((b & 15) != 5) {
                    n++;
                }
            }
        }
        return n;
    }

    private long reduce() throws Exception {
        List<Map<Integer, Long>> parts = inSlices(slice -> {
            Map<Integer, Long> sums = new HashMap<>();
            int to = firstOf(slice + 1);
            for (int x = firstOf(slice); x < to; x++) {
                sums.merge(x % GrowthWork.KEYS, (long) x, Long::sum);
            }
            return sums;
        });
        Map<Integer, Long> all = parts.get(0);
        parts.get(1).forEach((key, value) -> all.merge(key, value, Long::sum));
        long checksum = 0;
        for (Map.Entry<Integer, Long> summed : all.entrySet()) {
            checksum += GroupInput.checksum(summed.getKey(), 1, summed.getValue());
        }
        return checksum;
    }

    /** Each thread makes all numbers and keeps those of its keys: cheaper than dealing them out. */
    private long group() throws Exception {
        int size = Math.toIntExact(input.size());
        int keys = size / GrowthWork.VALUES_A_KEY;
        return total(inSlices(bucket -> {
            Map<Integer, List<Integer>> groups = new HashMap<>();
            for (int x = 0; x < size; x++) {
                int key = x % keys;
                if (key % threads == bucket) {
                    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(x);
                }
            }
            long checksum = 0;
            for (Map.Entry<Integer, List<Integer>> group : groups.entrySet()) {
                long sum = 0;
                for (Integer value : group.getValue()) {
                    sum += value;
                }
                checksum += GroupInput.checksum(group.getKey(), group.getValue().size(), sum);
            }
            return checksum;
        }));
    }

    /** Halves by the sign of the key, each sorted by a thread; boxed, as what a sort by any key has to move. */
    private long sort() throws Exception {
        int size = Math.toIntExact(input.size());
        return total(inSlices(bucket -> {
            Integer[] keys = new Integer[size];
            int n = 0;
            for (int x = 0; x < size; x++) {
                int key = BlockInput.scrambled(x);
                if (key < 0 == (bucket == 0)) {
                    keys[n++] = key;
                }
            }
            Arrays.sort(keys, 0, n);
            long sum = 0;
            for (int i = 0; i < n; i++) {
                if (i > 0 && keys[i - 1] > keys[i]) {
                    return GrowthWork.DISORDER;
                }
                sum += keys[i];
            }
            return sum;
        }));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sum for each key, in a {@link HashMap}. */
final class HandStates {
    private HandStates() {}

    /** Looks at the keys that came. */
    static final class OfRecords implements HandSteps.Part {
        private final Map<Integer, Long> sums = new HashMap<>();
        private final int part;
        private final int keys;

        OfRecords(int part, int keys) {
            this.part = part;
            this.keys = keys;
        }

        @Override
        public long take(List<Integer> records) {
            long checksum = 0;
            for (Integer record : records) {
                int key = StepInput.key(record, keys);
                if (key % HandSteps.THREADS == part) {
                    checksum += StepInput.checksum(key, sums.merge(key, StepInput.value(record, keys), Long::sum));
                }
            }
            return checksum;
        }
    }

    /** Looks at all keys. */
    static final class OfAll implements HandSteps.Part {
        private final Map<Integer, Long> sums = new HashMap<>();
        private final int part;
        private final int keys;

        OfAll(int part, int keys) {
            this.part = part;
            this.keys = keys;
        }

        @Override
        public long take(List<Integer> records) {
            Map<Integer, Long> came = new HashMap<>();
            for (Integer record : records) {
                int key = StepInput.key(record, keys);
                if (key % HandSteps.THREADS == part) {
                    came.merge(key, StepInput.value(record, keys), Long::sum);
                }
            }
            long checksum = 0;
            for (Map.Entry<Integer, Long> sum : sums.entrySet()) {
                Long more = came.remove(sum.getKey());
                if (more != null) {
                    sum.setValue(sum.getValue() + more);
                }
                checksum += StepInput.checksum(sum.getKey(), sum.getValue());
            }
            for (Map.Entry<Integer, Long> begun : came.entrySet()) {
                sums.put(begun.getKey(), begun.getValue());
                checksum += StepInput.checksum(begun.getKey(), begun.getValue());
            }
            return checksum;
        }
    }
}

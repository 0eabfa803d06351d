// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.ArrayDeque;
import java.util.List;

/** Running sums that are told when the window has ended by the records of later batches. */
final class HandEventSum implements HandSteps.Part {
    private final HandWindowSum sums;
    private final ArrayDeque<List<Integer>> open = new ArrayDeque<>();

    HandEventSum(HandWindowSum sums) {
        this.sums = sums;
    }

    @Override
    public long take(List<Integer> records) {
        open.add(records);
        return open.size() > StepInput.EVENT_DELAY_BATCHES ? sums.take(open.remove()) : 0;
    }
}

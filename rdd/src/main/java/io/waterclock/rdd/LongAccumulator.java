// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** Sum, count and mean of whole numbers. Safe for any thread; in a task it can be added to, not read. */
public final class LongAccumulator extends AccumulatorV2<Long, Long> {
    private static final long serialVersionUID = 1L;

    private long sum;
    private long count;

    @Override
    public void add(Long value) {
        add(value.longValue());
    }

    public void add(long value) {
        LongAccumulator own = inTaskOnly();
        if (own != null) {
            own.take(value);
        } else if (isMain()) {
            synchronized (this) {
                take(value);
            }
        } else {
            take(value);
        }
    }

    private void take(long value) {
        sum += value;
        count++;
    }

    /** The sum; 0 when nothing was added. */
    @Override
    public Long value() {
        return sum();
    }

    public synchronized long sum() {
        requireOutsideTask();
        return sum;
    }

    /** How often something was added. */
    public synchronized long count() {
        requireOutsideTask();
        return count;
    }

    /** The mean of what was added; NaN when nothing was. */
    public synchronized double avg() {
        requireOutsideTask();
        return (double) sum / count;
    }

    /** Replaces the sum; the count stays. For programs, outside tasks. */
    public synchronized void setValue(long newSum) {
        requireOutsideTask();
        sum = newSum;
    }

    @Override
    public synchronized boolean isZero() {
        return sum == 0 && count == 0;
    }

    @Override
    public synchronized LongAccumulator copy() {
        LongAccumulator copy = new LongAccumulator();
        copy.sum = sum;
        copy.count = count;
        return copy;
    }

    @Override
    public LongAccumulator copyAndReset() {
        return new LongAccumulator();
    }

    @Override
    public synchronized void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    public synchronized void merge(AccumulatorV2<Long, Long> other) {
        LongAccumulator from = (LongAccumulator) other;
        sum += from.sum;
        count += from.count;
    }

    @Override
    public boolean isSafeInTasks() {
        return isRegistered();
    }
}

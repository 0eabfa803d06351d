// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/**
 * Sum, count and mean of doubles. Safe for any thread; in a task it can be added to, not read. In which order tasks
 * are summed is not defined, and with it the last bits of the sum.
 */
public final class DoubleAccumulator extends AccumulatorV2<Double, Double> {
    private static final long serialVersionUID = 1L;

    private double sum;
    private long count;

    @Override
    public void add(Double value) {
        add(value.doubleValue());
    }

    public void add(double value) {
        DoubleAccumulator own = inTaskOnly();
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

    private void take(double value) {
        sum += value;
        count++;
    }

    /** The sum; 0 when nothing was added. */
    @Override
    public Double value() {
        return sum();
    }

    public synchronized double sum() {
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
        return sum / count;
    }

    /** Replaces the sum; the count stays. For programs, outside tasks. */
    public synchronized void setValue(double newSum) {
        requireOutsideTask();
        sum = newSum;
    }

    @Override
    public synchronized boolean isZero() {
        return sum == 0 && count == 0;
    }

    @Override
    public synchronized DoubleAccumulator copy() {
        DoubleAccumulator copy = new DoubleAccumulator();
        copy.sum = sum;
        copy.count = count;
        return copy;
    }

    @Override
    public DoubleAccumulator copyAndReset() {
        return new DoubleAccumulator();
    }

    @Override
    public synchronized void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    public synchronized void merge(AccumulatorV2<Double, Double> other) {
        DoubleAccumulator from = (DoubleAccumulator) other;
        sum += from.sum;
        count += from.count;
    }

    @Override
    public boolean isSafeInTasks() {
        return isRegistered();
    }
}

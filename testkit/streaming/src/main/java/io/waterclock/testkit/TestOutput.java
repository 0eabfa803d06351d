// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.streaming.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a stream gave, batch by batch. Safe for any thread.
 *
 * @param <T> the type of its records
 */
public final class TestOutput<T> {

    private record Collected<T>(Time time, List<List<T>> partitions) {
        List<T> records() {
            List<T> all = new ArrayList<>();
            partitions.forEach(all::addAll);
            return all;
        }
    }

    private final List<Collected<T>> batches = Collections.synchronizedList(new ArrayList<>());

    private volatile int failing = -1;

    TestOutput() {}

    /**
     * Lets the output fail in one of its batches, as when what it writes to is away; so the program stops there, and {@code advance}
     * throws. For tests of what then happens.
     *
     * @param batch the first is 0
     */
    public TestOutput<T> failIn(int batch) {
        failing = batch;
        return this;
    }

    void add(Time time, List<List<T>> partitions) {
        if (batches.size() == failing) {
            throw new IllegalStateException("The test lets this output fail in its batch " + failing);
        }
        batches.add(new Collected<>(time, partitions));
    }

    /** The records of each batch, in the order of the batches and of their partitions. */
    public List<List<T>> batches() {
        return snapshot().stream().map(Collected::records).toList();
    }

    /** The times of the batches. */
    public List<Time> times() {
        return snapshot().stream().map(Collected::time).toList();
    }

    /** The records of a batch; the first is 0. */
    public List<T> batch(int index) {
        return at(index).records();
    }

    /** The partitions of a batch; the first is 0. */
    public List<List<T>> partitions(int index) {
        return at(index).partitions();
    }

    /** The records of the last batch. */
    public List<T> last() {
        return at(batches.size() - 1).records();
    }

    /** The records of all batches. */
    public List<T> all() {
        List<T> all = new ArrayList<>();
        batches().forEach(all::addAll);
        return all;
    }

    private Collected<T> at(int index) {
        List<Collected<T>> all = snapshot();
        if (index < 0 || index >= all.size()) {
            throw new IndexOutOfBoundsException(
                    (all.isEmpty() ? "No batch was made" : "There is no batch " + index + "; made were " + all.size())
                            + ". Call advance(batches) first");
        }
        return all.get(index);
    }

    private List<Collected<T>> snapshot() {
        synchronized (batches) {
            return List.copyOf(batches);
        }
    }
}

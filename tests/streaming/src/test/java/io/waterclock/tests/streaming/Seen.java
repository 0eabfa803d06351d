// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a running program has shown so far; a test waits until it is what it expects. */
final class Seen<T> {
    static final long PATIENCE_SECONDS = 60;

    private final List<T> all = new ArrayList<>();

    synchronized void add(T one) {
        all.add(one);
        notifyAll();
    }

    synchronized void addAll(List<? extends T> some) {
        all.addAll(some);
        notifyAll();
    }

    synchronized List<T> now() {
        return new ArrayList<>(all);
    }

    synchronized List<T> await(int count) throws InterruptedException {
        return await(list -> list.size() >= count);
    }

    synchronized List<T> await(Predicate<List<T>> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.test(all)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("Not seen within " + PATIENCE_SECONDS + " s; seen: " + all);
            }
            wait(left);
        }
        return new ArrayList<>(all);
    }
}

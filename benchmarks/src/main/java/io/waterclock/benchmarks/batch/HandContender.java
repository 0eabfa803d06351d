// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Plain Java, written for the one job: on the calling thread, or in as many slices as threads by
 * {@link ExecutorService#invokeAll}.
 */
abstract class HandContender implements Contender {
    final int threads;
    private @Nullable ExecutorService pool;

    HandContender(int threads) {
        this.threads = threads;
    }

    @Override
    public final void setUp() throws InterruptedException, ExecutionException {
        pool = Executors.newFixedThreadPool(threads);
        begin();
    }

    /** Makes ready what is not to be measured. */
    void begin() throws InterruptedException, ExecutionException {}

    /** What one thread does for its slice. */
    interface Slice<R> {
        R run(int slice);
    }

    /** The results of all slices; with one thread, on the caller's. */
    final <R> List<R> inSlices(Slice<R> work) throws InterruptedException, ExecutionException {
        if (threads == 1) {
            return List.of(work.run(0));
        }
        List<Callable<R>> tasks = new ArrayList<>(threads);
        for (int i = 0; i < threads; i++) {
            int slice = i;
            tasks.add(() -> work.run(slice));
        }
        List<R> results = new ArrayList<>(threads);
        for (Future<R> result : Objects.requireNonNull(pool, "setUp").invokeAll(tasks)) {
            results.add(result.get());
        }
        return results;
    }

    /** Where a slice of {@code size} records begins; that of the slice after the last is the size. */
    final int from(int slice, int size) {
        return (int) ((long) size * slice / threads);
    }

    @Override
    public String name() {
        return Names.hand(threads);
    }

    @Override
    public final void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}

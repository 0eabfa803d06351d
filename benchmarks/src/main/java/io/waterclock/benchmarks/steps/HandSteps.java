// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.batch.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Two threads; each goes through the whole batch and keeps to its own keys. */
final class HandSteps implements StepContender {
    static final int THREADS = 2;

    private final List<Part> parts = new ArrayList<>();
    private List<Integer> batch = List.of();
    private @Nullable ExecutorService pool;
    private @Nullable StepOutput output;

    /** What one thread has. */
    interface Part {
        /** Takes in what is its own of a batch; answers the checksum of what it puts out. */
        long take(List<Integer> records);
    }

    @Override
    public String name() {
        return Names.HAND_2;
    }

    @Override
    public void begin(StepCase work, StepOutput told) {
        output = told;
        pool = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            parts.add(
                    switch (work.work()) {
                        case WINDOW_SUM -> new HandWindowSum(i, work);
                        case WINDOW_MAX -> new HandWindowMax(i, work);
                        case EVENT_SUM -> new HandEventSum(new HandWindowSum(i, work));
                        case MAP_WITH_STATE -> new HandStates.OfRecords(i, work.keys());
                        case UPDATE_STATE -> new HandStates.OfAll(i, work.keys());
                    });
        }
    }

    @Override
    public void offer(List<Integer> records) {
        batch = records;
    }

    @Override
    public void turn() throws Exception {
        List<Integer> records = batch;
        List<Callable<Long>> tasks = new ArrayList<>();
        parts.forEach(part -> tasks.add(() -> part.take(records)));
        long checksum = 0;
        for (Future<Long> part : Objects.requireNonNull(pool, "begin").invokeAll(tasks)) {
            checksum += part.get();
        }
        Objects.requireNonNull(output, "begin").is(checksum);
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}

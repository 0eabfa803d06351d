// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.harness.WrongResultException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One case by one contender: loads, warms up, measures. */
final class StepMeasuring {
    private static final int DIGEST_FACTOR = 31;
    private static final int COLLECTIONS = 4;
    private static final long PAUSE_NANOS = 100_000_000;

    private final StepCase work;
    private final StepContender contender;
    private final StepInput input;
    private final StepOutput output = new StepOutput();
    private int batches;
    private long digest;

    private StepMeasuring(StepCase work, StepContender contender) {
        this.work = work;
        this.contender = contender;
        this.input = new StepInput(work);
    }

    static StepResult run(StepCase work, StepContender contender) throws Exception {
        try (contender) {
            return new StepMeasuring(work, contender).run();
        }
    }

    private StepResult run() throws Exception {
        contender.begin(work, output);
        boolean looksAtHeap = work.loads() > 0;
        long empty = looksAtHeap ? heapBytes() : 0;
        for (int i = 0; i < work.loads(); i++) {
            nanos(input.load(i));
        }
        int next = 0;
        for (; next < work.warmUp(); next++) {
            nanos(input.batch(next));
        }
        long held = looksAtHeap ? heapBytes() - empty : 0;
        double[] nanos = new double[work.batches()];
        for (int i = 0; i < nanos.length; i++, next++) {
            nanos[i] = nanos(input.batch(next));
        }
        return new StepResult(digest, held, nanos);
    }

    private long nanos(List<Integer> records) throws Exception {
        contender.offer(records);
        long begin = System.nanoTime();
        contender.turn();
        batches++;
        if (output.told() != batches) {
            throw new WrongResultException(
                    contender.name() + " has put out " + output.told() + " batches after " + batches);
        }
        digest = digest * DIGEST_FACTOR + output.checksum();
        return output.nanos() - begin;
    }

    /** What is left by collections, with time between them for those who clean up behind a collection. */
    private static long heapBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.latency;

import io.waterclock.benchmarks.harness.Statistics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The sender and the end of the records' way. A record is the time at which it is <em>to be</em> sent, by a schedule that waits for
 * nobody: who holds the sender back makes all later records late. It is put out when the function of an output has it.
 *
 * <p>Arguments of a program: records a second, seconds, interval in milliseconds. Safe for any thread.
 */
public final class LatencyRun {
    /** The first seconds aren't told. */
    static final int WARM_UP_SECONDS = 5;

    static final String RESULT = "RESULT";

    /** What is due is sent so often; each record by itself. */
    private static final long GRAIN_NANOS = 100_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int rate;
    private final int seconds;
    private final int intervalMs;
    private final long[] nanos;
    private int told;
    private boolean begun;
    private long start;
    private long sent;
    private long sentSum;
    private long seen;
    private long seenSum;

    public LatencyRun(String[] arguments) {
        rate = Integer.parseInt(arguments[0]);
        seconds = Integer.parseInt(arguments[1]);
        intervalMs = Integer.parseInt(arguments[2]);
        nanos = new long[Math.max(0, seconds - warmUpSeconds()) * rate];
    }

    private int warmUpSeconds() {
        return seconds > WARM_UP_SECONDS ? WARM_UP_SECONDS : 0;
    }

    public int intervalMs() {
        return intervalMs;
    }

    /** Sends all, on this thread. A second call, when a receiver is started again, sends nothing. */
    public void send(Consumer<Long> store) {
        long begin = System.nanoTime();
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
            start = begin;
        }
        long count = (long) rate * seconds;
        long sum = 0;
        for (long i = 0; i < count; i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
            while (due > System.nanoTime()) {
                LockSupport.parkNanos(GRAIN_NANOS);
            }
            store.accept(due);
            sum += due;
        }
        synchronized (this) {
            sent = count;
            sentSum = sum;
            notifyAll();
        }
    }

    /** These are put out now. */
    public void putOut(List<Long> records) {
        long now = System.nanoTime();
        synchronized (this) {
            long from = start + TimeUnit.SECONDS.toNanos(warmUpSeconds());
            for (long due : records) {
                seenSum += due;
                if (due >= from && told < nanos.length) {
                    nanos[told++] = now - due;
                }
            }
            seen += records.size();
            notifyAll();
        }
    }

    /** Waits until all that was sent has been put out, or long enough. */
    public synchronized void awaitAll() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) + PATIENCE_NANOS;
        while (sent == 0 || seen < sent) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** The last thing a program does. */
    public synchronized void sayResult() {
        double[] samples = new double[told];
        for (int i = 0; i < told; i++) {
            samples[i] = nanos[i];
        }
        boolean right = sent > 0 && seen == sent && seenSum == sentSum && told > 0;
        System.out.println(String.join(
                " ",
                RESULT,
                Boolean.toString(right),
                Integer.toString(told),
                quantile(0.5, samples),
                quantile(0.99, samples),
                quantile(0.999, samples),
                quantile(1, samples)));
    }

    private static String quantile(double share, double[] samples) {
        return samples.length == 0 ? "NaN" : Double.toString(Statistics.quantile(share, samples));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.benchmarks.input.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a word counting program has counted, and its talk with the JVM that measures:
 *
 * <ul>
 *   <li>it says {@code WORDS batchTime words} for each batch with words, and {@code BATCH batchTime delay processing}, all in
 *       milliseconds;
 *   <li>it hears {@code EXPECT words checksum patience}, when all has been sent, and waits until it has counted so many words,
 *       at most as long as the patience, in milliseconds, says; then it says {@code COUNTED};
 *   <li>it says {@code RESULT words checksum distinct} and what {@link HeapWatch} saw, at the end.
 * </ul>
 *
 * <p>Safe for any thread.
 */
public final class WordTotals {
    private final HeapWatch heap = HeapWatch.begin();
    private final Set<String> distinct = new HashSet<>();
    private long words;
    private long checksum;

    /** The counts of a batch. */
    public synchronized <C> void add(
            long batchTimeMs, Iterable<C> counts, Function<C, String> word, ToLongFunction<C> count) {
        long inBatch = 0;
        for (C counted : counts) {
            long occurred = count.applyAsLong(counted);
            inBatch += occurred;
            checksum += Words.checksum(word.apply(counted), occurred);
            distinct.add(word.apply(counted));
        }
        words += inBatch;
        if (inBatch > 0) {
            System.out.println(Talk.WORDS + " " + batchTimeMs + " " + inBatch);
        }
        notifyAll();
    }

    /** How a batch went: from its time until its processing began, and how long that took. */
    public void batch(long batchTimeMs, long delayMs, long processingMs) {
        System.out.println(Talk.BATCH + " " + batchTimeMs + " " + delayMs + " " + processingMs);
    }

    /**
     * Waits until told what was sent, and then until that has been counted.
     *
     * @return whether it was, in time
     */
    public boolean awaitAll() throws IOException, InterruptedException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        String line = input.readLine();
        if (line == null) {
            System.err.println("Standard input ended, and nobody has said what was sent");
            return false;
        }
        String[] expected = line.split(" ");
        if (!expected[0].equals(Talk.EXPECT)) {
            throw new IOException("Expected a line that begins with " + Talk.EXPECT + ", but got: " + line);
        }
        boolean all = await(Long.parseLong(expected[1]), Long.parseLong(expected[3]));
        System.out.println(Talk.COUNTED);
        return all;
    }

    private synchronized boolean await(long expectedWords, long patienceMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (words < expectedWords) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    /** Says the result. The last thing a program does, when its context has ended and nothing is added any more. */
    public synchronized void sayResult() {
        System.out.println(String.join(
                " ",
                Talk.RESULT,
                Long.toString(words),
                Long.toString(checksum),
                Integer.toString(distinct.size()),
                Long.toString(heap.peakBytes()),
                Long.toString(heap.peakAfterCollectionBytes()),
                Long.toString(HeapWatch.residentPeakBytes())));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a careful person writes without a system: a thread that reads lines and a thread that splits and counts them, with
 * a bounded queue between; each interval the counts are handed out and begun anew.
 */
public final class HandWordCounter {
    private static final int LINES_PER_HANDOVER = 1_000;
    private static final int QUEUED_HANDOVERS = 100;

    private final BlockingQueue<List<String>> queue = new ArrayBlockingQueue<>(QUEUED_HANDOVERS);
    private final WordTotals totals = new WordTotals();
    private final long intervalMs;

    private HandWordCounter(long intervalMs) {
        this.intervalMs = intervalMs;
    }

    /**
     * @param arguments host, port, interval in milliseconds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HandWordCounter program = new HandWordCounter(Long.parseLong(arguments[2]));
        Thread reader;
        Thread counter;
        try (Socket socket = new Socket(arguments[0], Integer.parseInt(arguments[1]))) {
            reader = new Thread(() -> program.read(socket), "reader");
            counter = new Thread(program::count, "counter");
            reader.start();
            counter.start();
            program.totals.awaitAll();
        }
        reader.join();
        counter.interrupt();
        counter.join();
        program.totals.sayResult();
    }

    private void read(Socket socket) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            List<String> lines = new ArrayList<>(LINES_PER_HANDOVER);
            String line = in.readLine();
            while (line != null) {
                lines.add(line);
                if (lines.size() == LINES_PER_HANDOVER || !in.ready()) {
                    queue.put(lines);
                    lines = new ArrayList<>(LINES_PER_HANDOVER);
                }
                line = in.readLine();
            }
        } catch (SocketException closed) {
            // The main thread has closed the socket: all has been counted.
        } catch (IOException | InterruptedException e) {
            System.err.println("The reader ends: " + e);
        }
    }

    private void count() {
        Map<String, Integer> counts = new HashMap<>();
        long tick = nextTick();
        try {
            while (true) {
                long leftMs = tick - System.currentTimeMillis();
                List<String> lines = leftMs > 0 ? queue.poll(leftMs, TimeUnit.MILLISECONDS) : null;
                if (lines != null) {
                    for (String line : lines) {
                        for (String word : line.split(" ")) {
                            counts.merge(word, 1, Integer::sum);
                        }
                    }
                } else if (leftMs <= 0) {
                    totals.add(tick, counts.entrySet(), Map.Entry::getKey, Map.Entry::getValue);
                    totals.batch(tick, -leftMs, System.currentTimeMillis() - tick + leftMs);
                    counts = new HashMap<>();
                    tick = nextTick();
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private long nextTick() {
        long now = System.currentTimeMillis();
        return now - now % intervalMs + intervalMs;
    }
}

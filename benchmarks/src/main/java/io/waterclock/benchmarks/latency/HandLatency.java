// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A queue that a loop drains at each interval. */
public final class HandLatency {
    private HandLatency() {}

    public static void main(String[] arguments) throws InterruptedException {
        LatencyRun run = new LatencyRun(arguments);
        LinkedBlockingQueue<Long> queue = new LinkedBlockingQueue<>();
        Thread sender = new Thread(() -> run.send(queue::add), "sender");
        Thread loop = new Thread(() -> drain(queue, run), "loop");
        loop.setDaemon(true);
        loop.start();
        sender.start();
        run.awaitAll();
        run.sayResult();
    }

    private static void drain(LinkedBlockingQueue<Long> queue, LatencyRun run) {
        long interval = TimeUnit.MILLISECONDS.toNanos(run.intervalMs());
        long tick = System.nanoTime() + interval;
        while (true) {
            long left = tick - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else {
                List<Long> batch = new ArrayList<>();
                queue.drainTo(batch);
                run.putOut(batch);
                tick += interval;
            }
        }
    }
}

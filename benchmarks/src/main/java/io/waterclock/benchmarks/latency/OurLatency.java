// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.latency;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.receiver.Receiver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A receiver that the sender stores into, and an output that collects. */
public final class OurLatency {
    private static volatile @Nullable LatencyRun current;

    private OurLatency() {}

    private static LatencyRun run() {
        return Objects.requireNonNull(current, "main");
    }

    /** Stores each record by itself. */
    private static final class Scheduled extends Receiver<Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void onStart() {
            new Thread(() -> run().send(this::store), "sender").start();
        }

        @Override
        public void onStop() {}
    }

    public static void main(String[] arguments) throws InterruptedException {
        LatencyRun run = new LatencyRun(arguments);
        current = run;
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("latency");
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(run.intervalMs()))) {
            ssc.receiverStream(new Scheduled()).foreachRDD(rdd -> run.putOut(rdd.collect()));
            ssc.start();
            run.awaitAll();
        }
        run.sayResult();
    }
}

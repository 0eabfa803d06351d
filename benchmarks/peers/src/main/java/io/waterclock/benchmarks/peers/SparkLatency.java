// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.latency.LatencyRun;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import org.jspecify.annotations.Nullable;

/** The program of {@link LatencyRun} for Spark Streaming, which has marked its context as deprecated. */
@SuppressWarnings("deprecation")
public final class SparkLatency {
    /** The shortest that its manual advises; its default would be longer than the interval. */
    private static final String BLOCK = "50ms";

    private static volatile @Nullable LatencyRun current;

    private SparkLatency() {}

    private static LatencyRun run() {
        return Objects.requireNonNull(current, "main");
    }

    /** Stores each record by itself. */
    private static final class Scheduled extends Receiver<Long> {
        private static final long serialVersionUID = 1L;

        Scheduled() {
            super(StorageLevel.MEMORY_ONLY());
        }

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
        SparkConf conf = SparkJvm.conf().set("spark.streaming.blockInterval", BLOCK);
        try (JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.milliseconds(run.intervalMs()))) {
            ssc.receiverStream(new Scheduled()).foreachRDD(rdd -> run().putOut(rdd.collect()));
            ssc.start();
            run.awaitAll();
        }
        run.sayResult();
    }
}

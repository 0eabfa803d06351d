// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.streaming.WordTotals;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.Tuple2;

/**
 * The program of {@link io.waterclock.benchmarks.streaming.SocketWordCount} for Spark Streaming, which has marked its
 * context as deprecated.
 */
@SuppressWarnings("deprecation")
public final class SparkWordCounter {
    /** Spark's default; a batch that is shorter would often have no block. */
    private static final long BLOCK_MS = 200;

    private SparkWordCounter() {}

    /**
     * @param arguments host, port, interval in milliseconds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        WordTotals totals = new WordTotals();
        long intervalMs = Long.parseLong(arguments[2]);
        SparkConf conf = SparkJvm.conf().set("spark.streaming.blockInterval", Math.min(BLOCK_MS, intervalMs) + "ms");
        try (JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.milliseconds(intervalMs))) {
            ssc.socketTextStream(arguments[0], Integer.parseInt(arguments[1]))
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD((rdd, time) -> {
                        totals.add(time.milliseconds(), rdd.collect(), Tuple2::_1, Tuple2::_2);
                    });
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
                    BatchInfo batch = completed.batchInfo();
                    long batchTimeMs = batch.batchTime().milliseconds();
                    totals.batch(batchTimeMs, (Long) batch.processingStartTime().get() - batchTimeMs, (Long)
                            batch.processingDelay().get());
                }
            });
            ssc.start();
            boolean all = totals.awaitAll();
            ssc.stop(true, all);
        }
        totals.sayResult();
    }
}

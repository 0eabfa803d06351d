// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import java.io.IOException;
import java.util.Arrays;

/** Our program of {@link SocketWordCount}. */
public final class OurWordCounter {
    private OurWordCounter() {}

    /**
     * @param arguments host, port, interval in milliseconds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("socket word count");
        WordTotals totals = new WordTotals();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(Long.parseLong(arguments[2])))) {
            ssc.socketTextStream(arguments[0], Integer.parseInt(arguments[1]))
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD((rdd, time) -> totals.add(time.milliseconds(), rdd.collect(), Tuple2::_1, Tuple2::_2));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
                    BatchInfo batch = completed.batchInfo();
                    long batchTimeMs = batch.batchTime().milliseconds();
                    totals.batch(
                            batchTimeMs,
                            batch.processingStartTime().orElseThrow() - batchTimeMs,
                            batch.processingDelay().orElseThrow());
                }
            });
            ssc.start();
            boolean all = totals.awaitAll();
            ssc.stop(true, all);
        }
        totals.sayResult();
    }
}

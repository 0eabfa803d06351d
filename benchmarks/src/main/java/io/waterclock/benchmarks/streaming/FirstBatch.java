// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Our program of {@link Startup}. */
public final class FirstBatch {
    private static final String LINE = "to be or not to be";
    private static final int WORDS = 4;

    private FirstBatch() {}

    public static void main(String[] arguments) throws InterruptedException {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("first batch");
        AtomicInteger words = new AtomicInteger();
        CountDownLatch complete = new CountDownLatch(1);
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(Startup.INTERVAL_MS))) {
            Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
            queue.add(ssc.waterclockContext().parallelize(List.of(LINE), 2));
            ssc.queueStream(queue)
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD(rdd -> words.addAndGet(rdd.collect().size()));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
                    if (complete.getCount() > 0) {
                        System.out.println(words.get() == WORDS ? Startup.MARK : "WRONG: " + words + " words");
                        complete.countDown();
                    }
                }
            });
            ssc.start();
            complete.await();
        }
    }
}

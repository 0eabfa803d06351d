// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.streaming.Startup;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.Tuple2;

/** The program of {@link Startup} for Spark Streaming, which has marked its context as deprecated. */
@SuppressWarnings("deprecation")
public final class SparkFirstBatch {
    private static final String LINE = "to be or not to be";
    private static final int WORDS = 4;

    private SparkFirstBatch() {}

    public static void main(String[] arguments) throws InterruptedException {
        AtomicInteger words = new AtomicInteger();
        CountDownLatch complete = new CountDownLatch(1);
        try (JavaStreamingContext ssc =
                new JavaStreamingContext(SparkJvm.conf(), Durations.milliseconds(Startup.INTERVAL_MS))) {
            Queue<JavaRDD<String>> queue = new LinkedList<>();
            queue.add(ssc.sparkContext().parallelize(List.of(LINE), 2));
            ssc.queueStream(queue)
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD(rdd -> {
                        words.addAndGet(rdd.collect().size());
                    });
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

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A batch of the very objects that were offered last. Spark's own stream of a queue takes no RDD that comes after its start when it is
 * made from Java, and its RDDs would be of copies. Its context is marked as deprecated.
 */
@SuppressWarnings("deprecation")
final class HeldInput extends InputDStream<Integer> {
    private static final long serialVersionUID = 1L;
    private static final int PARTITIONS = 2;
    /** Batches whose records are still held. */
    private static final int KEPT = 2;

    private static final AtomicInteger OFFERED = new AtomicInteger();

    private HeldInput(StreamingContext context, ClassTag<Integer> type) {
        super(context, type);
    }

    static JavaInputDStream<Integer> stream(JavaStreamingContext context) {
        ClassTag<Integer> type = ClassTag$.MODULE$.apply(Integer.class);
        return new JavaInputDStream<>(new HeldInput(context.ssc(), type), type);
    }

    static void offer(List<Integer> records) {
        int key = Held.put(records);
        Held.remove(key - KEPT);
        OFFERED.set(key);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Option<RDD<Integer>> compute(Time time) {
        int key = OFFERED.get();
        return Option.apply(JavaSparkContext.fromSparkContext(context().sparkContext())
                .parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
                .mapPartitionsWithIndex((index, nothing) -> Held.<Integer>slice(key, index, PARTITIONS), false)
                .rdd());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.there;

import io.waterclock.tests.spark.program.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** Programs that don't give the same, each for one difference. The context is marked as deprecated there. */
@SuppressWarnings("deprecation")
public final class MendedPrograms {
    public static final String OUTPUT = "output";

    private static final Duration SECOND = Durations.seconds(1);

    private MendedPrograms() {}

    /** A key that comes once, and is out after three seconds. */
    public static void timeOut(JavaStreamingContext ssc, String run) {
        Function3<String, Optional<Integer>, State<Integer>, String> seen = (key, value, state) -> {
            if (!state.isTimingOut()) {
                state.update(value.or(0));
            }
            return state.isTimingOut() ? key + " is out" : key + " has come";
        };
        collect(
                run,
                queue(ssc, List.of(List.of("a")))
                        .mapToPair(key -> new Tuple2<>(key, 1))
                        .mapWithState(StateSpec.function(seen).timeout(Durations.seconds(3))));
    }

    /** A key that leaves a window with an inverse function. */
    public static void deadKey(JavaStreamingContext ssc, String run) {
        JavaPairDStream<String, Integer> ones =
                queue(ssc, List.of(List.of("a"), List.of("b"))).mapToPair(key -> new Tuple2<>(key, 1));
        collect(
                run,
                ones.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, new Duration(2000), SECOND)
                        .toJavaDStream());
    }

    /** A window that becomes empty. */
    public static void emptyWindowByInverse(JavaStreamingContext ssc, String run) {
        collect(
                run,
                queue(ssc, List.of(List.of(5)))
                        .reduceByWindow(Integer::sum, (a, b) -> a - b, new Duration(2000), SECOND));
    }

    /** A window in which nothing has come yet. */
    public static void countBeforeTheFirstRecord(JavaStreamingContext ssc, String run) {
        collect(run, queue(ssc, List.of(List.of(), List.of(5))).countByWindow(SECOND, SECOND));
    }

    /** Counts of windows of a second, every two seconds: of the batches 2 and 4. */
    public static void slideLongerThanTheWindow(JavaStreamingContext ssc, String run) {
        JavaDStream<String> keys =
                queue(ssc, List.of(List.of("one"), List.of("two"), List.of("three"), List.of("four")));
        // Else the queue isn't asked in each batch, there.
        keys.foreachRDD(rdd -> {});
        collect(run, keys.countByValueAndWindow(SECOND, new Duration(2000)).toJavaDStream());
    }

    /** A window of a second, every two seconds, and nothing else that reads the queue. */
    public static void queueBeforeASlowSum(JavaStreamingContext ssc, String run) {
        JavaDStream<String> keys =
                queue(ssc, List.of(List.of("one"), List.of("two"), List.of("three"), List.of("four")));
        collect(run, keys.reduceByWindow((a, b) -> a + " " + b, SECOND, new Duration(2000)));
    }

    /** The same with all records of the window. */
    public static void queueBeforeASlowWindow(JavaStreamingContext ssc, String run) {
        JavaDStream<String> keys =
                queue(ssc, List.of(List.of("one"), List.of("two"), List.of("three"), List.of("four")));
        collect(run, keys.window(SECOND, new Duration(2000)));
    }

    /** An RDD that comes to the queue after the stream has been made of it. */
    public static void liveQueue(JavaStreamingContext ssc, String run) {
        Queue<JavaRDD<String>> queue = new ArrayDeque<>();
        collect(run, ssc.queueStream(queue));
        queue.add(ssc.sparkContext().parallelize(List.of("late")));
    }

    /** Keys that are the same number, of two types. */
    public static void numbersAsKeys(JavaStreamingContext ssc, String run) {
        List<Object> nines = List.of(9, 9L);
        collect(run, queue(ssc, List.of(nines)).countByValue().map(pair -> pair._2));
    }

    /** Sums of numbers that no binary fraction is. */
    public static void sumsOfFractions(JavaStreamingContext ssc, String run) {
        JavaPairDStream<String, Double> fractions =
                queue(ssc, List.of(List.of(0.1), List.of(0.2))).mapToPair(x -> new Tuple2<>("sum", x));
        collect(
                run,
                fractions
                        .reduceByKeyAndWindow(Double::sum, (a, b) -> a - b, new Duration(2000), SECOND)
                        .map(pair -> pair._2));
    }

    /** A state, in a program that doesn't say where checkpoints go. */
    public static void stateWithoutCheckpoints(JavaStreamingContext ssc, String run) {
        collect(
                run,
                queue(ssc, List.of(List.of("a"), List.of("a")))
                        .mapToPair(key -> new Tuple2<>(key, 1))
                        .<Integer>updateStateByKey((values, before) -> Optional.of(before.or(0) + values.size()))
                        .map(pair -> pair._2));
    }

    /** A window of no length. */
    public static void windowOfNothing(JavaStreamingContext ssc, String run) {
        collect(run, queue(ssc, List.of(List.of("a"))).window(new Duration(0), SECOND));
    }

    private static <T> JavaDStream<T> queue(JavaStreamingContext ssc, List<List<T>> batches) {
        Queue<JavaRDD<T>> queue = new ArrayDeque<>();
        batches.forEach(batch -> queue.add(ssc.sparkContext().parallelize(batch, 1)));
        return ssc.queueStream(queue);
    }

    private static <T> void collect(String run, JavaDStream<T> stream) {
        stream.foreachRDD((rdd, time) -> {
            List<String> texts = new ArrayList<>();
            rdd.collect().forEach(record -> texts.add(record.toString()));
            Outcome.add(run, OUTPUT, time.milliseconds(), rdd.getNumPartitions(), texts);
        });
    }
}

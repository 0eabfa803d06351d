// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** What our contenders' pollution is, for Spark: the same pipelines. */
final class SparkPollution {
    private static final int RECORDS = 20_000;
    private static final int ROUNDS = 6;

    private SparkPollution() {}

    static void run(JavaSparkContext context) {
        JavaRDD<Integer> numbers =
                context.parallelize(IntStream.range(0, RECORDS).boxed().toList(), 2);
        JavaRDD<String> texts = context.parallelize(
                IntStream.range(0, RECORDS).mapToObj(i -> "a" + i % 97 + ",b").toList(), 2);
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            sum += narrow(numbers, texts);
            sum += keyed(numbers, texts);
        }
        if (sum == 0) {
            throw new IllegalStateException("The polluting pipelines have no results");
        }
    }

    private static long narrow(JavaRDD<Integer> numbers, JavaRDD<String> texts) {
        long sum = numbers.map(x -> x / 2).filter(x -> x > 3).count();
        sum += numbers.filter(x -> (x & 1) == 0).map(x -> "n" + x).count();
        sum += numbers.map(x -> (long) x).map(x -> x * x).reduce(Long::sum);
        sum += texts.map(String::length).filter(x -> x > 4).count();
        sum += texts.filter(text -> text.endsWith("b"))
                .map(text -> text.charAt(1))
                .count();
        sum += texts.flatMap(text -> List.of(text, "x").iterator())
                .filter(text -> !text.isEmpty())
                .count();
        return sum;
    }

    private static long keyed(JavaRDD<Integer> numbers, JavaRDD<String> texts) {
        JavaPairRDD<Long, Integer> byLong = numbers.mapToPair(x -> new Tuple2<>((long) x % 50, x));
        long sum = byLong.reduceByKey(Math::max).count();
        sum += byLong.mapValues(x -> x + 1L).reduceByKey(Long::sum).collect().size();
        sum += texts.flatMap(text -> Arrays.asList(text.split(",")).iterator())
                .mapToPair(part -> new Tuple2<>(part.length(), part))
                .reduceByKey((a, b) -> a.compareTo(b) < 0 ? a : b)
                .count();
        sum += texts.mapToPair(text -> new Tuple2<>(text, 1.0))
                .reduceByKey((a, b) -> a + b)
                .values()
                .map(Double::longValue)
                .reduce(Long::sum);
        return sum;
    }
}

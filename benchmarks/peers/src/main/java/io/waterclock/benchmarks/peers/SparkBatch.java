// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.batch.NarrowInput;
import io.waterclock.benchmarks.batch.TwoStageInput;
import io.waterclock.benchmarks.batch.WordCountInput;
import io.waterclock.benchmarks.batch.Words;
import io.waterclock.benchmarks.harness.Contender;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Spark core in local mode, over a cached RDD of the very objects that the others have. */
public final class SparkBatch implements BatchPeer {

    @Override
    public String name() {
        return Names.SPARK_2;
    }

    @Override
    public List<String> jvmOptions() {
        return SparkJvm.options();
    }

    @Override
    public List<Contender> narrow(NarrowInput input) {
        return List.of(new Narrow(input));
    }

    @Override
    public List<Contender> wordCount(WordCountInput input) {
        return List.of(new WordCount(input));
    }

    @Override
    public List<Contender> twoStageJob(TwoStageInput input) {
        return List.of(new TwoStages(input));
    }

    /** A context a contender; Spark allows one in a JVM, so there is one contender a case. */
    private abstract static class SparkContender implements Contender {
        static final int PARTITIONS = 2;

        private @Nullable JavaSparkContext context;

        @Override
        public final String name() {
            return Names.SPARK_2;
        }

        final JavaSparkContext context() {
            return Objects.requireNonNull(context, "setUp");
        }

        @Override
        public final void setUp() {
            context = new JavaSparkContext(SparkJvm.conf());
            begin();
        }

        abstract void begin();

        /**
         * An RDD of these objects themselves, kept as objects. That of {@code parallelize} would be of copies, since even
         * a local task gets its partition serialized.
         */
        final <T> JavaRDD<T> kept(List<T> records) {
            Records.hold(records);
            JavaRDD<T> rdd = context()
                    .parallelize(List.of(0, 1), PARTITIONS)
                    .mapPartitionsWithIndex((index, nothing) -> Records.<T>slice(index, PARTITIONS), false)
                    .persist(StorageLevel.MEMORY_ONLY());
            long count = rdd.count();
            if (count != records.size()) {
                throw new IllegalStateException("Spark has kept " + count + " of " + records.size() + " records");
            }
            return rdd;
        }

        @Override
        public final void pollute() {
            SparkPollution.run(context());
        }

        @Override
        public final void close() {
            if (context != null) {
                context.close();
            }
            Records.hold(List.of());
        }
    }

    /** Where tasks find the objects without their being serialized. */
    private static final class Records {
        private static volatile List<?> held = List.of();

        static void hold(List<?> records) {
            held = records;
        }

        @SuppressWarnings("unchecked")
        static <T> Iterator<T> slice(int index, int of) {
            List<T> all = (List<T>) held;
            int from = (int) ((long) all.size() * index / of);
            int to = (int) ((long) all.size() * (index + 1) / of);
            return all.subList(from, to).iterator();
        }
    }

    private static final class Narrow extends SparkContender {
        private final NarrowInput input;
        private @Nullable JavaRDD<Integer> records;

        Narrow(NarrowInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            records = kept(Arrays.asList(input.records()));
        }

        @Override
        public long job() {
            JavaRDD<Integer> source = Objects.requireNonNull(records, "begin");
            return switch (input.operators()) {
                case 4 -> operators4(source).count();
                case 8 -> operators8(source).count();
                default -> operators16(source).count();
            };
        }

        private static JavaRDD<Integer> operators4(JavaRDD<Integer> source) {
            return source.map(x -> x + 1)
                    .filter(x -> (x & 15) != 3)
                    .map(x -> x * 3)
                    .filter(x -> (x & 15) != 5);
        }

        private static JavaRDD<Integer> operators8(JavaRDD<Integer> source) {
            return operators4(source)
                    .map(x -> x + 7)
                    .filter(x -> (x & 15) != 9)
                    .map(x -> x ^ 21)
                    .filter(x -> (x & 15) != 14);
        }

        private static JavaRDD<Integer> operators16(JavaRDD<Integer> source) {
            return operators8(source)
                    .map(x -> x - 11)
                    .filter(x -> (x & 31) != 1)
                    .map(x -> x * 5)
                    .filter(x -> (x & 31) != 12)
                    .map(x -> x + 13)
                    .filter(x -> (x & 31) != 22)
                    .map(x -> x ^ 37)
                    .filter(x -> (x & 31) != 30);
        }
    }

    private static final class WordCount extends SparkContender {
        private final WordCountInput input;
        private @Nullable JavaRDD<String> lines;

        WordCount(WordCountInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            lines = kept(input.lines());
        }

        @Override
        public long job() {
            List<Tuple2<String, Integer>> counts = Objects.requireNonNull(lines, "begin")
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .collect();
            long checksum = 0;
            for (Tuple2<String, Integer> counted : counts) {
                checksum += Words.checksum(counted._1(), counted._2());
            }
            return checksum;
        }
    }

    private static final class TwoStages extends SparkContender {
        private final TwoStageInput input;
        private @Nullable JavaRDD<Integer> records;
        private @Nullable JavaPairRDD<Integer, Integer> shuffled;

        TwoStages(TwoStageInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            records = kept(input.records());
            if (input.kept()) {
                shuffled = counted();
            }
        }

        private JavaPairRDD<Integer, Integer> counted() {
            return Objects.requireNonNull(records, "begin")
                    .mapToPair(x -> new Tuple2<>(x % TwoStageInput.KEYS, 1))
                    .reduceByKey(Integer::sum);
        }

        @Override
        public long job() {
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : (shuffled != null ? shuffled : counted()).collect()) {
                checksum += counted._1() * (long) counted._2();
            }
            return checksum;
        }

        @Override
        public boolean isHeavy() {
            return true;
        }
    }
}

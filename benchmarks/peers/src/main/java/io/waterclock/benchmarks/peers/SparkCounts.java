// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.input.AdEvent;
import io.waterclock.benchmarks.input.JobInput;
import io.waterclock.benchmarks.input.NarrowInput;
import io.waterclock.benchmarks.input.PartitionsInput;
import io.waterclock.benchmarks.input.WordCountInput;
import io.waterclock.benchmarks.input.Words;
import io.waterclock.benchmarks.input.YsbInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Jobs of operators on each record, with or without a count by key. */
final class SparkCounts {
    private SparkCounts() {}

    static final class Narrow extends SparkContender {
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

    static final class WordCount extends SparkContender {
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

    static final class Ysb extends SparkContender {
        private final YsbInput input;
        private @Nullable JavaRDD<AdEvent> events;

        Ysb(YsbInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            events = kept(Arrays.asList(input.events()));
        }

        @Override
        public long job() {
            Map<Integer, Integer> campaignOf = input.campaignOf();
            List<Tuple2<Integer, Integer>> counts = Objects.requireNonNull(events, "begin")
                    .filter(event -> event.type() == AdEvent.VIEW)
                    .mapToPair(event -> new Tuple2<>(campaignOf.get(event.ad()), 1))
                    .reduceByKey(Integer::sum)
                    .collect();
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : counts) {
                checksum += YsbInput.checksum(counted._1(), counted._2());
            }
            return checksum;
        }
    }

    static final class ManyPartitions extends SparkContender {
        private final PartitionsInput input;
        private @Nullable JavaRDD<Integer> records;

        ManyPartitions(PartitionsInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            records = kept(Arrays.asList(input.records()), input.partitions());
        }

        @Override
        public long job() {
            JavaRDD<Integer> source = Objects.requireNonNull(records, "begin");
            if (input.shuffledTo() == 0) {
                return source.map(x -> x + 1).filter(x -> (x & 15) != 3).count();
            }
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : source.mapToPair(x -> new Tuple2<>(x % PartitionsInput.KEYS, 1))
                    .reduceByKey(Integer::sum, input.shuffledTo())
                    .collect()) {
                checksum += counted._1() * (long) counted._2();
            }
            return checksum;
        }
    }

    static final class Job extends SparkContender {
        private final JobInput input;
        private @Nullable JavaRDD<Integer> records;
        private @Nullable JavaPairRDD<Integer, Integer> shuffled;

        Job(JobInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            records = kept(input.records(), input.partitions());
            if (input.kept()) {
                shuffled = counted();
            }
        }

        private JavaPairRDD<Integer, Integer> counted() {
            return Objects.requireNonNull(records, "begin")
                    .mapToPair(x -> new Tuple2<>(x % JobInput.KEYS, 1))
                    .reduceByKey(Integer::sum, input.partitions());
        }

        @Override
        public long job() {
            if (input.stages() == 1) {
                return Objects.requireNonNull(records, "begin")
                        .filter(x -> (x & 3) != 0)
                        .count();
            }
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : (shuffled != null ? shuffled : counted()).collect()) {
                checksum += counted._1() * (long) counted._2();
            }
            return checksum;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.benchmarks.input.JoinInput;
import io.waterclock.benchmarks.input.SkewInput;
import io.waterclock.benchmarks.input.SortInput;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Jobs that bring records together by key, or into order. */
final class SparkKeys {
    private SparkKeys() {}

    static long checksum(Tuple2<Integer, Iterable<Integer>> group) {
        long size = 0;
        long sum = 0;
        for (Integer value : group._2()) {
            size++;
            sum += value;
        }
        return GroupInput.checksum(group._1(), size, sum);
    }

    static final class Group extends SparkContender {
        private final GroupInput input;
        private @Nullable JavaRDD<Integer> records;

        Group(GroupInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            records = kept(Arrays.asList(input.records()));
        }

        @Override
        public long job() {
            int keys = input.keys();
            return Objects.requireNonNull(records, "begin")
                    .mapToPair(x -> new Tuple2<>(x % keys, x))
                    .groupByKey()
                    .map(SparkKeys::checksum)
                    .reduce(Long::sum);
        }
    }

    static final class Sort extends SparkContender {
        private final SortInput input;
        private @Nullable JavaRDD<Integer> integers;
        private @Nullable JavaRDD<String> words;

        Sort(SortInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            integers = kept(Arrays.asList(input.integers()));
            words = kept(input.words());
        }

        @Override
        public long job() {
            long checksum = 0;
            if (input.words().isEmpty()) {
                List<Integer> sorted = Objects.requireNonNull(integers, "begin")
                        .sortBy(x -> x, true, PARTITIONS)
                        .collect();
                for (Integer x : sorted) {
                    checksum = SortInput.checksum(checksum, x);
                }
                return checksum;
            }
            for (Tuple2<String, Integer> pair : Objects.requireNonNull(words, "begin")
                    .mapToPair(word -> new Tuple2<>(word, word.length()))
                    .sortByKey()
                    .collect()) {
                checksum = SortInput.checksum(checksum, pair._1().hashCode() + pair._2());
            }
            return checksum;
        }
    }

    static final class Join extends SparkContender {
        private final JoinInput input;
        private @Nullable JavaRDD<Integer> left;
        private @Nullable JavaRDD<Integer> right;

        Join(JoinInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            left = kept(Arrays.asList(input.left()));
            right = kept(Arrays.asList(input.right()));
        }

        @Override
        public long job() {
            JavaPairRDD<Integer, Integer> one =
                    Objects.requireNonNull(left, "begin").mapToPair(x -> new Tuple2<>(x, x + 1));
            JavaPairRDD<Integer, Integer> other =
                    Objects.requireNonNull(right, "begin").mapToPair(x -> new Tuple2<>(x, x * 3));
            return one.join(other)
                    .map(pair -> JoinInput.checksum(
                            pair._1(), pair._2()._1(), pair._2()._2()))
                    .reduce(Long::sum);
        }
    }

    static final class Skew extends SparkContender {
        private final SkewInput input;
        private @Nullable JavaRDD<Integer> records;

        Skew(SkewInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            List<Integer> all = Arrays.asList(input.records());
            records = kept(all.subList(0, input.before()), SkewInput.PARTITIONS - 1)
                    .union(kept(all.subList(input.before(), all.size()), 1));
        }

        @Override
        public long job() {
            JavaRDD<Integer> source = Objects.requireNonNull(records, "begin");
            return switch (input.work()) {
                case NARROW_PARTITIONS ->
                    source.map(SkewInput::mixed).filter(x -> (x & 7) != 0).count();
                case GROUP_KEYS -> groups(source);
                case REDUCE_KEYS ->
                    sums(
                            input.skewed()
                                    ? source.mapToPair(x -> new Tuple2<>(SkewInput.skewedKey(x), (long) x))
                                    : source.mapToPair(x -> new Tuple2<>(SkewInput.evenKey(x), (long) x)));
                case REDUCE_PARTITIONS ->
                    sums(source.mapToPair(x -> new Tuple2<>(SkewInput.evenKey(x), (long) SkewInput.mixed(x))));
            };
        }

        private static long sums(JavaPairRDD<Integer, Long> pairs) {
            long checksum = 0;
            for (Tuple2<Integer, Long> summed : pairs.reduceByKey(Long::sum).collect()) {
                checksum += GroupInput.checksum(summed._1(), 1, summed._2());
            }
            return checksum;
        }

        private long groups(JavaRDD<Integer> source) {
            JavaPairRDD<Integer, Integer> pairs = input.skewed()
                    ? source.mapToPair(x -> new Tuple2<>(SkewInput.skewedKey(x), x))
                    : source.mapToPair(x -> new Tuple2<>(SkewInput.evenKey(x), x));
            return pairs.groupByKey().map(SparkKeys::checksum).reduce(Long::sum);
        }
    }
}

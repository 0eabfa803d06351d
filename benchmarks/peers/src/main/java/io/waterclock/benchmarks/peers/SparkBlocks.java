// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.GrowthWork;
import io.waterclock.benchmarks.input.BlockInput;
import io.waterclock.benchmarks.input.GroupInput;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Jobs over records that the job makes. */
final class SparkBlocks {
    private SparkBlocks() {}

    static final class Distinct extends SparkContender {
        private final BlockInput input;
        private final int distinct;
        private @Nullable JavaRDD<Integer> blocks;

        Distinct(BlockInput input, int distinct) {
            this.input = input;
            this.distinct = distinct;
        }

        @Override
        void begin() {
            blocks = context().parallelize(input.blocks(), input.partitions());
        }

        @Override
        public long job() {
            int different = distinct;
            return Objects.requireNonNull(blocks, "begin")
                    .flatMap(BlockInput::block)
                    .map(x -> BlockInput.scrambled(x % different))
                    .distinct()
                    .count();
        }
    }

    static final class Growth extends SparkContender {
        private final GrowthWork work;
        private final BlockInput input;
        private @Nullable JavaRDD<Integer> blocks;

        Growth(GrowthWork work, BlockInput input) {
            this.work = work;
            this.input = input;
        }

        @Override
        void begin() {
            blocks = context().parallelize(input.blocks(), input.partitions());
        }

        @Override
        public long job() {
            JavaRDD<Integer> source = Objects.requireNonNull(blocks, "begin").flatMap(BlockInput::block);
            return switch (work) {
                case NARROW ->
                    source.map(x -> x + 1)
                            .filter(x -> (x & 15) != 3)
                            .map(x -> x * 3)
                            .filter(x -> (x & 15) != 5)
                            .count();
                case REDUCE ->
                    source.mapToPair(x -> new Tuple2<>(x % GrowthWork.KEYS, (long) x))
                            .reduceByKey(Long::sum)
                            .map(summed -> GroupInput.checksum(summed._1(), 1, summed._2()))
                            .reduce(Long::sum);
                case GROUP -> group(source);
                case SORT ->
                    Sorted.checksum(source.mapToPair(x -> new Tuple2<>(BlockInput.scrambled(x), x))
                            .sortByKey()
                            .mapPartitions(pairs -> List.of(Sorted.of(pairs)).iterator())
                            .collect());
            };
        }

        private long group(JavaRDD<Integer> source) {
            int keys = Math.toIntExact(input.size() / GrowthWork.VALUES_A_KEY);
            return source.mapToPair(x -> new Tuple2<>(x % keys, x))
                    .groupByKey()
                    .map(SparkKeys::checksum)
                    .reduce(Long::sum);
        }
    }

    /** What a sorted partition says of itself. */
    private record Sorted(boolean isEmpty, int first, int last, long sum, boolean inOrder) implements Serializable {

        static Sorted of(Iterator<Tuple2<Integer, Integer>> pairs) {
            if (!pairs.hasNext()) {
                return new Sorted(true, 0, 0, 0, true);
            }
            int first = pairs.next()._1();
            int last = first;
            long sum = first;
            boolean inOrder = true;
            while (pairs.hasNext()) {
                int key = pairs.next()._1();
                inOrder &= last <= key;
                last = key;
                sum += key;
            }
            return new Sorted(false, first, last, sum, inOrder);
        }

        static long checksum(List<Sorted> parts) {
            long sum = 0;
            int last = Integer.MIN_VALUE;
            for (Sorted part : parts) {
                if (!part.isEmpty) {
                    if (!part.inOrder || part.first < last) {
                        return GrowthWork.DISORDER;
                    }
                    last = part.last;
                    sum += part.sum;
                }
            }
            return sum;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Figure.Measure;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.benchmarks.input.BlockInput;
import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a record costs as there are more and more of them. */
final class Growth implements BatchBenchmark {
    private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 10_000_000, 100_000_000);
    private static final int LINEAR_FROM = 1_000_000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "10,000 to 100,000,000 Integers that a flatMap makes in the job: narrow (map, filter, map, filter, count); "
                + "reduceByKey with 10,000 keys; groupByKey with 100 values a key, and the sum of each group; sortByKey of "
                + "scrambled keys, each partition gone through. A million records a partition, two partitions at least. By "
                + "hand: two threads, two slices.";
    }

    private static String caseName(GrowthWork work, int size) {
        return String.format(java.util.Locale.ROOT, "%s, %,d", work.operator, size);
    }

    @Override
    public String heap(Form form) {
        return form == Form.FULL ? "8g" : "3g";
    }

    @Override
    public int forks(Form form) {
        return form == Form.FULL ? 2 : 1;
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        long most = scope.records() > 0 ? scope.records() : scope.pick(10_000, 1_000_000, 100_000_000);
        return Arrays.stream(GrowthWork.values())
                .flatMap(work -> SIZES.stream()
                        .filter(size -> size <= most && scope.hasCase(caseName(work, size)))
                        .map(size -> growthCase(work, size, scope, peers)));
    }

    private static Case growthCase(GrowthWork work, int size, Scope scope, List<BatchPeer> peers) {
        BlockInput input = BlockInput.of(size);
        List<Contender> contenders = new ArrayList<>(List.of(new GrowthByHand(work, input)));
        contenders.addAll(scope.ours(false, setup -> new Ours(setup, work, input)));
        peers.forEach(peer -> contenders.addAll(peer.growth(work, input)));
        return new Case(caseName(work, size), size, plan(scope, size), contenders);
    }

    /** About as many records in each case, so that what is small has warmed up too. */
    private static Plan plan(Scope scope, int size) {
        if (scope.form() == Form.SMOKE) {
            return Plan.ofSingleJobs(0, 1);
        }
        int jobs = Math.max(1, 300_000 / size);
        int turns = size >= 10_000_000 ? 3 : 7;
        int warmUp = size >= 100_000_000 ? 0 : size >= 10_000_000 ? 1 : 5;
        return new Plan(warmUp, turns, jobs, Math.min(jobs, 4), 0);
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (GrowthWork work : GrowthWork.values()) {
            for (int size : SIZES) {
                String at = caseName(work, size);
                String key = "growth_" + work.operator + "_" + size;
                figures.add(Figure.plain(key + "_nanos", Measure.NANOS_A_RECORD, at, Names.OURS_2));
                figures.add(Figure.plain(key + "_bytes", Measure.BYTES_A_RECORD, at, Names.OURS_2));
                figures.add(Figure.ratio(key + "_to_hand", at, Names.OURS_2, Names.HAND_2));
                figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2));
                if (size > LINEAR_FROM) {
                    figures.add(Figure.growth(key + "_linear", Names.OURS_2, at, caseName(work, LINEAR_FROM))
                            .atMost(work == GrowthWork.SORT ? 2 : 1.5));
                }
            }
        }
        return figures;
    }

    private static final class Ours extends OurContender {
        private final GrowthWork work;
        private final BlockInput input;
        private @Nullable RDD<Integer> blocks;

        Ours(OurSetup setup, GrowthWork work, BlockInput input) {
            super(setup);
            this.work = work;
            this.input = input;
        }

        @Override
        void begin() {
            blocks = context().parallelize(input.blocks(), input.partitions());
        }

        @Override
        public long job() {
            RDD<Integer> source = Objects.requireNonNull(blocks, "begin").flatMap(BlockInput::block);
            return switch (work) {
                case NARROW ->
                    source.map(x -> x + 1)
                            .filter(x -> (x & 15) != 3)
                            .map(x -> x * 3)
                            .filter(x -> (x & 15) != 5)
                            .count();
                case REDUCE -> reduce(source);
                case GROUP -> group(source);
                case SORT -> sort(source);
            };
        }

        private long reduce(RDD<Integer> source) {
            return source.mapToPair(x -> new Tuple2<>(x % GrowthWork.KEYS, (long) x))
                    .reduceByKey(Long::sum)
                    .map(summed -> GroupInput.checksum(summed._1(), 1, summed._2()))
                    .reduce(Long::sum);
        }

        private long group(RDD<Integer> source) {
            int keys = Math.toIntExact(input.size() / GrowthWork.VALUES_A_KEY);
            return source.mapToPair(x -> new Tuple2<>(x % keys, x))
                    .groupByKey()
                    .map(group -> {
                        long size = 0;
                        long sum = 0;
                        for (Integer value : group._2()) {
                            size++;
                            sum += value;
                        }
                        return GroupInput.checksum(group._1(), size, sum);
                    })
                    .reduce(Long::sum);
        }

        private static long sort(RDD<Integer> source) {
            List<Sorted> parts = source.mapToPair(x -> new Tuple2<>(BlockInput.scrambled(x), x))
                    .sortByKey()
                    .mapPartitions(pairs -> List.of(Sorted.of(pairs)).iterator())
                    .collect();
            return Sorted.checksum(parts);
        }
    }

    /** What a sorted partition says of itself. */
    private record Sorted(boolean isEmpty, int first, int last, long sum, boolean inOrder) {

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

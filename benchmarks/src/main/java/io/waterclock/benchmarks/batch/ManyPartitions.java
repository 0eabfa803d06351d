// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.benchmarks.input.PartitionsInput;
import io.waterclock.benchmarks.input.Shuffled;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Few records in very many partitions: what is paid for a partition. */
final class ManyPartitions implements BatchBenchmark {
    private static final int RECORDS_A_PARTITION = 10;
    private static final int SMOKE_SHARE = 20;
    private static final long SEED = 20_260_105;

    private record Shape(int partitions, int shuffledTo) {
        String caseName() {
            String all = String.format(java.util.Locale.ROOT, "%,d partitions, ", partitions);
            return shuffledTo == 0
                    ? all + "narrow"
                    : all + String.format(java.util.Locale.ROOT, "shuffled to %,d", shuffledTo);
        }

        String key() {
            return "partitions_" + partitions + (shuffledTo == 0 ? "_narrow" : "_to_" + shuffledTo);
        }
    }

    private static final List<Shape> SHAPES =
            List.of(new Shape(10_000, 0), new Shape(10_000, 2), new Shape(1_000, 1_000), new Shape(2, 10_000));

    @Override
    public String name() {
        return "many-partitions";
    }

    @Override
    public String description() {
        return "10 Integers a partition (100,000 where there are 2): map, filter, count, or mapToPair, reduceByKey, collect with "
                + "1,000 keys. By hand: two threads and two slices, however many partitions there are.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        return SHAPES.stream().filter(shape -> scope.hasCase(shape.caseName())).map(shape -> {
            int share = scope.pick(SMOKE_SHARE, 1, 1);
            int partitions = Math.max(2, shape.partitions / share);
            int records = Math.max(shape.partitions, shape.shuffledTo) * RECORDS_A_PARTITION / share;
            PartitionsInput input = new PartitionsInput(
                    Shuffled.integers(records, SEED),
                    partitions,
                    shape.shuffledTo == 0 ? 0 : Math.max(2, shape.shuffledTo / share));
            List<Contender> contenders = new ArrayList<>(List.of(new Hand(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.partitions(input)));
            return new Case(shape.caseName(), records, plan(scope), contenders);
        });
    }

    private static Plan plan(Scope scope) {
        return scope.form() == Form.SMOKE ? Plan.ofSingleJobs(0, 1) : new Plan(2, scope.pick(1, 3, 9), 10, 1, 0);
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Shape shape : SHAPES) {
            String at = shape.caseName();
            figures.add(Figure.micros(shape.key() + "_us", at, Names.OURS_2));
            figures.add(Figure.ratio(shape.key() + "_to_hand", at, Names.OURS_2, Names.HAND_2));
            figures.add(Figure.ratio(shape.key() + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(5));
        }
        return figures;
    }

    private static final class Hand extends HandContender {
        private final PartitionsInput input;

        Hand(PartitionsInput input) {
            super(2);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            if (input.shuffledTo() == 0) {
                long sum = 0;
                for (long count : inSlices(this::count)) {
                    sum += count;
                }
                return sum;
            }
            List<Map<Integer, Integer>> parts = inSlices(this::countByKey);
            Map<Integer, Integer> all = parts.get(0);
            parts.get(1).forEach((key, count) -> all.merge(key, count, Integer::sum));
            long checksum = 0;
            for (Map.Entry<Integer, Integer> counted : all.entrySet()) {
                checksum += counted.getKey() * (long) counted.getValue();
            }
            return checksum;
        }

        private long count(int slice) {
            Integer[] records = input.records();
            int to = from(slice + 1, records.length);
            long n = 0;
            for (int i = from(slice, records.length); i < to; i++) {
                int a = records[i] + 1;
                if ((a & 15) != 3) {
                    n++;
                }
            }
            return n;
        }

        private Map<Integer, Integer> countByKey(int slice) {
            Integer[] records = input.records();
            Map<Integer, Integer> counts = new HashMap<>();
            int to = from(slice + 1, records.length);
            for (int i = from(slice, records.length); i < to; i++) {
                counts.merge(records[i] % PartitionsInput.KEYS, 1, Integer::sum);
            }
            return counts;
        }
    }

    private static final class Ours extends OurContender {
        private final PartitionsInput input;
        private @Nullable RDD<Integer> records;

        Ours(OurSetup setup, PartitionsInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            records = context().parallelize(Arrays.asList(input.records()), input.partitions());
        }

        @Override
        public long job() {
            RDD<Integer> source = Objects.requireNonNull(records, "begin");
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
}

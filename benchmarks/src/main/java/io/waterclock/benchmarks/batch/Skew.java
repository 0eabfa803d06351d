// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.benchmarks.input.Shuffled;
import io.waterclock.benchmarks.input.SkewInput;
import io.waterclock.benchmarks.input.SkewInput.Work;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Half of the records in one place, beside the same records spread evenly. */
final class Skew implements BatchBenchmark {
    private static final int RECORDS = 1_000_000;
    private static final int SMOKE_RECORDS = 4_000;
    private static final long SEED = 20_260_106;

    @Override
    public String name() {
        return "skew";
    }

    @Override
    public String description() {
        return "1,000,000 Integers in 8 partitions. One key has half of them: reduceByKey, and groupByKey with the sum of each "
                + "group. The last partition has half of them: map (50 ns or so of user's work), filter, count; the same, then "
                + "reduceByKey. By hand: two threads, two slices.";
    }

    private static String caseName(Work work, boolean skewed) {
        String what = switch (work) {
            case REDUCE_KEYS -> "reduceByKey, ";
            case GROUP_KEYS -> "groupByKey, ";
            case NARROW_PARTITIONS -> "narrow, ";
            case REDUCE_PARTITIONS -> "map and reduceByKey, ";
        };
        String where = work.byPartition ? "partition" : "key";
        return what + (skewed ? "one " + where + " has half" : "even " + where + "s");
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        Integer[] records = Shuffled.integers(scope.pick(SMOKE_RECORDS, RECORDS, RECORDS), SEED);
        return Arrays.stream(Work.values())
                .flatMap(work -> Stream.of(false, true).map(skewed -> new SkewInput(records, work, skewed)))
                .filter(input -> scope.hasCase(caseName(input.work(), input.skewed())))
                .map(input -> {
                    List<Contender> contenders = new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input)));
                    contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
                    peers.forEach(peer -> contenders.addAll(peer.skew(input)));
                    return new Case(
                            caseName(input.work(), input.skewed()),
                            records.length,
                            scope.plan(5, 7, 10, 17),
                            contenders);
                });
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Work work : Work.values()) {
            String key = "skew_" + work.name().toLowerCase(java.util.Locale.ROOT);
            for (boolean skewed : new boolean[] {false, true}) {
                String at = caseName(work, skewed);
                String of = key + (skewed ? "_skewed" : "_even");
                figures.add(Figure.ratio(of + "_to_hand", at, Names.OURS_2, Names.HAND_2)
                        .atMost(1.5));
                figures.add(Figure.ratio(of + "_2_threads_to_1", at, Names.OURS_2, Names.OURS_1));
                figures.add(Figure.ratio(of + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                        .atLeast(2));
            }
            figures.add(
                    Figure.growth(key + "_skewed_to_even", Names.OURS_2, caseName(work, true), caseName(work, false)));
        }
        return figures;
    }

    private static final class Hand extends HandContender {
        private final SkewInput input;

        Hand(int threads, SkewInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            if (input.work() == Work.NARROW_PARTITIONS) {
                long sum = 0;
                for (long count : inSlices(this::count)) {
                    sum += count;
                }
                return sum;
            }
            return input.work() == Work.GROUP_KEYS ? groups(inSlices(this::group)) : sums(inSlices(this::sum));
        }

        private long count(int slice) {
            Integer[] records = input.records();
            int to = from(slice + 1, records.length);
            long n = 0;
            for (int i = from(slice, records.length); i < to; i++) {
                if ((SkewInput.mixed(records[i]) & 7) != 0) {
                    n++;
                }
            }
            return n;
        }

        private int key(Integer x) {
            return input.skewed() && !input.work().byPartition ? SkewInput.skewedKey(x) : SkewInput.evenKey(x);
        }

        private Map<Integer, Long> sum(int slice) {
            Integer[] records = input.records();
            Map<Integer, Long> sums = new HashMap<>();
            int to = from(slice + 1, records.length);
            for (int i = from(slice, records.length); i < to; i++) {
                long value = input.work().byPartition ? SkewInput.mixed(records[i]) : records[i];
                sums.merge(key(records[i]), value, Long::sum);
            }
            return sums;
        }

        private static long sums(List<Map<Integer, Long>> parts) {
            Map<Integer, Long> all = parts.get(0);
            parts.subList(1, parts.size())
                    .forEach(part -> part.forEach((key, value) -> all.merge(key, value, Long::sum)));
            long checksum = 0;
            for (Map.Entry<Integer, Long> summed : all.entrySet()) {
                checksum += GroupInput.checksum(summed.getKey(), 1, summed.getValue());
            }
            return checksum;
        }

        private Map<Integer, List<Integer>> group(int slice) {
            Integer[] records = input.records();
            Map<Integer, List<Integer>> groups = new HashMap<>();
            int to = from(slice + 1, records.length);
            for (int i = from(slice, records.length); i < to; i++) {
                groups.computeIfAbsent(key(records[i]), k -> new ArrayList<>()).add(records[i]);
            }
            return groups;
        }

        private static long groups(List<Map<Integer, List<Integer>>> parts) {
            Map<Integer, List<Integer>> all = parts.get(0);
            parts.subList(1, parts.size())
                    .forEach(part -> part.forEach((key, values) -> all.merge(key, values, (one, other) -> {
                        one.addAll(other);
                        return one;
                    })));
            long checksum = 0;
            for (Map.Entry<Integer, List<Integer>> group : all.entrySet()) {
                long sum = 0;
                for (Integer value : group.getValue()) {
                    sum += value;
                }
                checksum += GroupInput.checksum(group.getKey(), group.getValue().size(), sum);
            }
            return checksum;
        }
    }

    private static final class Ours extends OurContender {
        private final SkewInput input;
        private @Nullable RDD<Integer> records;

        Ours(OurSetup setup, SkewInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            List<Integer> all = Arrays.asList(input.records());
            records = context()
                    .parallelize(all.subList(0, input.before()), SkewInput.PARTITIONS - 1)
                    .union(context().parallelize(all.subList(input.before(), all.size()), 1));
        }

        @Override
        public long job() {
            RDD<Integer> source = Objects.requireNonNull(records, "begin");
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

        private static long sums(PairRDD<Integer, Long> pairs) {
            long checksum = 0;
            for (Tuple2<Integer, Long> summed : pairs.reduceByKey(Long::sum).collect()) {
                checksum += GroupInput.checksum(summed._1(), 1, summed._2());
            }
            return checksum;
        }

        private long groups(RDD<Integer> source) {
            PairRDD<Integer, Integer> pairs = input.skewed()
                    ? source.mapToPair(x -> new Tuple2<>(SkewInput.skewedKey(x), x))
                    : source.mapToPair(x -> new Tuple2<>(SkewInput.evenKey(x), x));
            return pairs.groupByKey()
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
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.benchmarks.input.Shuffled;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values brought together by key, then each group looked at. */
final class Group implements BatchBenchmark {
    private static final int RECORDS = 1_000_000;
    private static final int SMOKE_RECORDS = 2_000;
    private static final List<Integer> VALUES_A_KEY = List.of(100, 4);
    private static final long SEED = 20_260_103;

    @Override
    public String name() {
        return "group";
    }

    @Override
    public String description() {
        return "mapToPair, groupByKey, and the sum of each group, over 1,000,000 Integers in no order. By hand: a HashMap of "
                + "ArrayLists; with two threads each makes one for each half of the keys, and then merges a half.";
    }

    private static String caseName(int valuesAKey) {
        return valuesAKey + " values a key";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        int records = scope.pick(SMOKE_RECORDS, RECORDS, RECORDS);
        return VALUES_A_KEY.stream().filter(n -> scope.hasCase(caseName(n))).map(valuesAKey -> {
            GroupInput input = new GroupInput(Shuffled.integers(records, SEED), records / valuesAKey);
            List<Contender> contenders =
                    new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.group(input)));
            return new Case(caseName(valuesAKey), records, scope.plan(6, 9, 12, 21), contenders);
        });
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int valuesAKey : VALUES_A_KEY) {
            String at = caseName(valuesAKey);
            String key = "group_" + valuesAKey;
            figures.add(Figure.ratio(key + "_2_threads_to_hand", at, Names.OURS_2, Names.HAND_2)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_1_thread_to_hand", at, Names.OURS_1, Names.HAND_1)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_to_streams", at, Names.OURS_2, Names.STREAMS_2));
            figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(2));
            figures.add(Figure.ratio(key + "_jet_to_ours", at, Names.JET_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_not_specialised_to_ours", at, Names.OURS_2_SHARED, Names.OURS_2));
        }
        return figures;
    }

    private static long checksum(Map<Integer, List<Integer>> groups) {
        long checksum = 0;
        for (Map.Entry<Integer, List<Integer>> group : groups.entrySet()) {
            long sum = 0;
            for (Integer value : group.getValue()) {
                sum += value;
            }
            checksum += GroupInput.checksum(group.getKey(), group.getValue().size(), sum);
        }
        return checksum;
    }

    private static final class Hand extends HandContender {
        private final GroupInput input;

        Hand(int threads, GroupInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            List<List<Map<Integer, List<Integer>>>> sent = inSlices(this::group);
            long checksum = 0;
            for (long part : inSlices(bucket -> checksum(merged(sent, bucket)))) {
                checksum += part;
            }
            return checksum;
        }

        private List<Map<Integer, List<Integer>>> group(int slice) {
            List<Map<Integer, List<Integer>>> buckets = new ArrayList<>(threads);
            for (int i = 0; i < threads; i++) {
                buckets.add(new HashMap<>());
            }
            Integer[] records = input.records();
            int to = from(slice + 1, records.length);
            for (int i = from(slice, records.length); i < to; i++) {
                Integer x = records[i];
                int key = x % input.keys();
                buckets.get(key % threads)
                        .computeIfAbsent(key, k -> new ArrayList<>())
                        .add(x);
            }
            return buckets;
        }

        private static Map<Integer, List<Integer>> merged(List<List<Map<Integer, List<Integer>>>> sent, int bucket) {
            Map<Integer, List<Integer>> all = sent.get(0).get(bucket);
            for (List<Map<Integer, List<Integer>>> buckets : sent.subList(1, sent.size())) {
                buckets.get(bucket)
                        .forEach((key, values) -> all.merge(key, values, (one, other) -> {
                            one.addAll(other);
                            return one;
                        }));
            }
            return all;
        }
    }

    private static final class Streams extends StreamsContender {
        private final GroupInput input;

        Streams(GroupInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            int keys = input.keys();
            return checksum(Arrays.stream(input.records()).parallel().collect(Collectors.groupingBy(x -> x % keys)));
        }
    }

    private static final class Ours extends OurContender {
        private final GroupInput input;
        private @Nullable RDD<Integer> records;

        Ours(OurSetup setup, GroupInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            records = context().parallelize(Arrays.asList(input.records()), threads);
        }

        @Override
        public long job() {
            int keys = input.keys();
            return Objects.requireNonNull(records, "begin")
                    .mapToPair(x -> new Tuple2<>(x % keys, x))
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
    }
}

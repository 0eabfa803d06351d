// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Figure.Measure;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.benchmarks.input.AdEvent;
import io.waterclock.benchmarks.input.YsbInput;
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

/** Views of ads counted by campaign: the middle of the Yahoo streaming benchmark, with nothing outside the process. */
final class YsbCore implements BatchBenchmark {
    private static final int SMOKE_RECORDS = 500;
    private static final List<Integer> SIZES = List.of(4_000_000, 100_000, 10_000, 1_000);

    @Override
    public String name() {
        return "ysb-core";
    }

    @Override
    public String description() {
        return "ad events in memory: filter (a third stays), look-up of the campaign in a captured HashMap of 1,000 ads, "
                + "count by 100 campaigns. By hand: a loop with HashMap.merge, with two threads a map each and one merged "
                + "into the other.";
    }

    private static String caseName(int records) {
        return String.format(java.util.Locale.ROOT, "%,d events", records);
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        return SIZES.stream().filter(size -> scope.hasCase(caseName(size))).map(size -> {
            int records = Math.min(size, scope.pick(SMOKE_RECORDS, size, size));
            YsbInput input = YsbInput.of(records);
            List<Contender> contenders =
                    new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.ysb(input)));
            return new Case(caseName(size), records, plan(scope, size), contenders);
        });
    }

    private static Plan plan(Scope scope, int records) {
        if (scope.form() == Form.SMOKE) {
            return new Plan(0, 1, 2, 1, 0);
        }
        int turns = scope.pick(1, 9, 25);
        return switch (records) {
            case 4_000_000 -> new Plan(12, turns, 1, 1, 0);
            case 100_000 -> new Plan(12, turns, 30, 4, 0);
            case 10_000 -> new Plan(12, turns, 200, 5, 0);
            default -> new Plan(12, turns, 500, 5, 0);
        };
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int size : SIZES) {
            String at = caseName(size);
            String key = "ysb_" + size;
            double budget = size == 4_000_000 ? 1 / 1.2 : 1;
            figures.add(Figure.plain(key + "_nanos", Measure.NANOS_A_RECORD, at, Names.OURS_2));
            figures.add(Figure.ratio(key + "_2_threads_to_hand", at, Names.OURS_2, Names.HAND_2)
                    .atMost(budget));
            figures.add(Figure.ratio(key + "_1_thread_to_hand", at, Names.OURS_1, Names.HAND_1));
            figures.add(Figure.ratio(key + "_to_streams", at, Names.OURS_2, Names.STREAMS_2)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(5));
            figures.add(Figure.ratio(key + "_jet_to_ours", at, Names.JET_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_flink_to_ours", at, Names.FLINK_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_not_specialised_to_ours", at, Names.OURS_2_SHARED, Names.OURS_2));
        }
        return figures;
    }

    private static long checksum(Map<Integer, Integer> counts) {
        long checksum = 0;
        for (Map.Entry<Integer, Integer> counted : counts.entrySet()) {
            checksum += YsbInput.checksum(counted.getKey(), counted.getValue());
        }
        return checksum;
    }

    private static final class Hand extends HandContender {
        private final YsbInput input;

        Hand(int threads, YsbInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            List<Map<Integer, Integer>> parts = inSlices(this::count);
            Map<Integer, Integer> all = parts.get(0);
            for (Map<Integer, Integer> part : parts.subList(1, parts.size())) {
                part.forEach((campaign, count) -> all.merge(campaign, count, Integer::sum));
            }
            return checksum(all);
        }

        private Map<Integer, Integer> count(int slice) {
            AdEvent[] events = input.events();
            Map<Integer, Integer> campaignOf = input.campaignOf();
            Map<Integer, Integer> counts = new HashMap<>();
            int to = from(slice + 1, events.length);
            for (int i = from(slice, events.length); i < to; i++) {
                AdEvent event = events[i];
                if (event.type() == AdEvent.VIEW) {
                    counts.merge(campaignOf.get(event.ad()), 1, Integer::sum);
                }
            }
            return counts;
        }
    }

    private static final class Streams extends StreamsContender {
        private final YsbInput input;

        Streams(YsbInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            Map<Integer, Integer> campaignOf = input.campaignOf();
            return checksum(Arrays.stream(input.events())
                    .parallel()
                    .filter(event -> event.type() == AdEvent.VIEW)
                    .collect(Collectors.toMap(event -> campaignOf.get(event.ad()), event -> 1, Integer::sum)));
        }
    }

    private static final class Ours extends OurContender {
        private final YsbInput input;
        private @Nullable RDD<AdEvent> events;

        Ours(OurSetup setup, YsbInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            events = context().parallelize(Arrays.asList(input.events()), threads);
        }

        @Override
        @SuppressWarnings("NullAway") // every ad has a campaign
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
}

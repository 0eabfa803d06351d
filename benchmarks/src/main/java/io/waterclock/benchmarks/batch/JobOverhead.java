// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job with so few records that what it costs is the engine. */
final class JobOverhead implements BatchBenchmark {
    private static final int RECORDS = 1_000;
    private static final int FIRST = 1_000;
    private static final String ANEW = "described anew, ";
    private static final String KEPT = "shuffle kept, ";

    private record Gap(int ms, String words, double budgetUs) {}

    private static final List<Gap> GAPS = List.of(
            new Gap(0, "back to back", 20), new Gap(1, "after 1 ms idle", 100), new Gap(10, "after 10 ms idle", 100));

    @Override
    public String name() {
        return "job-overhead";
    }

    @Override
    public String description() {
        return "mapToPair, reduceByKey, collect over 1,000 Integers in 2 partitions, 100 keys. \"Described anew\": the operators "
                + "are called for each job, as a stream does for each batch. \"Shuffle kept\": the same RDD is collected "
                + "again, and only its second stage runs. By hand: two threads, invokeAll for each stage.";
    }

    @Override
    public Stream<Case> cases(Form form, List<BatchPeer> peers) {
        List<Integer> records = IntStream.range(FIRST, FIRST + RECORDS).boxed().toList();
        return Stream.of(false, true)
                .flatMap(kept -> GAPS.stream().map(gap -> {
                    TwoStageInput input = new TwoStageInput(records, kept);
                    List<Contender> contenders = new ArrayList<>(List.of(new Hand(input), new Ours(input)));
                    peers.forEach(peer -> contenders.addAll(peer.twoStageJob(input)));
                    return new Case(caseName(kept, gap), plan(form, gap), contenders);
                }));
    }

    private static String caseName(boolean kept, Gap gap) {
        return (kept ? KEPT : ANEW) + gap.words;
    }

    private static Plan plan(Form form, Gap gap) {
        if (form == Form.SMOKE) {
            return new Plan(0, 1, 3, 1, gap.ms);
        }
        int turns = form == Form.FULL ? 30 : 8;
        return switch (gap.ms) {
            case 0 -> new Plan(12, turns, 2_000, 25, 0);
            case 1 -> new Plan(6, turns, 250, 15, 1);
            default -> new Plan(6, turns, 50, 15, gap.ms);
        };
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (boolean kept : new boolean[] {false, true}) {
            for (Gap gap : GAPS) {
                String at = caseName(kept, gap);
                String key = "job_" + (kept ? "kept_" : "anew_") + gap.ms + "ms_idle";
                Figure toHand = Figure.ratio(key + "_to_invoke_all", at, Names.OURS_2, Names.HAND_2);
                Figure us = Figure.micros(key + "_us", at, Names.OURS_2);
                figures.add(kept ? us : us.atMost(gap.budgetUs));
                figures.add(kept ? toHand : toHand.atMost(0.5));
                Figure toUs = Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2);
                figures.add(kept ? toUs : toUs.atLeast(100));
            }
        }
        return figures;
    }

    private static final class Hand extends HandContender {
        private static final int N = TwoStageInput.PARTITIONS;

        private final TwoStageInput input;
        private @Nullable List<List<Map<Integer, Integer>>> kept;

        Hand(TwoStageInput input) {
            super(N);
            this.input = input;
        }

        @Override
        void begin() throws InterruptedException, ExecutionException {
            if (input.kept()) {
                kept = inSlices(this::combine);
            }
        }

        @Override
        public long job() throws Exception {
            List<List<Map<Integer, Integer>>> sent = kept != null ? kept : inSlices(this::combine);
            long checksum = 0;
            for (Map<Integer, Integer> counts : inSlices(bucket -> merge(sent, bucket))) {
                for (Map.Entry<Integer, Integer> counted : counts.entrySet()) {
                    checksum += counted.getKey() * (long) counted.getValue();
                }
            }
            return checksum;
        }

        private List<Map<Integer, Integer>> combine(int slice) {
            List<Map<Integer, Integer>> buckets = new ArrayList<>(N);
            for (int i = 0; i < N; i++) {
                buckets.add(new HashMap<>());
            }
            List<Integer> records = input.records();
            int to = from(slice + 1, records.size());
            for (int i = from(slice, records.size()); i < to; i++) {
                Integer key = records.get(i) % TwoStageInput.KEYS;
                buckets.get(key.hashCode() % N).merge(key, 1, Integer::sum);
            }
            return buckets;
        }

        private static Map<Integer, Integer> merge(List<List<Map<Integer, Integer>>> sent, int bucket) {
            Map<Integer, Integer> all = new HashMap<>();
            for (List<Map<Integer, Integer>> buckets : sent) {
                buckets.get(bucket).forEach((key, count) -> all.merge(key, count, Integer::sum));
            }
            return all;
        }
    }

    private static final class Ours extends OurContender {
        private final TwoStageInput input;
        private @Nullable RDD<Integer> records;
        private @Nullable PairRDD<Integer, Integer> kept;

        Ours(TwoStageInput input) {
            super(TwoStageInput.PARTITIONS);
            this.input = input;
        }

        @Override
        void begin() {
            records = context().parallelize(input.records(), TwoStageInput.PARTITIONS);
            if (input.kept()) {
                kept = counted();
            }
        }

        private PairRDD<Integer, Integer> counted() {
            return Objects.requireNonNull(records, "begin")
                    .mapToPair(x -> new Tuple2<>(x % TwoStageInput.KEYS, 1))
                    .reduceByKey(Integer::sum);
        }

        @Override
        public long job() {
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : (kept != null ? kept : counted()).collect()) {
                checksum += counted._1() * (long) counted._2();
            }
            return checksum;
        }
    }
}

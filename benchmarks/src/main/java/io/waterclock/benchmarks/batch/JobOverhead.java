// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.benchmarks.input.JobInput;
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
    private static final int USUAL_PARTITIONS = 2;

    /** A case; the gap is idle time before each job. */
    private record Shape(int stages, int partitions, boolean kept, int gapMs) {
        private boolean isUsual() {
            return stages == 2 && partitions == USUAL_PARTITIONS;
        }

        String caseName() {
            if (!isUsual()) {
                return stages
                        + (stages == 1 ? " stage, " : " stages, ")
                        + partitions
                        + (partitions == 1 ? " partition" : " partitions");
            }
            return (kept ? "shuffle kept, " : "described anew, ")
                    + (gapMs == 0 ? "back to back" : "after " + gapMs + " ms idle");
        }

        String key() {
            return isUsual()
                    ? "job_" + (kept ? "kept_" : "anew_") + gapMs + "ms_idle"
                    : "job_" + stages + "_stages_" + partitions + "_partitions";
        }

        Plan plan(Form form) {
            if (form == Form.SMOKE) {
                return new Plan(0, 1, 3, 1, gapMs);
            }
            int turns = form == Form.FULL ? 30 : 8;
            if (!isUsual()) {
                return new Plan(8, turns, 500, 8, 0);
            }
            return switch (gapMs) {
                case 0 -> new Plan(12, turns, 2_000, 25, 0);
                case 1 -> new Plan(6, turns, 250, 15, 1);
                default -> new Plan(6, turns, 50, 15, gapMs);
            };
        }
    }

    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (boolean kept : new boolean[] {false, true}) {
            for (int gapMs : new int[] {0, 1, 10}) {
                shapes.add(new Shape(2, USUAL_PARTITIONS, kept, gapMs));
            }
        }
        for (int stages = 1; stages <= 2; stages++) {
            for (int partitions : new int[] {1, 2, 8, 64}) {
                Shape shape = new Shape(stages, partitions, false, 0);
                if (!shape.isUsual()) {
                    shapes.add(shape);
                }
            }
        }
        return shapes;
    }

    @Override
    public String name() {
        return "job-overhead";
    }

    @Override
    public String description() {
        return "mapToPair, reduceByKey, collect over 1,000 Integers in 2 partitions, 100 keys. \"Described anew\": the operators "
                + "are called for each job, as a stream does for each batch. \"Shuffle kept\": the same RDD is collected "
                + "again, and only its second stage runs. By hand: two threads, invokeAll for each stage, in two slices "
                + "however many partitions there are. One stage is filter, count. All cases but those six are described "
                + "anew, back to back.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        List<Integer> records = IntStream.range(FIRST, FIRST + RECORDS).boxed().toList();
        return shapes().stream()
                .filter(shape -> scope.hasCase(shape.caseName()))
                .map(shape -> {
                    JobInput input = new JobInput(records, shape.stages, shape.partitions, shape.kept);
                    List<Contender> contenders = new ArrayList<>(List.of(new Hand(input)));
                    contenders.addAll(scope.ours(false, setup -> new Ours(setup, input)));
                    peers.forEach(peer -> contenders.addAll(peer.job(input)));
                    return new Case(shape.caseName(), RECORDS, shape.plan(scope.form()), contenders);
                });
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Shape shape : shapes()) {
            String at = shape.caseName();
            String key = shape.key();
            Figure us = Figure.micros(key + "_us", at, Names.OURS_2);
            Figure toHand = Figure.ratio(key + "_to_invoke_all", at, Names.OURS_2, Names.HAND_2);
            boolean budgeted = shape.isUsual() && !shape.kept;
            figures.add(budgeted ? us.atMost(shape.gapMs == 0 ? 20 : 100) : us);
            figures.add(budgeted ? toHand.atMost(0.5) : toHand);
            figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(budgeted ? 100 : 5));
            figures.add(Figure.ratio(key + "_jet_to_ours", at, Names.JET_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_flink_to_ours", at, Names.FLINK_2, Names.OURS_2));
        }
        return figures;
    }

    private static final class Hand extends HandContender {
        private static final int N = 2;

        private final JobInput input;
        private @Nullable List<List<Map<Integer, Integer>>> kept;

        Hand(JobInput input) {
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
            return input.stages() == 1 ? oneStage() : twoStages();
        }

        private long oneStage() throws Exception {
            long sum = 0;
            for (long count : inSlices(this::count)) {
                sum += count;
            }
            return sum;
        }

        private long count(int slice) {
            List<Integer> records = input.records();
            int to = from(slice + 1, records.size());
            long n = 0;
            for (int i = from(slice, records.size()); i < to; i++) {
                if ((records.get(i) & 3) != 0) {
                    n++;
                }
            }
            return n;
        }

        private long twoStages() throws Exception {
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
                Integer key = records.get(i) % JobInput.KEYS;
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
        private final JobInput input;
        private @Nullable RDD<Integer> records;
        private @Nullable PairRDD<Integer, Integer> kept;

        Ours(OurSetup setup, JobInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            records = context().parallelize(input.records(), input.partitions());
            if (input.kept()) {
                kept = counted();
            }
        }

        private PairRDD<Integer, Integer> counted() {
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
            for (Tuple2<Integer, Integer> counted : (kept != null ? kept : counted()).collect()) {
                checksum += counted._1() * (long) counted._2();
            }
            return checksum;
        }
    }
}

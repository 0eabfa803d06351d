// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.JoinInput;
import io.waterclock.rdd.PairRDD;
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

/** Two sides with the same keys, brought together. */
final class Join implements BatchBenchmark {
    private static final int KEYS = 1_000_000;
    private static final int SMOKE_KEYS = 2_000;
    private static final String CASE = "each key once on each side";

    @Override
    public String name() {
        return "join";
    }

    @Override
    public String description() {
        return "mapToPair on two RDDs of 1,000,000 keys each, join, and a sum over what comes out. By hand: a HashMap of the left "
                + "side that the right side is looked up in (it counts on each key being there once, which join doesn't); with "
                + "two threads both sides are dealt out by key first.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        return Stream.of(CASE).filter(scope::hasCase).map(name -> {
            JoinInput input = JoinInput.of(scope.pick(SMOKE_KEYS, KEYS, KEYS));
            List<Contender> contenders =
                    new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.join(input)));
            return new Case(name, 2L * input.left().length, scope.plan(6, 9, 12, 21), contenders);
        });
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                Figure.ratio("join_2_threads_to_hand", CASE, Names.OURS_2, Names.HAND_2)
                        .atMost(2),
                Figure.ratio("join_1_thread_to_hand", CASE, Names.OURS_1, Names.HAND_1),
                Figure.ratio("join_to_streams", CASE, Names.OURS_2, Names.STREAMS_2),
                Figure.ratio("join_spark_to_ours", CASE, Names.SPARK_2, Names.OURS_2)
                        .atLeast(2),
                Figure.ratio("join_jet_to_ours", CASE, Names.JET_2, Names.OURS_2),
                Figure.ratio("join_not_specialised_to_ours", CASE, Names.OURS_2_SHARED, Names.OURS_2));
    }

    private static final class Hand extends HandContender {
        private final JoinInput input;

        /** What a slice has for each bucket. */
        private record Dealt(List<List<Integer>> left, List<List<Integer>> right) {}

        Hand(int threads, JoinInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            if (threads == 1) {
                return joined(List.of(Arrays.asList(input.left())), List.of(Arrays.asList(input.right())));
            }
            List<Dealt> dealt = inSlices(slice -> new Dealt(deal(input.left(), slice), deal(input.right(), slice)));
            long checksum = 0;
            for (long part : inSlices(bucket -> joined(
                    dealt.stream().map(slice -> slice.left.get(bucket)).toList(),
                    dealt.stream().map(slice -> slice.right.get(bucket)).toList()))) {
                checksum += part;
            }
            return checksum;
        }

        private List<List<Integer>> deal(Integer[] side, int slice) {
            int from = from(slice, side.length);
            int to = from(slice + 1, side.length);
            List<List<Integer>> buckets = new ArrayList<>(threads);
            for (int i = 0; i < threads; i++) {
                buckets.add(new ArrayList<>((to - from) / threads));
            }
            for (int i = from; i < to; i++) {
                buckets.get(side[i] % threads).add(side[i]);
            }
            return buckets;
        }

        private static long joined(List<List<Integer>> left, List<List<Integer>> right) {
            Map<Integer, Integer> known = new HashMap<>();
            for (List<Integer> part : left) {
                for (Integer x : part) {
                    known.put(x, x + 1);
                }
            }
            long checksum = 0;
            for (List<Integer> part : right) {
                for (Integer x : part) {
                    Integer value = known.get(x);
                    if (value != null) {
                        checksum += JoinInput.checksum(x, value, x * 3);
                    }
                }
            }
            return checksum;
        }
    }

    private static final class Streams extends StreamsContender {
        private final JoinInput input;

        Streams(JoinInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            Map<Integer, Integer> known =
                    Arrays.stream(input.left()).parallel().collect(Collectors.toConcurrentMap(x -> x, x -> x + 1));
            return Arrays.stream(input.right())
                    .parallel()
                    .filter(known::containsKey)
                    .mapToLong(x -> JoinInput.checksum(x, Objects.requireNonNull(known.get(x)), x * 3))
                    .sum();
        }
    }

    private static final class Ours extends OurContender {
        private final JoinInput input;
        private @Nullable RDD<Integer> left;
        private @Nullable RDD<Integer> right;

        Ours(OurSetup setup, JoinInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            left = context().parallelize(Arrays.asList(input.left()), threads);
            right = context().parallelize(Arrays.asList(input.right()), threads);
        }

        @Override
        public long job() {
            PairRDD<Integer, Integer> one =
                    Objects.requireNonNull(left, "begin").mapToPair(x -> new Tuple2<>(x, x + 1));
            PairRDD<Integer, Integer> other =
                    Objects.requireNonNull(right, "begin").mapToPair(x -> new Tuple2<>(x, x * 3));
            return one.join(other)
                    .map(pair -> JoinInput.checksum(
                            pair._1(), pair._2()._1(), pair._2()._2()))
                    .reduce(Long::sum);
        }
    }
}

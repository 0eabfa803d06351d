// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.harness.Figure.Measure;
import io.waterclock.benchmarks.input.BlockInput;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many different Integers there are among very many. */
final class DistinctKeys implements BatchBenchmark {
    private static final String CASE = "distinct, count";
    private static final long SMOKE = 20_000;
    private static final long QUICK = 4_000_000;
    private static final long FULL = 100_000_000;

    @Override
    public String name() {
        return "distinct-100m";
    }

    @Override
    public String description() {
        return "distinct and count over Integers that a flatMap makes, a fifth of which are repeated; 100,000,000 different ones "
                + "with --full, within 8 GB of heap, else 4,000,000, or as --records says. By hand: a HashSet; with two "
                + "threads each takes half of the keys.";
    }

    @Override
    public String heap(Form form) {
        return form == Form.FULL ? "8g" : "3g";
    }

    @Override
    public int forks(Form form) {
        return 1;
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        long form = scope.form() == Form.FULL ? FULL : scope.form() == Form.QUICK ? QUICK : SMOKE;
        int distinct = Math.toIntExact(scope.records() > 0 ? scope.records() : form);
        BlockInput input = BlockInput.of(rounded(distinct * 5L / 4));
        List<Contender> contenders =
                new ArrayList<>(List.of(new Hand(1, input, distinct), new Hand(2, input, distinct)));
        contenders.addAll(scope.ours(false, setup -> new Ours(setup, input, distinct)));
        peers.forEach(peer -> contenders.addAll(peer.distinct(input, distinct)));
        return Stream.of(new Case(CASE, input.size(), scope.plan(1, 3, 0, 1), contenders))
                .filter(one -> scope.hasCase(one.name()));
    }

    private static long rounded(long records) {
        return (records + BlockInput.PER_BLOCK - 1) / BlockInput.PER_BLOCK * BlockInput.PER_BLOCK;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                Figure.plain("distinct_nanos", Measure.NANOS_A_RECORD, CASE, Names.OURS_2),
                Figure.plain("distinct_bytes", Measure.BYTES_A_RECORD, CASE, Names.OURS_2),
                Figure.ratio("distinct_to_hand", CASE, Names.OURS_2, Names.HAND_2)
                        .atMost(1.5),
                Figure.ratio("distinct_spark_to_ours", CASE, Names.SPARK_2, Names.OURS_2)
                        .atLeast(2),
                Figure.ratio("distinct_not_specialised_to_ours", CASE, Names.OURS_2_SHARED, Names.OURS_2));
    }

    private static final class Hand extends HandContender {
        private final BlockInput input;
        private final int distinct;

        Hand(int threads, BlockInput input, int distinct) {
            super(threads);
            this.input = input;
            this.distinct = distinct;
        }

        @Override
        public long job() throws Exception {
            long sum = 0;
            for (long count : inSlices(this::count)) {
                sum += count;
            }
            return sum;
        }

        private long count(int slice) {
            Set<Integer> seen = new HashSet<>();
            for (int x = 0; x < input.size(); x++) {
                int number = x % distinct;
                if (number % threads == slice) {
                    seen.add(BlockInput.scrambled(number));
                }
            }
            return seen.size();
        }
    }

    private static final class Ours extends OurContender {
        private final BlockInput input;
        private final int distinct;
        private @Nullable RDD<Integer> blocks;

        Ours(OurSetup setup, BlockInput input, int distinct) {
            super(setup);
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
}

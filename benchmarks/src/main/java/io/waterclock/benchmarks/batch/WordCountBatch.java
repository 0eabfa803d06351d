// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.WordCountInput;
import io.waterclock.benchmarks.input.Words;
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

/** Words counted in lines that are in memory; the counts are brought back and summed up. */
final class WordCountBatch implements BatchBenchmark {
    private static final int LINES = 100_000;
    private static final int SMOKE_LINES = 300;

    @Override
    public String name() {
        return "wordcount-batch";
    }

    @Override
    public String description() {
        return "word count over 100,000 lines of 10 words in memory, split(\" \") by the user's function. By hand: split and "
                + "HashMap.merge, with two threads a map each and one merged into the other. Split and hashCode alone: "
                + "the user's function, and one look at each word; nothing is counted.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        int lines = scope.pick(SMOKE_LINES, LINES, LINES);
        return Stream.of(10_000, 1_000).filter(n -> scope.hasCase(caseName(n))).map(distinct -> {
            WordCountInput input = new WordCountInput(new Words(distinct).nextLines(lines));
            List<Contender> contenders = new ArrayList<>(
                    List.of(new Hand(1, input), new Hand(2, input), new Uncounted(input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.wordCount(input)));
            return new Case(caseName(distinct), (long) lines * Words.PER_LINE, scope.plan(12, 15, 25, 41), contenders);
        });
    }

    private static String caseName(int distinct) {
        return distinct + " distinct words";
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int distinct : new int[] {10_000, 1_000}) {
            String at = caseName(distinct);
            String key = "wordcount_" + distinct;
            figures.add(Figure.ratio(key + "_2_threads_to_hand", at, Names.OURS_2, Names.HAND_2)
                    .atMost(0.8));
            figures.add(Figure.ratio(key + "_1_thread_to_hand", at, Names.OURS_1, Names.HAND_1)
                    .atMost(0.8));
            figures.add(Figure.ratio(key + "_to_streams", at, Names.OURS_2, Names.STREAMS_2)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(5));
            figures.add(Figure.ratio(key + "_ours_to_uncounted", at, Names.OURS_2, Names.FUNCTION_2));
            figures.add(Figure.ratio(key + "_spark_to_uncounted", at, Names.SPARK_2, Names.FUNCTION_2));
            figures.add(Figure.ratio(key + "_jet_to_ours", at, Names.JET_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_flink_to_ours", at, Names.FLINK_2, Names.OURS_2));
            figures.add(Figure.ratio(key + "_not_specialised_to_ours", at, Names.OURS_2_SHARED, Names.OURS_2));
        }
        return figures;
    }

    private static final class Hand extends HandContender {
        private final WordCountInput input;

        Hand(int threads, WordCountInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            List<Map<String, Integer>> parts = inSlices(this::count);
            Map<String, Integer> all = parts.get(0);
            for (Map<String, Integer> part : parts.subList(1, parts.size())) {
                part.forEach((word, count) -> all.merge(word, count, Integer::sum));
            }
            long checksum = 0;
            for (Map.Entry<String, Integer> counted : all.entrySet()) {
                checksum += Words.checksum(counted.getKey(), counted.getValue());
            }
            return checksum;
        }

        private Map<String, Integer> count(int slice) {
            List<String> lines = input.lines();
            Map<String, Integer> counts = new HashMap<>();
            int to = from(slice + 1, lines.size());
            for (int i = from(slice, lines.size()); i < to; i++) {
                for (String word : lines.get(i).split(" ")) {
                    counts.merge(word, 1, Integer::sum);
                }
            }
            return counts;
        }
    }

    /** Only what the words are made of: the sum over all words is that over the counts. */
    private static final class Uncounted extends HandContender {
        private final WordCountInput input;

        Uncounted(WordCountInput input) {
            super(2);
            this.input = input;
        }

        @Override
        public String name() {
            return Names.FUNCTION_2;
        }

        @Override
        public long job() throws Exception {
            long checksum = 0;
            for (long part : inSlices(this::sum)) {
                checksum += part;
            }
            return checksum;
        }

        private long sum(int slice) {
            List<String> lines = input.lines();
            long sum = 0;
            int to = from(slice + 1, lines.size());
            for (int i = from(slice, lines.size()); i < to; i++) {
                for (String word : lines.get(i).split(" ")) {
                    sum += Words.checksum(word, 1);
                }
            }
            return sum;
        }
    }

    private static final class Streams extends StreamsContender {
        private final WordCountInput input;

        Streams(WordCountInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            Map<String, Integer> counts = input.lines().parallelStream()
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .collect(Collectors.toMap(word -> word, word -> 1, Integer::sum));
            long checksum = 0;
            for (Map.Entry<String, Integer> counted : counts.entrySet()) {
                checksum += Words.checksum(counted.getKey(), counted.getValue());
            }
            return checksum;
        }
    }

    private static final class Ours extends OurContender {
        private final WordCountInput input;
        private @Nullable RDD<String> lines;

        Ours(OurSetup setup, WordCountInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            lines = context().parallelize(input.lines(), threads);
        }

        @Override
        public long job() {
            List<Tuple2<String, Integer>> counts = Objects.requireNonNull(lines, "begin")
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .collect();
            long checksum = 0;
            for (Tuple2<String, Integer> counted : counts) {
                checksum += Words.checksum(counted._1(), counted._2());
            }
            return checksum;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.Tuple2;
import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.Shuffled;
import io.waterclock.benchmarks.input.SortInput;
import io.waterclock.benchmarks.input.Words;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything in order, brought back. */
final class Sort implements BatchBenchmark {
    private static final int RECORDS = 1_000_000;
    private static final int WORDS = 200_000;
    private static final int SMOKE_RECORDS = 2_000;
    private static final long SEED = 20_260_104;
    private static final String INTEGERS = "sortBy, Integers";
    private static final String PAIRS = "sortByKey, words";

    @Override
    public String name() {
        return "sort";
    }

    @Override
    public String description() {
        return "1,000,000 Integers in no order by sortBy; pairs of 200,000 words and their lengths by sortByKey; all collected. "
                + "By hand: Arrays.sort of a copy; with two threads each sorts a half, and one merges them.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        return Stream.of(INTEGERS, PAIRS).filter(scope::hasCase).map(name -> {
            SortInput input = input(scope, name.equals(INTEGERS));
            int records = input.integers().length + input.words().size();
            List<Contender> contenders =
                    new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.sort(input)));
            return new Case(name, records, scope.plan(6, 9, 12, 21), contenders);
        });
    }

    private static SortInput input(Scope scope, boolean integers) {
        if (integers) {
            return new SortInput(Shuffled.integers(scope.pick(SMOKE_RECORDS, RECORDS, RECORDS), SEED), List.of());
        }
        int words = scope.pick(SMOKE_RECORDS, WORDS, WORDS);
        List<String> drawn = new ArrayList<>();
        for (String line : new Words(words / 2).nextLines(words / Words.PER_LINE)) {
            drawn.addAll(Arrays.asList(line.split(" ")));
        }
        return new SortInput(new Integer[0], drawn);
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (String at : List.of(INTEGERS, PAIRS)) {
            String key = at.equals(INTEGERS) ? "sort_by" : "sort_by_key";
            figures.add(Figure.ratio(key + "_2_threads_to_hand", at, Names.OURS_2, Names.HAND_2)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_1_thread_to_hand", at, Names.OURS_1, Names.HAND_1)
                    .atMost(1.5));
            figures.add(Figure.ratio(key + "_to_streams", at, Names.OURS_2, Names.STREAMS_2));
            figures.add(Figure.ratio(key + "_spark_to_ours", at, Names.SPARK_2, Names.OURS_2)
                    .atLeast(2));
            figures.add(Figure.ratio(key + "_not_specialised_to_ours", at, Names.OURS_2_SHARED, Names.OURS_2));
        }
        return figures;
    }

    private static long checksum(Integer[] sorted) {
        long checksum = 0;
        for (Integer x : sorted) {
            checksum = SortInput.checksum(checksum, x);
        }
        return checksum;
    }

    private static long checksum(Iterable<Tuple2<String, Integer>> sorted) {
        long checksum = 0;
        for (Tuple2<String, Integer> pair : sorted) {
            checksum = SortInput.checksum(checksum, pair._1().hashCode() + pair._2());
        }
        return checksum;
    }

    private static final class Hand extends HandContender {
        private final SortInput input;

        Hand(int threads, SortInput input) {
            super(threads);
            this.input = input;
        }

        @Override
        public long job() throws Exception {
            return input.words().isEmpty() ? integers() : words();
        }

        private long integers() throws Exception {
            Integer[] copy = input.integers().clone();
            Comparator<Integer> order = Comparator.naturalOrder();
            inSlices(slice -> {
                Arrays.sort(copy, from(slice, copy.length), from(slice + 1, copy.length));
                return slice;
            });
            return checksum(threads == 1 ? copy : merged(copy, new Integer[copy.length], order));
        }

        private long words() throws Exception {
            int size = input.words().size();
            List<Tuple2<String, Integer>> made = new ArrayList<>(input.words().size());
            for (String word : input.words()) {
                made.add(new Tuple2<>(word, word.length()));
            }
            Comparator<Tuple2<String, Integer>> order = Comparator.comparing(Tuple2::_1);
            if (threads == 1) {
                made.sort(order);
                return checksum(made);
            }
            Tuple2<String, Integer>[] pairs = array(size);
            made.toArray(pairs);
            inSlices(slice -> {
                Arrays.sort(pairs, from(slice, size), from(slice + 1, size), order);
                return slice;
            });
            return checksum(Arrays.asList(merged(pairs, array(size), order)));
        }

        @SuppressWarnings("unchecked")
        private static Tuple2<String, Integer>[] array(int size) {
            return (Tuple2<String, Integer>[]) new Tuple2<?, ?>[size];
        }

        private <T> T[] merged(T[] halves, T[] all, Comparator<? super T> order) {
            int end = from(1, halves.length);
            int a = 0;
            int b = end;
            for (int i = 0; i < all.length; i++) {
                boolean first = b == halves.length || a < end && order.compare(halves[a], halves[b]) <= 0;
                all[i] = first ? halves[a++] : halves[b++];
            }
            return all;
        }
    }

    private static final class Streams extends StreamsContender {
        private final SortInput input;

        Streams(SortInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            return input.words().isEmpty()
                    ? checksum(
                            Arrays.stream(input.integers()).parallel().sorted().toArray(Integer[]::new))
                    : checksum(input.words().parallelStream()
                            .map(word -> new Tuple2<>(word, word.length()))
                            .sorted(Comparator.comparing(Tuple2::_1))
                            .toList());
        }
    }

    private static final class Ours extends OurContender {
        private final SortInput input;
        private @Nullable RDD<Integer> integers;
        private @Nullable RDD<String> words;

        Ours(OurSetup setup, SortInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            integers = context().parallelize(Arrays.asList(input.integers()), threads);
            words = context().parallelize(input.words(), threads);
        }

        @Override
        public long job() {
            if (input.words().isEmpty()) {
                List<Integer> sorted = Objects.requireNonNull(integers, "begin")
                        .sortBy(x -> x, true, threads)
                        .collect();
                return checksum(sorted.toArray(new Integer[0]));
            }
            return checksum(Objects.requireNonNull(words, "begin")
                    .mapToPair(word -> new Tuple2<>(word, word.length()))
                    .sortByKey()
                    .collect());
        }
    }
}

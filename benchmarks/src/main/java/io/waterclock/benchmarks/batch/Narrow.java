// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Figure;
import io.waterclock.benchmarks.input.NarrowInput;
import io.waterclock.rdd.RDD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Maps and filters in turn, then a count.
 *
 * <p>The filters drop a record here and there in a pattern that a branch predictor learns: a mispredicted branch would cost
 * every contender the same and hide what lies between the functions, which is what is measured.
 */
final class Narrow implements BatchBenchmark {
    private static final List<Integer> OPERATORS = List.of(4, 8, 16);
    private static final int RECORDS = 4_000_000;
    private static final int SMOKE_RECORDS = 1_000;

    @Override
    public String name() {
        return "narrow";
    }

    @Override
    public String description() {
        return "map, filter, map, filter …, count over 4,000,000 boxed Integers in memory. By hand: a loop over Integer[]. "
                + "The budget compares the same number of threads.";
    }

    @Override
    public Stream<Case> cases(Scope scope, List<BatchPeer> peers) {
        return OPERATORS.stream().filter(n -> scope.hasCase(caseName(n))).map(operators -> {
            NarrowInput input = NarrowInput.of(scope.pick(SMOKE_RECORDS, RECORDS, RECORDS), operators);
            List<Contender> contenders =
                    new ArrayList<>(List.of(new Hand(1, input), new Hand(2, input), new Streams(input)));
            contenders.addAll(scope.ours(true, setup -> new Ours(setup, input)));
            peers.forEach(peer -> contenders.addAll(peer.narrow(input)));
            return new Case(caseName(operators), input.records().length, scope.plan(20, 21, 30, 41), contenders);
        });
    }

    private static String caseName(int operators) {
        return operators + " operators";
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        double[][] budgets = {{4, 1.15}, {8, 1.25}, {16, 1.35}};
        for (double[] budget : budgets) {
            int operators = (int) budget[0];
            String at = caseName(operators);
            String key = "narrow_" + operators;
            figures.add(Figure.ratio(key + "_2_threads_to_hand", at, Names.OURS_2, Names.HAND_2)
                    .atMost(budget[1]));
            figures.add(Figure.ratio(key + "_1_thread_to_hand", at, Names.OURS_1, Names.HAND_1)
                    .atMost(budget[1]));
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

    // ---- by hand

    private static final class Hand extends HandContender {
        private final NarrowInput input;

        Hand(int threads, NarrowInput input) {
            super(threads);
            this.input = input;
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
            Integer[] records = input.records();
            int from = from(slice, records.length);
            int to = from(slice + 1, records.length);
            return switch (input.operators()) {
                case 4 -> count4(records, from, to);
                case 8 -> count8(records, from, to);
                default -> count16(records, from, to);
            };
        }

        private static long count4(Integer[] records, int from, int to) {
            long n = 0;
            for (int i = from; i < to; i++) {
                int a = records[i] + 1;
                if ((a & 15) != 3) {
                    int b = a * 3;
                    if ((b & 15) != 5) {
                        n++;
                    }
                }
            }
            return n;
        }

        private static long count8(Integer[] records, int from, int to) {
            long n = 0;
            for (int i = from; i < to; i++) {
                int a = records[i] + 1;
                if ((a & 15) != 3) {
                    int b = a * 3;
                    if ((b & 15) != 5) {
                        int c = b + 7;
                        if ((c & 15) != 9) {
                            int d = c ^ 21;
                            if ((d & 15) != 14) {
                                n++;
                            }
                        }
                    }
                }
            }
            return n;
        }

        private static long count16(Integer[] records, int from, int to) {
            long n = 0;
            for (int i = from; i < to; i++) {
                int a = records[i] + 1;
                if ((a & 15) == 3) {
                    continue;
                }
                int b = a * 3;
                if ((b & 15) == 5) {
                    continue;
                }
                int c = b + 7;
                if ((c & 15) == 9) {
                    continue;
                }
                int d = c ^ 21;
                if ((d & 15) == 14) {
                    continue;
                }
                int e = d - 11;
                if ((e & 31) == 1) {
                    continue;
                }
                int f = e * 5;
                if ((f & 31) == 12) {
                    continue;
                }
                int g = f + 13;
                if ((g & 31) == 22) {
                    continue;
                }
                int h = g ^ 37;
                if ((h & 31) != 30) {
                    n++;
                }
            }
            return n;
        }
    }

    // ---- parallel streams

    private static final class Streams extends StreamsContender {
        private final NarrowInput input;

        Streams(NarrowInput input) {
            this.input = input;
        }

        @Override
        public long job() {
            Stream<Integer> source = Arrays.stream(input.records()).parallel();
            return switch (input.operators()) {
                case 4 -> operators4(source).count();
                case 8 -> operators8(source).count();
                default -> operators16(source).count();
            };
        }

        private static Stream<Integer> operators4(Stream<Integer> source) {
            return source.map(x -> x + 1)
                    .filter(x -> (x & 15) != 3)
                    .map(x -> x * 3)
                    .filter(x -> (x & 15) != 5);
        }

        private static Stream<Integer> operators8(Stream<Integer> source) {
            return operators4(source)
                    .map(x -> x + 7)
                    .filter(x -> (x & 15) != 9)
                    .map(x -> x ^ 21)
                    .filter(x -> (x & 15) != 14);
        }

        private static Stream<Integer> operators16(Stream<Integer> source) {
            return operators8(source)
                    .map(x -> x - 11)
                    .filter(x -> (x & 31) != 1)
                    .map(x -> x * 5)
                    .filter(x -> (x & 31) != 12)
                    .map(x -> x + 13)
                    .filter(x -> (x & 31) != 22)
                    .map(x -> x ^ 37)
                    .filter(x -> (x & 31) != 30);
        }
    }

    // ---- ours

    private static final class Ours extends OurContender {
        private final NarrowInput input;
        private @Nullable RDD<Integer> records;

        Ours(OurSetup setup, NarrowInput input) {
            super(setup);
            this.input = input;
        }

        @Override
        void begin() {
            records = context().parallelize(Arrays.asList(input.records()), threads);
        }

        @Override
        public long job() {
            RDD<Integer> source = java.util.Objects.requireNonNull(records, "begin");
            return switch (input.operators()) {
                case 4 -> operators4(source).count();
                case 8 -> operators8(source).count();
                default -> operators16(source).count();
            };
        }

        private static RDD<Integer> operators4(RDD<Integer> source) {
            return source.map(x -> x + 1)
                    .filter(x -> (x & 15) != 3)
                    .map(x -> x * 3)
                    .filter(x -> (x & 15) != 5);
        }

        private static RDD<Integer> operators8(RDD<Integer> source) {
            return operators4(source)
                    .map(x -> x + 7)
                    .filter(x -> (x & 15) != 9)
                    .map(x -> x ^ 21)
                    .filter(x -> (x & 15) != 14);
        }

        private static RDD<Integer> operators16(RDD<Integer> source) {
            return operators8(source)
                    .map(x -> x - 11)
                    .filter(x -> (x & 31) != 1)
                    .map(x -> x * 5)
                    .filter(x -> (x & 31) != 12)
                    .map(x -> x + 13)
                    .filter(x -> (x & 31) != 22)
                    .map(x -> x ^ 37)
                    .filter(x -> (x & 31) != 30);
        }
    }
}

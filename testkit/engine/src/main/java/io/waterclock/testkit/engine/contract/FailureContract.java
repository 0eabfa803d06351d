// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.narrow;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.run;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What a job fails with: code, words and cause. */
@NullUnmarked
interface FailureContract extends EngineContract {

    private static Object failAt(Object record, Object bad) {
        if (bad.equals(record)) {
            throw new IllegalStateException("no " + bad);
        }
        return record;
    }

    private WaterclockException failureOfCollecting(Lineage lineage) {
        try (WaterclockContext wc = open(2)) {
            return failureOf(() -> partitions(wc, lineage));
        }
    }

    @Test
    default void failedFunction_isNamed_withSite_partition_record_causeAndAttempt() {
        List<String> texts = new ArrayList<>();
        range(0, 3 * 200).forEach(x -> texts.add(x == 2 * 200 + 133 ? "x" : "" + x));
        Lineage parsed =
                narrow(source(texts, 3), "map", 41, NarrowKind.MAP, (Function<String, Integer>) Integer::parseInt);
        WaterclockException failure = failureOfCollecting(parsed);
        assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        assertThat(failure)
                .hasMessage("map at Orders.java:41 failed in partition 2 at record 133 of its source: "
                        + "java.lang.NumberFormatException: For input string: \"x\" (attempt 1 of 1)")
                .hasCauseExactlyInstanceOf(NumberFormatException.class);
    }

    @Test
    default void everyFunctionOnARecord_isNamedWithTheOrdinalOfTheSourceRecord() {
        Lineage numbers = source(range(0, 3000), 1);
        Lineage pairs =
                narrow(numbers, "mapToPair", 2, NarrowKind.MAP_TO_PAIR, (PairFunction<Integer, Integer, Integer>)
                        x -> pair(x, x));
        int bad = 2345;
        Map<NarrowKind, Object> onNumbers = Map.of(
                NarrowKind.MAP,
                (Function<Object, Object>) x -> failAt(x, bad),
                NarrowKind.FILTER,
                (Function<Object, Boolean>) x -> failAt(x, bad) == x,
                NarrowKind.FLAT_MAP,
                (FlatMapFunction<Object, Object>) x -> List.of(failAt(x, bad)).iterator(),
                NarrowKind.MAP_TO_PAIR,
                (PairFunction<Object, Object, Object>) x -> pair(failAt(x, bad), x),
                NarrowKind.FLAT_MAP_TO_PAIR,
                (PairFlatMapFunction<Object, Object, Object>)
                        x -> List.of(pair(failAt(x, bad), x)).iterator());
        Map<NarrowKind, Object> onPairs = Map.of(
                NarrowKind.MAP_VALUES,
                (Function<Object, Object>) x -> failAt(x, bad),
                NarrowKind.FLAT_MAP_VALUES,
                (FlatMapFunction<Object, Object>) x -> List.of(failAt(x, bad)).iterator());
        onNumbers.forEach((kind, f) -> assertThat(failureOfCollecting(narrow(numbers, "bad", 77, kind, f)))
                .as(kind.toString())
                .hasMessage("bad at Orders.java:77 failed in partition 0 at record 2345 of its source: "
                        + "java.lang.IllegalStateException: no 2345 (attempt 1 of 1)"));
        onPairs.forEach((kind, f) -> assertThat(failureOfCollecting(narrow(pairs, "bad", 77, kind, f)))
                .as(kind.toString())
                .hasMessage("bad at Orders.java:77 failed in partition 0 at record 2345 of its source: "
                        + "java.lang.IllegalStateException: no 2345 (attempt 1 of 1)"));
    }

    @Test
    default void theOrdinal_isThatOfTheSourceRecord_whateverFiltersAndFlatMapsDo() {
        Lineage source = source(range(0, 100), 2);
        Lineage even = narrow(source, "filter", 1, NarrowKind.FILTER, (Function<Integer, Boolean>) x -> x % 2 == 0);
        Lineage tripled = narrow(even, "flatMap", 2, NarrowKind.FLAT_MAP, (FlatMapFunction<Integer, Integer>)
                x -> List.of(x, x + 1, x + 2).iterator());
        Lineage failing = narrow(tripled, "map", 3, NarrowKind.MAP, (Function<Object, Object>) x -> failAt(x, 73));
        // 73 is made of 72, which is record 22 of the partition that begins with 50
        assertThat(failureOfCollecting(failing))
                .hasMessageStartingWith("map at Orders.java:3 failed in partition 1 at record 22 of its source: ");
    }

    @Test
    default void iteratorOfAFlatMap_thatFails_isTheFlatMapsFault() {
        FlatMapFunction<Integer, Integer> failingLate = x -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (x == 5) {
                    throw new IllegalStateException("dry");
                }
                throw new AssertionError("not asked yet");
            }
        };
        Lineage numbers = source(List.of(5), 1);
        assertThat(failureOfCollecting(narrow(numbers, "flatMap", 8, NarrowKind.FLAT_MAP, failingLate)))
                .hasMessage("flatMap at Orders.java:8 failed in partition 0 at record 0 of its source: "
                        + "java.lang.IllegalStateException: dry (attempt 1 of 1)");
    }

    @Test
    default void resultThatIsNull_whereOneIsNeeded_isTheFunctionsFault() {
        Lineage numbers = source(range(0, 10), 1);
        FlatMapFunction<Integer, Integer> none = x -> null;
        Function<Integer, Boolean> maybe = x -> x == 4 ? null : Boolean.TRUE;
        FlatMapFunction<Iterator<Integer>, Integer> nothing = x -> null;
        WaterclockException flatMap = failureOfCollecting(narrow(numbers, "flatMap", 5, NarrowKind.FLAT_MAP, none));
        assertThat(flatMap.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        assertThat(flatMap)
                .hasMessageStartingWith("flatMap at Orders.java:5 failed in partition 0 at record 0 of its source: ")
                .hasCauseInstanceOf(NullPointerException.class);
        assertThat(failureOfCollecting(narrow(numbers, "filter", 6, NarrowKind.FILTER, maybe)))
                .hasMessageStartingWith("filter at Orders.java:6 failed in partition 0 at record 4 of its source: ")
                .hasCauseInstanceOf(NullPointerException.class);
        assertThat(failureOfCollecting(narrow(numbers, "mapPartitions", 7, NarrowKind.MAP_PARTITIONS, nothing)))
                .hasMessageStartingWith("mapPartitions at Orders.java:7 failed in partition 0: ")
                .hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    default void recordOfAnotherType_isTheFaultOfTheOperatorThatGotIt() {
        Lineage mixed = source(List.of(1, "two"), 1);
        WaterclockException failure =
                failureOfCollecting(narrow(mixed, "map", 5, NarrowKind.MAP, (Function<Integer, Integer>) x -> x + 1));
        assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        assertThat(failure)
                .hasMessageStartingWith("map at Orders.java:5 failed in partition 0 at record 1 of its source: ")
                .hasCauseInstanceOf(ClassCastException.class);
        Lineage noPairs = source(Arrays.asList(pair(1, 1), null), 1);
        WaterclockException keyed = failureOfCollecting(new Lineage.Shuffle(
                at("groupByKey", 6), noPairs, new HashPartitioner(1), Combiner.Group.INSTANCE, null));
        assertThat(keyed.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        assertThat(keyed)
                .hasMessageStartingWith(
                        "groupByKey at Orders.java:6 failed in partition 0 at record 1 of its source: ");
    }

    @Test
    default void mapPartitions_isNamedWithoutARecord() {
        FlatMapFunction<Iterator<Integer>, Integer> atOnce = records -> {
            throw new IOException("disk");
        };
        FlatMapFunction<Iterator<Integer>, Integer> whileRead = records -> Stream.of(1)
                .map(x -> {
                    if (x == 1) {
                        throw new IllegalStateException("late");
                    }
                    return x;
                })
                .iterator();
        Lineage numbers = source(range(0, 4), 2);
        WaterclockException failure =
                failureOfCollecting(narrow(numbers, "mapPartitions", 9, NarrowKind.MAP_PARTITIONS, atOnce));
        assertThat(failure.getMessage())
                .matches("mapPartitions at Orders\\.java:9 failed in partition [01]: java\\.io\\.IOException: disk"
                        + " \\(attempt 1 of 1\\)");
        assertThat(failure).hasCauseExactlyInstanceOf(IOException.class);
        assertThat(failureOfCollecting(narrow(numbers, "mapPartitions", 9, NarrowKind.MAP_PARTITIONS, whileRead))
                        .getMessage())
                .matches("mapPartitions at Orders\\.java:9 failed in partition [01]: .*late \\(attempt 1 of 1\\)");
    }

    @Test
    default void functionBelowMapPartitions_isNamed_notTheMapPartitionsThatReadIt() {
        Lineage bad =
                narrow(source(range(0, 10), 1), "map", 4, NarrowKind.MAP, (Function<Object, Object>) x -> failAt(x, 6));
        Lineage above =
                narrow(bad, "mapPartitions", 5, NarrowKind.MAP_PARTITIONS, (FlatMapFunction<Iterator<Object>, Object>)
                        records -> {
                            List<Object> all = new ArrayList<>();
                            records.forEachRemaining(all::add);
                            return all.iterator();
                        });
        assertThat(failureOfCollecting(above))
                .hasMessage("map at Orders.java:4 failed in partition 0 at record 6 of its source: "
                        + "java.lang.IllegalStateException: no 6 (attempt 1 of 1)");
    }

    @Test
    default void functionAboveAUnion_isNamedWithThePartitionOfTheUnion() {
        Lineage union = new Lineage.Union(at("union", 2), List.of(source(range(0, 4), 2), source(range(4, 12), 2)));
        Lineage bad = narrow(union, "map", 4, NarrowKind.MAP, (Function<Object, Object>) x -> failAt(x, 10));
        assertThat(failureOfCollecting(bad))
                .hasMessageStartingWith("map at Orders.java:4 failed in partition 3 at record 2 of its source: ");
    }

    @Test
    default void functionBelowAShuffle_isNamedWithThePartitionBelow_andAboveWithTheRecordThatCrossed() {
        Lineage pairs = source(List.of(pair(4, "d"), pair(2, "b"), pair(3, "c"), pair(1, "a")), 2);
        Comparator<Integer> order = Comparator.naturalOrder();
        Lineage below =
                narrow(pairs, "mapValues", 3, NarrowKind.MAP_VALUES, (Function<Object, Object>) v -> failAt(v, "a"));
        assertThat(failureOfCollecting(new Lineage.Shuffle(
                        at("sortByKey", 5), below, new HashPartitioner(1), Combiner.None.INSTANCE, order)))
                .hasMessageStartingWith("mapValues at Orders.java:3 failed in partition 1 at record 1 of its source: ");
        Lineage sorted =
                new Lineage.Shuffle(at("sortByKey", 5), pairs, new HashPartitioner(1), Combiner.None.INSTANCE, order);
        assertThat(failureOfCollecting(narrow(
                        sorted, "mapValues", 6, NarrowKind.MAP_VALUES, (Function<Object, Object>) v -> failAt(v, "c"))))
                .hasMessageStartingWith("mapValues at Orders.java:6 failed in partition 0 at record 2 of its source: ");
    }

    @Test
    default void functionAboveAKeptNode_isNamedWithTheRecordThatWasKept() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> kept =
                    new RDD<>(wc.handle(), narrow(source(range(0, 10), 1), "filter", 2, NarrowKind.FILTER, (Function<
                                    Integer, Boolean>)
                            x -> x > 4));
            kept.cache();
            Lineage bad =
                    narrow(kept.lineage(), "map", 3, NarrowKind.MAP, (Function<Object, Object>) x -> failAt(x, 7));
            for (int job = 0; job < 2; job++) {
                assertThat(failureOf(() -> partitions(wc, bad)))
                        .hasMessageStartingWith(
                                "map at Orders.java:3 failed in partition 0 at record 2 of its source: ");
            }
        }
    }

    @Test
    default void functionsOfCombiners_areNamed() {
        Lineage pairs = source(List.of(pair(1, 1), pair(1, 2), pair(1, 3)), 3);
        Function<Object, Object> same = x -> x;
        Function2<Object, Object, Object> bad = (a, b) -> {
            throw new ArithmeticException("overflow");
        };
        for (Combiner combiner : List.of(
                new Combiner.Reduce(bad),
                new Combiner.Aggregate(x -> bad.call(x, x), bad, bad, true),
                new Combiner.Aggregate(same, bad, bad, true),
                new Combiner.Aggregate(same, bad, bad, false))) {
            WaterclockException failure = failureOfCollecting(
                    new Lineage.Shuffle(at("reduceByKey", 60), pairs, new HashPartitioner(1), combiner, null));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure.getMessage())
                    .matches("reduceByKey at Orders\\.java:60 failed in partition [012]( at record 0 of its source)?: "
                            + "java\\.lang\\.ArithmeticException: overflow \\(attempt 1 of 1\\)");
            assertThat(failure).hasCauseExactlyInstanceOf(ArithmeticException.class);
        }
        WaterclockException unordered = failureOfCollecting(new Lineage.Shuffle(
                at("sortByKey", 61), pairs, new HashPartitioner(1), Combiner.None.INSTANCE, (first, second) -> {
                    throw new ArithmeticException("no order of " + first + " and " + second);
                }));
        assertThat(unordered).hasMessageStartingWith("sortByKey at Orders.java:61 failed in partition 0: ");
    }

    @Test
    default void functionOfAnAction_isNamedByTheAction() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10), 2);
            WaterclockException foreach = failureOf(() -> numbers.foreach(x -> failAt(x, 7)));
            assertThat(foreach.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(foreach.getMessage())
                    .startsWith("foreach at ")
                    .contains(" failed in partition 1 at record 2 of its source: ");
            assertThat(failureOf(() -> numbers.reduce((a, b) -> (Integer) failAt(b, 7)))
                            .getMessage())
                    .startsWith("reduce at ")
                    .contains(" failed in partition 1 at record 2 of its source: ");
            assertThat(failureOf(() -> numbers.fold(0, (a, b) -> (Integer) failAt(b, 7)))
                            .getMessage())
                    .startsWith("fold at ")
                    .contains(" failed in partition 1 at record 2 of its source: ");
            assertThat(failureOf(() -> numbers.foreachPartition(records -> {
                                records.next();
                                throw new IOException("disk");
                            }))
                            .getMessage())
                    .startsWith("foreachPartition at ")
                    .contains(": java.io.IOException: disk (attempt 1 of 1)");
        }
    }

    @Test
    default void errorsThatAreNoExceptions_areCausesToo_andTheEngineLivesOn() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 10), 2);
            assertThat(failureOf(() -> numbers.map(x -> deeper(x)).collect()).getCause())
                    .isInstanceOf(StackOverflowError.class);
            assertThat(failureOf(() -> numbers.foreach(x -> {
                                throw new AssertionError("never");
                            }))
                            .getCause())
                    .isInstanceOf(AssertionError.class);
            assertThat(numbers.collect()).isEqualTo(range(0, 10));
        }
    }

    private static int deeper(int x) {
        return x == Integer.MIN_VALUE ? x : deeper(x + 1) + 1;
    }

    @Test
    default void anErrorOfOurs_passesUnchanged() {
        WaterclockException mine = new WaterclockException(ErrorCode.OUTPUT_FAILED, "the sink is full");
        Lineage numbers = source(range(0, 4), 1);
        Function<Object, Object> bad = x -> {
            throw new WaterclockException(mine.code(), mine.getMessage());
        };
        WaterclockException failure = failureOfCollecting(narrow(numbers, "map", 1, NarrowKind.MAP, bad));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(failure).hasMessage("the sink is full");
    }

    @Test
    default void aFailure_endsTheOtherTasks() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> endless = wc.parallelize(List.of(0, 1), 2).flatMap(x -> {
                if (x == 0) {
                    throw new IllegalStateException("first");
                }
                return Stream.iterate(x, n -> n).iterator();
            });
            assertThat(failureOf(endless::count)).hasMessageContaining("IllegalStateException: first");
        }
    }

    @Test
    default void inputThatCantBeRead_failsWithInputFailed_andTheReaderIsClosed() {
        Probe closed = Probe.create();
        SourcePartition<Integer> unopened = () -> {
            throw new IOException("gone");
        };
        SourcePartition<Integer> torn = () -> new ChunkReader() {
            private int chunks;

            @Override
            public boolean next(int max) throws IOException {
                if (chunks++ == 3) {
                    throw new IOException("torn");
                }
                array = new Object[] {chunks};
                from = 0;
                to = 1;
                return true;
            }

            @Override
            public void close() {
                closed.hit();
            }
        };
        SourcePartition<Integer> ours = () -> {
            throw new WaterclockException(ErrorCode.BLOCK_MISSING, "block 7 is gone");
        };
        WaterclockException failure = failureOfCollecting(Programs.reading("textFile", 3, unopened));
        assertThat(failure.code()).isEqualTo(ErrorCode.INPUT_FAILED);
        assertThat(failure)
                .hasMessage("textFile at Orders.java:3 could not read partition 0: java.io.IOException: gone"
                        + " (attempt 1 of 1)")
                .hasCauseExactlyInstanceOf(IOException.class);
        WaterclockException halfway = failureOfCollecting(Programs.reading("textFile", 3, torn));
        assertThat(halfway.code()).isEqualTo(ErrorCode.INPUT_FAILED);
        assertThat(halfway)
                .hasMessage("textFile at Orders.java:3 could not read partition 0: java.io.IOException: torn"
                        + " (attempt 1 of 1)");
        assertThat(closed.hits()).isEqualTo(1);
        WaterclockException missing = failureOfCollecting(Programs.reading("textFile", 3, ours));
        assertThat(missing.code()).isEqualTo(ErrorCode.BLOCK_MISSING);
        assertThat(missing).hasMessage("block 7 is gone");
    }

    /** An exception can't suppress itself: who adds one to another has to look whether it is the same. */
    @Test
    default void readerThatThrowsTheSameTwice_failsWithIt() {
        for (Exception same : List.of(
                new IOException("torn"),
                new IllegalStateException("torn"),
                new WaterclockException(ErrorCode.INPUT_FAILED, "torn"))) {
            SourcePartition<Integer> torn = () -> new ChunkReader() {
                @Override
                public boolean next(int max) throws Exception {
                    throw same;
                }

                @Override
                public void close() {
                    throw Sneaky.unchecked(same);
                }
            };
            WaterclockException failure = failureOfCollecting(Programs.reading("textFile", 3, torn));
            assertThat(failure.code()).isEqualTo(ErrorCode.INPUT_FAILED);
            assertThat(failure).hasMessageContaining("torn");
            assertThat(failure == same || failure.getCause() == same).isTrue();
        }
    }

    @Test
    default void inputThatFailsInsideMapPartitions_isStillTheInputsFault() {
        SourcePartition<Integer> unopened = () -> {
            throw new IOException("gone");
        };
        Lineage read = narrow(
                Programs.reading("textFile", 3, unopened),
                "mapPartitions",
                4,
                NarrowKind.MAP_PARTITIONS,
                (FlatMapFunction<Iterator<Object>, Object>) records -> {
                    records.next();
                    return records;
                });
        assertThat(failureOfCollecting(read).code()).isEqualTo(ErrorCode.INPUT_FAILED);
    }

    @Test
    default void actionInsideATask_isRefused_namingBoth() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 4), 2);
            WaterclockException inMap =
                    failureOf(() -> numbers.map(x -> numbers.count()).collect());
            assertThat(inMap.code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
            assertThat(inMap.getMessage()).startsWith("The action count at ").contains("inside a task of collect");
            assertThat(failureOf(() -> numbers.foreach(x -> numbers.take(1))).code())
                    .isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
            PairRDD<Integer, Long> belowAShuffle =
                    numbers.mapToPair(x -> pair(x, numbers.count())).reduceByKey(Long::sum);
            assertThat(failureOf(belowAShuffle::collect).code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
            assertThat(numbers.count()).isEqualTo(4);
        }
    }

    @Test
    default void functionsJoinedOnTheDriver_mayRunActions() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 4), 1);
            List<Long> results = run(wc, numbers.lineage(), List.of(0), new Action.Count());
            assertThat(numbers.<Long>aggregate(0L, (a, x) -> a + x, (a, b) -> a + b + numbers.count()))
                    .isEqualTo(10);
            assertThat(results).containsExactly(4L);
        }
    }

    @Test
    default void orderThatFails_outsideTasks_isNamedToo() {
        try (WaterclockContext wc = open(2)) {
            WaterclockException onASample =
                    failureOf(() -> wc.parallelize(Arrays.asList(3, null, 1), 2).sortBy(x -> x, true, 2));
            assertThat(onASample.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(onASample.getMessage())
                    .startsWith("The order of sortBy at ")
                    .contains(" failed on a sample of the keys: ", "null has no natural order; pass a Comparator");
            Comparator<Integer> broken = (a, b) -> {
                throw new AssertionError("can't tell " + a + " from " + b);
            };
            RDD<Integer> apart = wc.parallelize(range(0, 2), 2);
            assertThat(failureOf(() -> apart.keyBy(x -> x).sortByKey(broken, false, 2)))
                    .hasMessageStartingWith("The order of sortByKey at ")
                    .hasMessageContaining(" failed on a sample of the keys: java.lang.AssertionError: can't tell")
                    .hasCauseInstanceOf(AssertionError.class);
            assertThat(failureOf(() -> apart.top(1, broken)))
                    .hasMessageStartingWith("The order of top at ")
                    .hasMessageContaining(
                            " failed while joining the results of the partitions: java.lang.AssertionError: can't tell");
            assertThat(failureOf(() -> apart.min(broken)).code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        }
    }

    @Test
    default void sourceThatCantBeListed_endsTheActionWithWhatItThrew() {
        try (WaterclockContext wc = open(2)) {
            Lineage unlisted = new Lineage.Source(at("textFile", 3), () -> {
                throw new WaterclockException(ErrorCode.INPUT_NOT_FOUND, "nothing is there");
            });
            RDD<String> rdd = new RDD<>(wc.handle(), unlisted);
            assertThat(failureOf(rdd::count).code()).isEqualTo(ErrorCode.INPUT_NOT_FOUND);
            assertThatThrownBy(() -> rdd.map(x -> x).distinct().collect()).hasMessage("nothing is there");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that rely on what they may not rely on, each caught by the kit. */
class HostileKitTest {
    private static final List<Integer> SEEN = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void forget() {
        SEEN.clear();
    }

    private static StreamingTestKit kit(long seed) {
        return StreamingTestKit.builder().seed(seed).build();
    }

    private static <R> Set<R> bySeeds(LongFunction<R> program) {
        Set<R> results = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            results.add(program.apply(seed));
        }
        return results;
    }

    // ---- order and cuts

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline", "local[2]"})
    void resultThatDependsOnTheOrderOfPartitions_differsBetweenSeeds(String master) {
        assertThat(bySeeds(seed -> orderSeen(
                        StreamingTestKit.builder().master(master).seed(seed).build())))
                .hasSizeGreaterThan(3);
    }

    @Test
    void sameSeed_isTheSameOrder_andNoneIsTheirOwn() {
        assertThat(orderSeen(kit(7))).isEqualTo(orderSeen(kit(7)));
        assertThat(orderSeen(StreamingTestKit.builder().hostile(false).build())).isEqualTo(List.of(1, 2, 3, 4));
    }

    /** A program that collects by the side. */
    private static List<Integer> orderSeen(StreamingTestKit kit) {
        SEEN.clear();
        try (kit) {
            TestInput<Integer> input = kit.input(Integer.class);
            input.stream().foreachRDD(rdd -> rdd.foreach(n -> SEEN.add(n)));
            TestOutput<Integer> collected = kit.collect(input.stream());
            input.pushPartition(List.of(1)).pushPartition(List.of(2));
            input.pushPartition(List.of(3)).pushPartition(List.of(4));
            kit.advance(1);
            assertThat(collected.batch(0)).containsExactly(1, 2, 3, 4);
            return List.copyOf(SEEN);
        }
    }

    /** Of tasks that write a shuffle, too. */
    @Test
    void functionBeforeAShuffle_seesPartitionsInAnyOrder() {
        assertThat(bySeeds(seed -> {
                    SEEN.clear();
                    try (StreamingTestKit kit = kit(seed)) {
                        TestInput<Integer> input = kit.input(Integer.class);
                        TestOutput<Integer> out = kit.collect(input.stream()
                                .map(n -> {
                                    SEEN.add(n);
                                    return n;
                                })
                                .repartition(2));
                        for (int i = 0; i < 6; i++) {
                            input.pushPartition(List.of(i));
                        }
                        kit.advance(1);
                        assertThat(out.batch(0)).hasSize(6);
                        return List.copyOf(SEEN);
                    }
                }))
                .hasSizeGreaterThan(3);
    }

    @Test
    void resultThatDependsOnWherePartitionsBegin_differsBetweenSeeds() {
        assertThat(bySeeds(seed -> averageOfAverages(kit(seed)))).hasSizeGreaterThan(1);
        assertThat(averageOfAverages(StreamingTestKit.builder().hostile(false).build()))
                .isEqualTo(2.5);
    }

    /** Right only for partitions of one size. */
    private static double averageOfAverages(StreamingTestKit kit) {
        try (kit) {
            TestInput<Integer> input = kit.input(Integer.class);
            DStream<Double> averages = input.stream().mapPartitions(numbers -> {
                int sum = 0;
                int count = 0;
                for (; numbers.hasNext(); count++) {
                    sum += numbers.next();
                }
                return (count == 0 ? List.<Double>of() : List.of((double) sum / count)).iterator();
            });
            TestOutput<Double> out = kit.collect(averages);
            TestOutput<Integer> whole = kit.collect(input.stream());
            input.push(1, 2, 3, 4);
            kit.advance(1);
            assertThat(whole.batch(0)).containsExactly(1, 2, 3, 4);
            assertThat(whole.partitions(0)).hasSize(2);
            return out.batch(0).stream().mapToDouble(x -> x).average().orElseThrow();
        }
    }

    // ---- combining functions

    private static long[] added(long[] into, long[] other) {
        into[0] += other[0];
        return into;
    }

    private static void requireCaught(String where, Consumer<DStream<long[]>> program) {
        for (String master : List.of("local", "inline")) {
            try (StreamingTestKit kit =
                    StreamingTestKit.builder().master(master).build()) {
                TestInput<long[]> input = kit.input(long[].class);
                program.accept(input.stream());
                assertThatThrownBy(() -> {
                            for (long i = 0; i < 4; i++) {
                                input.pushPartition(List.of(new long[] {1}, new long[] {2}));
                                kit.advance(1);
                            }
                        })
                        .hasMessageContaining("The function of " + where + " at HostileKitTest.java:")
                        .hasMessageContaining("has changed its first argument, which was [1] and is [3] now")
                        .hasMessageContaining("return a new value")
                        .hasMessageContaining("combineByKey")
                        .satisfies(e -> assertThat(e.getSuppressed())
                                .anySatisfy(note -> assertThat(note)
                                        .hasToString("Seed " + kit.seed()
                                                + "; the same comes again with -Dwaterclock.test.seed=" + kit.seed())));
            }
        }
    }

    @Test
    void functionThatChangesItsArgument_isCaught_whereverItCombines() {
        requireCaught("reduce", s -> s.reduce(HostileKitTest::added).print());
        requireCaught(
                "reduceByKey",
                s -> s.mapToPair(v -> new Tuple2<>(0, v))
                        .reduceByKey(HostileKitTest::added)
                        .print());
        requireCaught(
                "reduceByWindow",
                s -> s.reduceByWindow(HostileKitTest::added, seconds(3), seconds(1))
                        .print());
        requireCaught(
                "reduceByKeyAndWindow",
                s -> s.mapToPair(v -> new Tuple2<>(0, v))
                        .reduceByKeyAndWindow(HostileKitTest::added, seconds(3), seconds(1))
                        .print());
    }

    private static java.time.Duration seconds(long n) {
        return java.time.Duration.ofSeconds(n);
    }

    @Test
    void inverseThatChangesItsArgument_isCaught() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<long[]> input = kit.input(long[].class);
            kit.collect(input.stream()
                    .reduceByWindow(
                            (a, b) -> new long[] {a[0] + b[0]},
                            (sum, leaving) -> {
                                sum[0] -= leaving[0];
                                return sum;
                            },
                            seconds(2),
                            seconds(1)));
            input.push(new long[] {1});
            kit.advance(1);
            input.push(new long[] {5});
            kit.advance(1);
            assertThatThrownBy(() -> kit.advance(1))
                    .hasMessageContaining("has changed its first argument, which was [6] and is [5] now");
        }
    }

    /** By its contract. */
    @Test
    void functionThatMayChangeItsArgument_isLeftAlone() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<Integer> input = kit.input(Integer.class);
            TestOutput<Tuple2<Integer, List<Integer>>> lists = kit.collect(input.stream()
                    .mapToPair(n -> new Tuple2<>(0, n))
                    .combineByKey(
                            n -> new ArrayList<>(List.of(n)),
                            (list, n) -> {
                                list.add(n);
                                return list;
                            },
                            (list, other) -> {
                                list.addAll(other);
                                return list;
                            },
                            new io.waterclock.rdd.HashPartitioner(1)));
            input.push(1, 2, 3);
            kit.advance(1);
            assertThat(lists.batch(0)).containsExactly(new Tuple2<>(0, List.of(1, 2, 3)));
        }
    }

    /** Not serializable; and one that changes nothing that its equals looks at. */
    record Held(Counter counter) {}

    static final class Counter {
        private int n;

        @Override
        public String toString() {
            return "counted " + n;
        }
    }

    static final class Cached implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        private int hash;

        @Override
        public int hashCode() {
            hash++;
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cached;
        }

        @Override
        public String toString() {
            return "asked " + hash + " times";
        }
    }

    @Test
    void valueThatIsNotSerializable_isKnownByItsText_andOneThatIsEqual_isUnchanged() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<Integer> input = kit.input(Integer.class);
            kit.collect(input.stream().map(n -> new Cached()).reduce((a, b) -> a.hashCode() == 1 ? a : b));
            kit.collect(input.stream().map(n -> new Held(new Counter())).reduce((a, b) -> {
                b.counter().n++;
                return a;
            }));
            input.pushPartition(List.of(1, 2));
            assertThatThrownBy(() -> kit.advance(1))
                    .hasMessageContaining("has changed its second argument, which was Held[counter=counted 0] and is"
                            + " Held[counter=counted 1] now");
        }
    }

    @Test
    void kitThatIsNotHostile_watchesNoFunction() {
        try (StreamingTestKit kit = StreamingTestKit.builder().hostile(false).build()) {
            TestInput<long[]> input = kit.input(long[].class);
            TestOutput<long[]> sum = kit.collect(input.stream().reduce(HostileKitTest::added));
            input.push(new long[] {1}, new long[] {2});
            kit.advance(1);
            assertThat(sum.batch(0)).containsExactly(new long[] {3});
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** In strict mode, what a user's function can't take to another machine is named, also where an operator of ours holds the function. */
class StrictFunctionsTest {

    @Test
    void aCaptureThatCantBeSerialized_isNamed_withOperatorAndPlace_wheneverAFunctionIsGiven() {
        Object lock = new Object();
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf()
                .setMaster("local[2]")
                .set("waterclock.functions.strict", "true")
                .set("waterclock.default.parallelism", "2"))) {
            RDD<Integer> numbers = wc.parallelize(List.of(1, 2, 3, 4), 2);
            PairRDD<Integer, Integer> pairs = numbers.mapToPair(x -> new Tuple2<>(x % 2, x));
            Map<String, ThrowingCallable> uses = new LinkedHashMap<>();
            uses.put("keyBy", () -> numbers.keyBy(x -> x + lock.hashCode()).count());
            uses.put(
                    "mapToDouble",
                    () -> numbers.mapToDouble(x -> lock.hashCode()).sum());
            uses.put("groupBy", () -> numbers.groupBy(x -> lock.hashCode()).count());
            uses.put(
                    "zipPartitions",
                    () -> numbers.zipPartitions(
                                    numbers, (a, b) -> List.of(lock.hashCode()).iterator())
                            .count());
            uses.put(
                    "aggregateByKey",
                    () -> pairs.aggregateByKey(0, (a, b) -> lock.hashCode(), Integer::sum)
                            .count());
            uses.put(
                    "foldByKey",
                    () -> pairs.foldByKey(0, (a, b) -> lock.hashCode()).count());
            uses.put("reduceByKeyLocally", () -> pairs.reduceByKeyLocally((a, b) -> lock.hashCode()));
            uses.put("treeReduce", () -> numbers.treeReduce((a, b) -> lock.hashCode()));
            uses.put("treeAggregate", () -> numbers.treeAggregate(0, (a, b) -> lock.hashCode(), Integer::sum));
            uses.forEach((operator, use) -> {
                WaterclockException refused = catchThrowableOfType(WaterclockException.class, use);
                assertThat(refused).as(operator).isNotNull();
                assertThat(refused.code()).as(operator).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE);
                assertThat(refused.getMessage())
                        .contains(operator + " at ", "captured value 1, of type java.lang.Object", "strict");
            });
        }
    }

    private static final AtomicInteger CALLS = new AtomicInteger();

    private static int called(int x) {
        CALLS.incrementAndGet();
        return x;
    }

    /** Also of a function in the last of several stages, and of one below the end of its stage. */
    @Test
    void itIsRefused_beforeAnyTaskOfTheJobHasRun() {
        Object lock = new Object();
        CALLS.set(0);
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf().setMaster("local[2]").set("waterclock.functions.strict", "true"))) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(List.of(1, 2, 3, 4), 2)
                    .map(StrictFunctionsTest::called)
                    .mapToPair(x -> new Tuple2<>(x % 2, x));
            List<ThrowingCallable> uses = List.of(
                    () -> pairs.reduceByKey(Integer::sum)
                            .map(x -> lock.hashCode())
                            .map(x -> x)
                            .count(),
                    () -> pairs.groupByKey()
                            .mapPartitions(x -> List.of(lock.hashCode()).iterator())
                            .count(),
                    () -> pairs.reduceByKey((a, b) -> lock.hashCode()).count(),
                    () -> pairs.combineByKey(x -> lock.hashCode(), Integer::sum, Integer::sum)
                            .count(),
                    () -> pairs.union(pairs.groupByKey().mapValues(x -> lock.hashCode()))
                            .count(),
                    () -> pairs.reduceByKey(Integer::sum).foreach(x -> called(lock.hashCode())),
                    () -> pairs.reduceByKey(Integer::sum)
                            .values()
                            .zipPartitions(
                                    pairs.groupByKey(),
                                    (a, b) -> List.of(lock.hashCode()).iterator())
                            .count());
            for (ThrowingCallable use : uses) {
                WaterclockException refused = catchThrowableOfType(WaterclockException.class, use);
                assertThat(refused).isNotNull();
                assertThat(refused.code()).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE);
                assertThat(refused.getMessage())
                        .contains(" at StrictFunctionsTest.java:", "captured value 1, of type java.lang.Object");
                assertThat(CALLS).hasValue(0);
            }
        }
    }

    /** The same where only some partitions are wanted, and the map stages of all branches run. */
    @Test
    void itIsRefused_beforeAnyTaskOfAJobOnSomePartitionsHasRun() {
        Object lock = new Object();
        CALLS.set(0);
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf().setMaster("local[2]").set("waterclock.functions.strict", "true"))) {
            PairRDD<Integer, Integer> pairs = wc.parallelize(List.of(1, 2, 3, 4), 2)
                    .map(StrictFunctionsTest::called)
                    .mapToPair(x -> new Tuple2<>(x % 2, x));
            PairRDD<Integer, Integer> sums = pairs.reduceByKey(Integer::sum);
            PairRDD<Integer, Integer> half = pairs.union(pairs.mapValues(x -> lock.hashCode()));
            Map<String, ThrowingCallable> uses = new LinkedHashMap<>();
            uses.put("a chain", () -> sums.map(x -> lock.hashCode()).map(x -> x).first());
            uses.put(
                    "a whole partition",
                    () -> sums.mapPartitions(x -> List.of(lock.hashCode()).iterator())
                            .first());
            uses.put(
                    "below one",
                    () -> sums.map(x -> lock.hashCode()).mapPartitions(x -> x).first());
            uses.put(
                    "a branch that is wanted",
                    () -> sums.map(x -> lock.hashCode())
                            .union(sums.values())
                            .mapPartitions(x -> x)
                            .first());
            uses.put(
                    "joined partitions",
                    () -> sums.values()
                            .union(sums.map(x -> lock.hashCode()))
                            .union(sums.values())
                            .coalesce(2)
                            .first());
            uses.put("a zip", () -> sums.zip(sums.map(x -> lock.hashCode())).first());
            uses.put(
                    "a cogroup",
                    () -> sums.mapValues(x -> lock.hashCode()).cogroup(sums).first());
            uses.put(
                    "a join",
                    () -> sums.join(sums.mapValues(x -> lock.hashCode())).first());
            uses.put(
                    "kept",
                    () -> sums.map(x -> lock.hashCode()).cache().map(x -> x).first());
            uses.put(
                    "a reduction",
                    () -> pairs.reduceByKey((a, b) -> lock.hashCode()).first());
            uses.put(
                    "a reduction of a branch",
                    () -> pairs.union(pairs.reduceByKey((a, b) -> lock.hashCode()))
                            .first());
            uses.put(
                    "a map stage of a branch",
                    () -> pairs.union(pairs.mapValues(x -> lock.hashCode()).reduceByKey(Integer::sum))
                            .first());
            uses.put(
                    "a branch that a map stage wants",
                    () -> pairs.union(half)
                            .union(half.reduceByKey(Integer::sum))
                            .first());
            uses.forEach((use, call) -> {
                WaterclockException refused = catchThrowableOfType(WaterclockException.class, call);
                assertThat(refused).as(use).isNotNull();
                assertThat(refused.code()).as(use).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE);
                assertThat(CALLS).as(use).hasValue(0);
            });
        }
    }

    @Test
    void whatNoWantedPartitionNeeds_isNotRefused() {
        Object lock = new Object();
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf().setMaster("local[2]").set("waterclock.functions.strict", "true"))) {
            RDD<Integer> numbers = wc.parallelize(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 6);
            RDD<Integer> half = numbers.union(numbers.map(x -> lock.hashCode()));
            assertThat(half.first()).isEqualTo(1);
            assertThat(half.take(10)).as("reads five partitions").hasSize(10);
            assertThat(half.map(x -> -x).first()).isEqualTo(-1);
            assertThat(half.mapPartitions(x -> x).take(10)).hasSize(10);
            assertThat(half.coalesce(2).first()).isEqualTo(1);
            assertThat(half.zip(half).first()).isEqualTo(new Tuple2<>(1, 1));
            assertThat(half.cartesian(numbers).first()).isEqualTo(new Tuple2<>(1, 1));
            assertThat(half.map(x -> x).cache().first()).isEqualTo(1);
            for (ThrowingCallable use : List.<ThrowingCallable>of(() -> half.take(11), half::count)) {
                WaterclockException refused = catchThrowableOfType(WaterclockException.class, use);
                assertThat(refused.code()).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE);
            }
        }
    }

    /** To make it serializable would be of no help. */
    @Test
    void whatHasTheContext_isRefused_withWhatHelps() {
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf().setMaster("local[2]").set("waterclock.functions.strict", "true"))) {
            RDD<Integer> numbers = wc.parallelize(List.of(1, 2), 2);
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> numbers.map(x -> x + numbers.id()).count(),
                    () -> numbers.map(x -> wc.appName()).count(),
                    () -> numbers.map(new Program(wc)::added).count())) {
                WaterclockException refused = catchThrowableOfType(WaterclockException.class, use);
                assertThat(refused.code()).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE);
                assertThat(refused)
                        .hasMessageStartingWith("The function of map at StrictFunctionsTest.java:")
                        .hasMessageContaining("Under waterclock.functions.strict it is refused. ")
                        .hasMessageEndingWith(
                                " In what it holds are contexts, RDDs or streams, which are of no use in tasks:"
                                        + " before the call, copy what the function needs into local variables, and use those");
            }
        }
    }

    private record Program(WaterclockContext wc) {
        int added(int x) {
            return x + 1;
        }
    }

    @Test
    void functionsOfOurs_passStrictMode() {
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf().setMaster("local[2]").set("waterclock.functions.strict", "true"))) {
            RDD<Integer> numbers = wc.parallelize(List.of(4, 3, 2, 1), 2);
            PairRDD<Integer, Integer> pairs = numbers.mapToPair(x -> new Tuple2<>(x % 2, x));
            assertThat(numbers.zip(numbers).zipWithIndex().count()).isEqualTo(4);
            assertThat(numbers.zipWithUniqueId().cartesian(numbers).count()).isEqualTo(16);
            assertThat(numbers.sample(false, 1, 1)
                            .subtract(numbers.filter(x -> x > 2))
                            .collect())
                    .containsExactlyInAnyOrder(1, 2);
            assertThat(numbers.intersection(numbers).takeOrdered(2)).containsExactly(1, 2);
            assertThat(numbers.top(1)).containsExactly(4);
            assertThat(numbers.takeSample(true, 9)).hasSize(9);
            assertThat(numbers.takeSample(false, 9)).hasSize(4);
            assertThat(numbers.countApproxDistinct(0.1)).isEqualTo(4);
            assertThat(numbers.mapToDouble(x -> x).histogram(2)._2()).containsExactly(2, 2);
            assertThat(numbers.mapToDouble(x -> x).max()).isEqualTo(4);
            assertThat(pairs.sampleByKeyExact(false, Map.of(0, 0.5, 1, 1.0)).count())
                    .isEqualTo(3);
            assertThat(pairs.countApproxDistinctByKey(0.1).collectAsMap()).isEqualTo(Map.of(0, 2L, 1, 2L));
            assertThat(pairs.sortByKey().filterByRange(1, 1).count()).isEqualTo(2);
            assertThat(pairs.repartitionAndSortWithinPartitions(new io.waterclock.rdd.HashPartitioner(1))
                            .keys()
                            .collect())
                    .isSorted();
            assertThat(pairs.subtractByKey(pairs).count()).isZero();
            assertThat(numbers.pipe("cat").collect()).containsExactly("4", "3", "2", "1");
        }
    }
}

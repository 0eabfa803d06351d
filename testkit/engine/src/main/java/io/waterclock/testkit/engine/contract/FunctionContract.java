// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.EngineAbility.COPIES_MUTABLE_CAPTURES;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.function.VoidFunction;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions capture, and zero values. Needs {@link System.Logger} to end in {@code java.util.logging}. */
@NullUnmarked
interface FunctionContract extends EngineContract {

    @Test
    default void captureThatMayChange_isCopiedForEachTask_orSharedByAll() {
        try (WaterclockContext wc = open(2)) {
            int[] counter = {0};
            List<Integer> numbered = wc.parallelize(List.of("a", "b", "c", "d", "e", "f"), 3)
                    .map(x -> ++counter[0])
                    .collect();
            if (can(COPIES_MUTABLE_CAPTURES)) {
                assertThat(numbered).containsExactly(1, 2, 1, 2, 1, 2);
                assertThat(counter[0]).isZero();
            } else {
                assertThat(numbered).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
                assertThat(counter[0]).isEqualTo(6);
            }
        }
    }

    @Test
    default void captureThatMayChange_isCopiedForEachJobAnew() {
        if (!can(COPIES_MUTABLE_CAPTURES)) {
            return; // the test above says what happens then
        }
        try (WaterclockContext wc = open(2)) {
            ArrayList<Integer> seen = new ArrayList<>();
            Map<String, Integer> table = new TreeMap<>(Map.of("a", 1));
            RDD<Integer> sizes = wc.parallelize(range(0, 4), 2).map(x -> {
                seen.add(x);
                return seen.size() * 100 + table.get("a");
            });
            assertThat(sizes.collect()).containsExactly(101, 201, 101, 201);
            assertThat(sizes.collect()).containsExactly(101, 201, 101, 201);
            table.put("a", 7); // what the driver changes is seen by the next job, as if it were sent then
            assertThat(sizes.collect()).containsExactly(107, 207, 107, 207);
            assertThat(seen).isEmpty();
        }
    }

    /** Of all stages, whichever runs first: what a task or the program changes meanwhile is seen by the next job. */
    @Test
    default void captures_areAsTheyWereWhenTheJobWasPlanned() throws Exception {
        if (!can(COPIES_MUTABLE_CAPTURES)) {
            return;
        }
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            HashMap<String, Integer> table = new HashMap<>(Map.of("a", 1));
            int[] counter = {10};
            RDD<Integer> looked = wc.parallelize(range(0, 4), 2)
                    .mapToPair(x -> {
                        probe.open("begun");
                        probe.await("changed");
                        return pair(x % 2, x);
                    })
                    .reduceByKey((a, b) -> a + b + counter[0], 2)
                    .mapPartitions(sums -> List.of(table.get("a") + counter[0]).iterator())
                    .map(x -> x + table.get("a"));
            VoidFunction<Integer> action = x -> probe.saw(x + table.get("a"));
            FutureTask<Integer> job = meanwhile(() -> {
                looked.foreach(action);
                return 0;
            });
            probe.await("begun");
            table.put("a", 100);
            counter[0] = 1_000;
            probe.open("changed");
            resultOf(job);
            looked.foreach(action);
            assertThat(probe.seen()).containsExactly(13, 13, 1_300, 1_300);
        }
    }

    @Test
    default void functionsOfActionsAndCombiners_areCopiedToo() {
        if (!can(COPIES_MUTABLE_CAPTURES)) {
            return;
        }
        try (WaterclockContext wc = open(2)) {
            AtomicInteger calls = new AtomicInteger();
            RDD<Integer> numbers = wc.parallelize(range(0, 8), 2);
            numbers.foreach(x -> calls.incrementAndGet());
            numbers.foreachPartition(records -> calls.incrementAndGet());
            numbers.mapToPair(x -> pair(0, x))
                    .reduceByKey((a, b) -> a + b + 0 * calls.incrementAndGet(), 1)
                    .collect();
            assertThat(calls).hasValue(0);
        }
    }

    /** Whatever a task was given for it, what comes out is the map and the set that were captured. */
    @Test
    default void capturedMapsAndSets_thatBecomeRecords_areOrdinaryOnes(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            HashMap<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
            HashSet<String> set = new HashSet<>(Set.of("x", "y"));
            Object both = List.of(map, set);
            RDD<Object> records = wc.parallelize(range(0, 4), 2).map(i -> List.of(map, set));
            assertThat(records.collect())
                    .hasSize(4)
                    .allSatisfy(each -> assertThat(each)
                            .isEqualTo(both)
                            .hasSameHashCodeAs(both)
                            .hasToString(both.toString()));
            assertThat(records.distinct().count()).isEqualTo(1);
            assertThat(records.persist(StorageLevel.MEMORY_ONLY_SER).collect()).containsOnly(both);
            assertThat(records.collect()).containsOnly(both);
            records.saveAsObjectFile(dir.resolve("saved").toString());
            wc.setCheckpointDir(dir.resolve("checkpoints").toString());
            RDD<Object> checkpointed = records.map(x -> x);
            checkpointed.checkpoint();
            checkpointed.count();
            for (RDD<Object> read : List.of(
                    checkpointed,
                    wc.<Object>checkpointFile(checkpointed.getCheckpointFile().orElseThrow()),
                    wc.<Object>objectFile(dir.resolve("saved").toString()))) {
                assertThat(read.collect()).hasSize(4).containsOnly(both).allSatisfy(each -> {
                    List<?> list = (List<?>) each;
                    assertThat((Object) list.get(0)).isExactlyInstanceOf(HashMap.class);
                    assertThat((Object) list.get(1)).isExactlyInstanceOf(HashSet.class);
                });
            }
        }
    }

    /** What a task was given can be captured again, and is still nobody's but its task's. */
    @Test
    default void capturedMap_thatCameOutOfATask_canBeCapturedAgain() {
        try (WaterclockContext wc = open(2);
                Warnings warnings = new Warnings()) {
            HashMap<String, Integer> map = new HashMap<>(Map.of("a", 1));
            HashMap<String, Integer> out =
                    wc.parallelize(List.of(1), 1).map(x -> map).first();
            RDD<Integer> merged = wc.parallelize(range(0, 4), 2).map(x -> out.merge("a", x, Integer::sum));
            if (can(COPIES_MUTABLE_CAPTURES)) {
                assertThat(merged.collect()).containsExactly(1, 2, 3, 6);
                assertThat(out).isEqualTo(map).isEqualTo(Map.of("a", 1));
            } else {
                assertThat(merged.collect()).containsExactly(1, 2, 4, 7);
            }
            assertThat(warnings.texts).isEmpty();
        }
    }

    @Test
    default void captureThatCantBeCopied_isShared_withOneWarningThatNamesIt() {
        try (WaterclockContext wc = open(2);
                Warnings warnings = new Warnings()) {
            NotSerializable box = new NotSerializable();
            RDD<Integer> rdd = wc.parallelize(range(0, 6), 3).map(x -> box.next());
            assertThat(rdd.collect()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
            assertThat(rdd.collect()).containsExactlyInAnyOrder(7, 8, 9, 10, 11, 12);
            assertThat(box.next()).isEqualTo(13);
            if (can(COPIES_MUTABLE_CAPTURES)) {
                assertThat(warnings.texts).hasSize(1);
                assertThat(warnings.texts.get(0)).contains(NotSerializable.class.getName());
            } else {
                assertThat(warnings.texts).isEmpty();
            }
        }
    }

    /** It holds the program's whole object for a field of it. */
    @Test
    default void captureThatHasTheContext_isWarnedOf_withWhatHelps() {
        try (WaterclockContext wc = open(2);
                Warnings warnings = new Warnings()) {
            assertThat(new App(wc).added(range(0, 3))).containsExactly(2, 3, 4);
            if (can(COPIES_MUTABLE_CAPTURES)) {
                assertThat(warnings.texts)
                        .singleElement()
                        .asString()
                        .contains(
                                "map at ", "captured value 1, of type " + App.class.getName(), "so that tasks share it")
                        .endsWith(
                                ". In what it holds are contexts, RDDs or streams, which are of no use in tasks: before the"
                                        + " call, copy what the function needs into local variables, and use those");
            } else {
                assertThat(warnings.texts).isEmpty();
            }
        }
    }

    /** As the main class of a program may be. */
    final class App {
        private final WaterclockContext wc;
        private int more = 1;

        App(WaterclockContext wc) {
            this.wc = wc;
        }

        List<Integer> added(List<Integer> numbers) {
            more++;
            return wc.parallelize(numbers, 2).map(x -> x + more).collect();
        }
    }

    /** It is safe for any thread; and where a function wants a job of it, that is refused and says what helps. */
    @Test
    default void rddOrContextThatAFunctionHolds_needsNoWarning() {
        try (WaterclockContext wc = open(2);
                Warnings warnings = new Warnings()) {
            RDD<Integer> rdd = wc.parallelize(range(0, 4), 2);
            int id = rdd.id();
            assertThat(rdd.map(x -> x + rdd.id()).collect()).containsExactly(id, id + 1, id + 2, id + 3);
            assertThat(rdd.filter(x -> !wc.appName().isEmpty()).count()).isEqualTo(4);
            assertThat(failureOf(() -> rdd.map(x -> rdd.count()).collect()).code())
                    .isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
            assertThat(warnings.texts).isEmpty();
        }
    }

    @Test
    default void functionsWithoutCaptures_orWithImmutableOnes_needNoWarning() {
        try (WaterclockContext wc = open(2);
                Warnings warnings = new Warnings()) {
            String text = "x".repeat(3);
            int number = range(0, 9).size();
            RDD<String> rdd = wc.parallelize(range(0, 6), 3)
                    .filter(x -> x % 2 == 0)
                    .map(x -> text + (x + number))
                    .map(String::trim);
            assertThat(rdd.collect()).containsExactly("xxx9", "xxx11", "xxx13");
            assertThat(warnings.texts).isEmpty();
        }
    }

    @Test
    default void zeroValueThatCantBeCopied_isRefusedAtTheCall() {
        try (WaterclockContext wc = open(2)) {
            assertThatThrownBy(() ->
                            wc.parallelize(range(0, 6), 3).aggregate(new NotSerializable(), (a, b) -> a, (a, b) -> a))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The zero value of aggregate at ")
                    .hasMessageContaining(NotSerializable.class.getName());
        }
    }

    /** Something that a function shouldn't capture. */
    final class NotSerializable {
        private final AtomicInteger count = new AtomicInteger();

        int next() {
            return count.incrementAndGet();
        }
    }

    /** The warnings of Waterclock's loggers. */
    final class Warnings extends Handler implements AutoCloseable {
        private static final Logger OURS = Logger.getLogger("io.waterclock");

        final List<String> texts = java.util.Collections.synchronizedList(new ArrayList<>());

        Warnings() {
            OURS.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
                texts.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            OURS.removeHandler(this);
        }
    }
}

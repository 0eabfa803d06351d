// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that end badly while a shuffle goes through disk leave no file, hold no memory, and leave no thread. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShufflesLeaveNothingTest {
    private static final int N = 12_000;
    private static final int KEYS = 4_000;

    // what functions would capture

    private static final AtomicInteger SEEN = new AtomicInteger();
    private static WaterclockContext running;

    @TempDir
    Path dir;

    /** Every kind of reader and of writer. */
    enum Kind {
        GROUP(pairs -> pairs.groupByKey(2).map(group -> group._1())),
        COGROUP(pairs -> pairs.cogroup(pairs, 2).map(group -> group._1())),
        JOIN(pairs -> pairs.join(pairs.mapValues(x -> "right " + x), 2).map(pair -> pair._1())),
        FULL_OUTER_JOIN(pairs -> pairs.fullOuterJoin(
                        pairs.filter(pair -> pair._1().endsWith("7")), 2)
                .map(pair -> pair._1())),
        REDUCE(pairs -> pairs.reduceByKey((a, b) -> a + b, 2).map(pair -> pair._1())),
        COMBINE_BEHIND(
                pairs -> pairs.combineByKey(x -> x, (a, b) -> a + b, (a, b) -> a + b, new HashPartitioner(2), false)
                        .map(pair -> pair._1())),
        DISTINCT(pairs -> pairs.keys().distinct(2)),
        SORT(pairs -> pairs.sortByKey(true, 2).map(pair -> pair._1())),
        PARTITION_BY(pairs -> pairs.partitionBy(new HashPartitioner(2)).map(pair -> pair._1())),
        CARTESIAN(pairs -> pairs.coalesce(1).keys().cartesian(pairs.coalesce(1)).map(pair -> pair._1()));

        final Function<PairRDD<String, String>, RDD<String>> shuffle;

        Kind(Function<PairRDD<String, String>, RDD<String>> shuffle) {
            this.shuffle = shuffle;
        }
    }

    private WaterclockContext open(Path local) {
        running = new WaterclockContext(new WaterclockConf(false)
                .setMaster("local[2,2]")
                .set("waterclock.embedded.memory.bytes", "60k")
                .set("waterclock.local.dir", local.toString()));
        return running;
    }

    private static EngineMemory memory(WaterclockContext context) {
        return ((EmbeddedEngine) context.engine()).memory();
    }

    private static PairRDD<String, String> pairs(WaterclockContext wc) {
        return wc.parallelize(IntStream.range(0, N).boxed().toList(), 3)
                .mapToPair(x -> new Tuple2<>("key-" + x % KEYS, "value " + x));
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(path -> path.getFileName().toString().startsWith("shuffle-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("waterclock"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
        assertThat(threads()).isEmpty();
    }

    /** The files of what the lineage keeps, none of which is in memory any more. */
    private Set<Path> outputs(WaterclockContext wc, Kind kind, RDD<String> shuffled) throws IOException {
        assertThat(kind == Kind.CARTESIAN ? shuffled.take(N).size() : shuffled.count())
                .isPositive();
        MemoryBudget budget = memory(wc).budget();
        assertThat(budget.tryKeep(budget.max(), null)).isTrue();
        budget.releaseKept(budget.max());
        return files();
    }

    /** What the lineage keeps may stay, and only that. */
    private void assertOnlyOutputsStay(WaterclockContext wc, Set<Path> outputs) throws IOException {
        assertThat(memory(wc).budget().heldByTasks()).isZero();
        assertThat(outputs).containsAll(files());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTaskThatFailsBehindTheShuffle(Kind kind) throws IOException {
        try (WaterclockContext wc = open(dir)) {
            RDD<String> shuffled = kind.shuffle.apply(pairs(wc));
            Set<Path> outputs = outputs(wc, kind, shuffled);
            SEEN.set(0);
            RDD<String> failing = shuffled.map(key -> {
                if (SEEN.incrementAndGet() % 500 == 0) {
                    throw new IllegalStateException("on purpose");
                }
                return key;
            });
            assertThatThrownBy(failing::count).hasStackTraceContaining("on purpose");
            assertOnlyOutputsStay(wc, outputs);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aJobThatIsCancelledBehindTheShuffle(Kind kind) throws IOException {
        try (WaterclockContext wc = open(dir)) {
            RDD<String> shuffled = kind.shuffle.apply(pairs(wc));
            Set<Path> outputs = outputs(wc, kind, shuffled);
            SEEN.set(0);
            RDD<String> cancelled = shuffled.map(key -> {
                if (SEEN.incrementAndGet() == 500) {
                    running.cancelAllJobs();
                }
                return key;
            });
            assertThatThrownBy(cancelled::count)
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_CANCELLED));
            assertOnlyOutputsStay(wc, outputs);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aJobThatIsCancelledBeforeTheShuffle(Kind kind) throws IOException {
        try (WaterclockContext wc = open(dir)) {
            SEEN.set(0);
            PairRDD<String, String> cancelling = pairs(wc).mapToPair(pair -> {
                if (SEEN.incrementAndGet() == N - 2_000) {
                    running.cancelAllJobs();
                }
                return pair;
            });
            assertThatThrownBy(() -> kind.shuffle.apply(cancelling).count()).isInstanceOf(WaterclockException.class);
            assertOnlyOutputsStay(wc, Set.of());
            assertThat(memory(wc).budget().kept()).isZero();
        }
    }

    /** Its output is made by then, and must not stay counted. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CARTESIAN", "SORT"}) // which read at the call, or don't cross
    void aTaskBeforeTheShuffle_whoseListenerFails(Kind kind) throws IOException {
        try (WaterclockContext wc = open(dir)) {
            RDD<String> failing = kind.shuffle.apply(pairs(wc).mapToPair(pair -> {
                TaskContext.get().addTaskCompletionListener(context -> {
                    throw new IllegalStateException("on purpose");
                });
                return pair;
            }));
            assertThatThrownBy(failing::count).hasStackTraceContaining("on purpose");
            assertOnlyOutputsStay(wc, Set.of());
            assertThat(memory(wc).budget().kept()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CARTESIAN"}) // which then computes again
    void aDiskThatCanNotBeWrittenTo(Kind kind) throws IOException {
        Path file = Files.createFile(dir.resolve("no directory"));
        try (WaterclockContext wc = open(file)) {
            RDD<String> failing = kind.shuffle.apply(pairs(wc));
            assertThatThrownBy(failing::count)
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_STORAGE_FAILED))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("waterclock.local.dir");
            assertThat(memory(wc).budget().heldByTasks()).isZero();
            assertThat(memory(wc).budget().kept()).isZero();
        }
        Files.delete(file);
    }

    /** In the middle of the second stage, when there are files already. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CARTESIAN"})
    void aDiskThatIsLost(Kind kind) throws IOException {
        try (WaterclockContext wc = open(dir)) {
            RDD<String> shuffled = kind.shuffle.apply(pairs(wc));
            shuffled.first();
            for (Path made : memory(wc).files().directories()) {
                for (Path file : files()) {
                    Files.deleteIfExists(file);
                }
                Files.delete(made);
            }
            assertThatThrownBy(() -> {
                        shuffled.count();
                        kind.shuffle.apply(pairs(wc)).count();
                    })
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_STORAGE_FAILED));
            assertThat(memory(wc).budget().heldByTasks()).isZero();
        }
    }

    @Test
    void crossing_withoutADisk_computesAgain() throws IOException {
        Path file = Files.createFile(dir.resolve("no directory"));
        try (WaterclockContext wc = open(file)) {
            RDD<String> right = wc.parallelize(IntStream.range(0, 5_000).boxed().toList(), 1)
                    .map(x -> "value " + x);
            List<Tuple2<Integer, String>> found =
                    wc.parallelize(List.of(1, 2), 1).cartesian(right).collect();
            assertThat(found).hasSize(10_000);
            assertThat(found.get(5_000)).isEqualTo(new Tuple2<>(2, "value 0"));
            assertThat(found.get(9_999)).isEqualTo(new Tuple2<>(2, "value 4999"));
            assertThat(memory(wc).budget().heldByTasks()).isZero();
        }
        Files.delete(file);
    }
}

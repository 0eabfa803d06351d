// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockFiles;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.DoubleAccumulator;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a context says to its tasks, and hands to them. */
@NullUnmarked
interface ContextContract extends EngineContract {

    @Test
    default void whatAThreadSaysOfItsJobs_reachesTheirTasks_untilItIsTakenBack() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 2), 2);
            wc.setJobGroup("nightly", "to be replaced");
            wc.setJobDescription("all orders");
            wc.setLocalProperty("colour", "blue");
            assertThat(wc.getLocalProperty("colour")).isEqualTo("blue");
            assertThat(numbers.map(x -> seenByTask()).distinct().collect())
                    .containsExactly(Arrays.asList("nightly", "all orders", "blue"));
            wc.clearJobGroup();
            wc.setLocalProperty("colour", null);
            assertThat(numbers.map(x -> seenByTask()).distinct().collect())
                    .containsExactly(Arrays.asList(null, null, null));
        }
    }

    private static List<String> seenByTask() {
        TaskContext task = TaskContext.get();
        return Arrays.asList(
                task.getLocalProperty("waterclock.jobGroup.id"),
                task.getLocalProperty("waterclock.job.description"),
                task.getLocalProperty("colour"));
    }

    @Test
    default void tagsAreTheThreads_andEndOnlyJobsThatCarryThem() throws Exception {
        try (WaterclockContext wc = open(2)) {
            wc.addJobTag("a");
            wc.addJobTag("b");
            wc.addJobTag("c");
            wc.removeJobTag("b");
            assertThat(wc.getJobTags()).containsExactlyInAnyOrder("a", "c");
            Probe probe = Probe.create();
            FutureTask<Long> tagged = meanwhile(wc, probe, "tagged");
            probe.await("tagged begun");
            wc.clearJobTags();
            assertThat(wc.getJobTags()).isEmpty();
            FutureTask<Long> other = meanwhile(wc, probe, "other");
            probe.await("other begun");
            wc.cancelJobsWithTag("b");
            wc.cancelJobsWithTag("c", "c is over");
            assertThat(failureOf(() -> Programs.resultOf(tagged))).hasMessageEndingWith("was cancelled: c is over");
            probe.open("other");
            assertThat(Programs.resultOf(other)).isEqualTo(1);
        }
    }

    /** A job on a thread that has what the calling one says, which waits for its gate. */
    private static FutureTask<Long> meanwhile(WaterclockContext wc, Probe probe, String gate) {
        return Programs.meanwhile(() -> wc.parallelize(List.of(1), 1)
                .filter(x -> {
                    probe.open(gate + " begun");
                    probe.await(gate);
                    return true;
                })
                .count());
    }

    @Test
    default void withoutInterrupts_aCancelledTaskEndsByItself() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            wc.setJobGroup("patient", "");
            wc.setInterruptOnCancel(false);
            FutureTask<Long> job = meanwhile(wc, probe, "gate");
            probe.await("gate begun");
            wc.cancelJobGroup("patient");
            assertThat(job.isDone()).isFalse();
            probe.open("gate");
            assertThat(failureOf(() -> Programs.resultOf(job))).hasMessageContaining("was cancelled");
        }
    }

    @Test
    default void aCallSiteThatIsSaid_isInErrors_untilItIsCleared() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 2), 2);
            wc.setCallSite("the report");
            assertThat(failureOf(() -> numbers.foreach(x -> fail()))).hasMessageStartingWith("foreach at the report");
            wc.clearCallSite();
            assertThat(failureOf(() -> numbers.foreach(x -> fail())))
                    .hasMessageStartingWith("foreach at ")
                    .hasMessageNotContaining("the report");
        }
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    default void stagesHaveNumbersOfTheirOwn() {
        try (WaterclockContext wc = open(2)) {
            List<Integer> stages = wc.parallelize(range(0, 4), 2)
                    .keyBy(x -> TaskContext.get().stageId())
                    .groupByKey(2)
                    .keys()
                    .flatMap(
                            below -> List.of(below, TaskContext.get().stageId()).iterator())
                    .collect();
            assertThat(stages).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    default void filesThatWereAdded_areFoundInTasks_byName(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("table.txt"), "3");
        Files.createDirectory(dir.resolve("more"));
        Files.writeString(dir.resolve("more/table.txt"), "4");
        try (WaterclockContext wc = open(2)) {
            wc.addFile(dir.resolve("table.txt").toString());
            wc.addFile(dir.resolve("more").toString(), true);
            assertThat(wc.parallelize(range(0, 2), 2)
                            .map(x -> Files.readString(Path.of(WaterclockFiles.get("table.txt")))
                                    + Files.readString(Path.of(WaterclockFiles.get("more"), "table.txt")))
                            .collect())
                    .containsExactly("34", "34");
            assertThat(failureOf(() -> wc.parallelize(range(0, 2), 2)
                            .map(x -> WaterclockFiles.get("tabel.txt"))
                            .collect()))
                    .hasMessageContaining("tabel.txt");
        }
    }

    @Test
    default void filesAreRead_overSoManyPartitionsAsTold(@TempDir Path dir) throws Exception {
        for (String each : List.of("a", "b", "c", "d")) {
            Files.writeString(dir.resolve(each), each);
        }
        try (WaterclockContext wc = open(2)) {
            assertThat(wc.wholeTextFiles(dir.toString(), 4).glom().count()).isEqualTo(4);
            assertThat(wc.wholeTextFiles(dir.toString(), 1).values().collect()).containsExactly("a", "b", "c", "d");
            assertThat(wc.binaryFiles(dir.toString())
                            .mapValues(stream -> stream.toArray().length)
                            .values()
                            .collect())
                    .containsExactly(1, 1, 1, 1);
            wc.parallelize(range(0, 6), 3).saveAsObjectFile(dir + "/objects");
            assertThat(wc.<Integer>objectFile(dir + "/objects", 2).collect()).isEqualTo(range(0, 6));
        }
    }

    @Test
    default void accumulators_areCopied_emptied_andSet() {
        try (WaterclockContext wc = open(2)) {
            LongAccumulator longs = wc.longAccumulator();
            DoubleAccumulator doubles = wc.doubleAccumulator("weights");
            assertThat(doubles.name()).hasValue("weights");
            assertThat(longs.isZero() && doubles.isZero()).isTrue();
            wc.parallelize(List.of(1, 2, 3, 4), 2).foreach(x -> {
                longs.add(x);
                doubles.add(x / 2.0);
            });
            assertThat(new Tuple2<>(doubles.sum(), doubles.count())).isEqualTo(new Tuple2<>(5.0, 4L));
            assertThat(doubles.avg()).isEqualTo(1.25);
            assertThat(copies(longs, 10L)).isEqualTo(20);
            assertThat(copies(doubles, 5.0)).isEqualTo(10.0);
            longs.merge(longs.copy());
            assertThat(longs.value()).isEqualTo(20);
            longs.setValue(7);
            doubles.setValue(0.5);
            assertThat(new Tuple2<>(longs.sum(), longs.count())).isEqualTo(new Tuple2<>(7L, 8L));
            assertThat(doubles.value()).isEqualTo(0.5);
            longs.reset();
            wc.parallelize(List.of(1, 2), 2).foreach(longs::add);
            assertThat(longs.value()).isEqualTo(3);
        }
    }

    /** What an accumulator's copy holds once a value was added. */
    private static <T> T copies(AccumulatorV2<T, T> accumulator, T value) {
        assertThat(accumulator.isZero()).isFalse();
        assertThat(accumulator.value()).isEqualTo(value);
        assertThat(accumulator.copyAndReset().isZero()).isTrue();
        AccumulatorV2<T, T> copy = accumulator.copy();
        copy.add(value);
        assertThat(accumulator.value()).as("the original stays").isEqualTo(value);
        return copy.value();
    }

    @Test
    default void aBroadcastThatIsLetGo_isThereAgainWhenItIsRead() {
        try (WaterclockContext wc = open(2)) {
            Broadcast<String> word = wc.broadcast("word");
            word.unpersist();
            assertThat(wc.parallelize(range(0, 2), 2).map(x -> word.value()).collect())
                    .containsExactly("word", "word");
        }
    }
}

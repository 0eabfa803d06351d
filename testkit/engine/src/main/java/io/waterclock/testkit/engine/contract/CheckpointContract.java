// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.EngineAbility.RETRIES_TASKS;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RDDs that are cut off from what they were computed from. */
@NullUnmarked
interface CheckpointContract extends EngineContract {

    /** A type that no codec knows. */
    final class Plain implements Serializable {
        private static final long serialVersionUID = 1L;
        final int number;

        Plain(int number) {
            this.number = number;
        }
    }

    @Test
    default void checkpoint_isWrittenAfterTheFirstJob_andReadFromThenOn(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            assertThat(wc.getCheckpointDir())
                    .hasValueSatisfying(own -> assertThat(Path.of(own)).hasParent(dir));
            Probe computed = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(computed::saw);
            RDD<Integer> derivedBefore = rdd.map(x -> x + 1);
            rdd.checkpoint();
            rdd.checkpoint();
            RDD<Integer> derivedAfter = rdd.map(x -> x + 2);
            assertThat(rdd.isCheckpointed()).isFalse();
            assertThat(rdd.getCheckpointFile()).isEmpty();
            assertThat(rdd.first()).isZero();
            assertThat(rdd.isCheckpointed()).isTrue();
            assertThat(rdd.getCheckpointFile())
                    .hasValueSatisfying(file -> assertThat(Path.of(file)).isDirectory());
            computed.forget();
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(derivedBefore.collect()).isEqualTo(range(1, 11));
            assertThat(derivedAfter.collect()).isEqualTo(range(2, 12));
            assertThat(rdd.getNumPartitions()).isEqualTo(3);
            assertThat(computed.hits()).isZero();
        }
    }

    @Test
    default void checkpointThatIsAskedForAfterAJob_isMadeByTheNext(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(x -> x + 1);
            assertThat(rdd.count()).isEqualTo(10);
            rdd.checkpoint();
            assertThat(rdd.isCheckpointed()).isFalse();
            assertThat(rdd.count()).isEqualTo(10);
            assertThat(rdd.isCheckpointed()).isTrue();
        }
    }

    @Test
    default void jobOnWhatWasDerived_makesItToo(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toUri().toString());
            Probe computed = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(computed::saw);
            RDD<Integer> before = rdd.filter(x -> x > 4);
            rdd.checkpoint();
            assertThat(before.count()).isEqualTo(5);
            assertThat(rdd.isCheckpointed()).isTrue();
            computed.forget();
            assertThat(before.union(rdd).count()).isEqualTo(15);
            assertThat(computed.hits()).isZero();
        }
    }

    @Test
    default void shuffledRdd_keepsItsPartitioner(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            Probe computed = Probe.create();
            PairRDD<Integer, Integer> sums = wc.parallelize(range(0, 20), 3)
                    .mapToPair(x -> pair(computed.saw(x) % 4, x))
                    .reduceByKey(Integer::sum, 2);
            sums.checkpoint();
            Map<Integer, Integer> expected = Map.of(0, 40, 1, 45, 2, 50, 3, 55);
            assertThat(sums.collectAsMap()).isEqualTo(expected);
            assertThat(sums.partitioner()).hasValue(new HashPartitioner(2));
            computed.forget();
            assertThat(sums.collectAsMap()).isEqualTo(expected);
            assertThat(sums.join(sums).count()).isEqualTo(4);
            assertThat(sums.lookup(3)).containsExactly(55);
            assertThat(computed.hits()).isZero();
        }
    }

    @Test
    default void cachedRdd_isComputedOnce_andReadFromTheCache(@TempDir Path dir) throws IOException {
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            Probe computed = Probe.create();
            RDD<Integer> rdd =
                    wc.parallelize(range(0, 10), 3).map(computed::saw).cache();
            RDD<Integer> before = rdd.map(x -> x);
            rdd.checkpoint();
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
            assertThat(before.count()).isEqualTo(10);
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(computed.hits()).isEqualTo(10);
            rdd.unpersist();
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.NONE);
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(computed.hits()).isEqualTo(10);
            Files.delete(Path.of(rdd.getCheckpointFile().orElseThrow(), "part-00001"));
            WaterclockException failure = failureOf(before::count);
            assertThat(failure.code()).isEqualTo(ErrorCode.INPUT_FAILED);
            assertThat(failure.getMessage()).contains("part-00001");
        }
    }

    @Test
    default void checkpointFile_isReadByAnotherContext(@TempDir Path dir) {
        String path;
        List<Object> records = Arrays.asList(1, "two", null, pair(3L, 4.0), List.of(5));
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            RDD<Object> rdd = wc.parallelize(records, 2);
            rdd.checkpoint();
            rdd.count();
            path = rdd.getCheckpointFile().orElseThrow();
        }
        try (WaterclockContext other = open(2)) {
            RDD<Object> again = other.checkpointFile(path);
            assertThat(again.collect()).isEqualTo(records);
            assertThat(again.getNumPartitions()).isEqualTo(2);
            assertThat(failureOf(() -> other.checkpointFile(dir.toString())).getMessage())
                    .contains(" is no checkpoint, or not a whole one: ");
            assertThat(failureOf(() -> other.checkpointFile("hdfs://there/rdd-1"))
                            .code())
                    .isEqualTo(ErrorCode.CHECKPOINT_FAILED);
        }
    }

    @Test
    default void typesWithoutACodec_areReadBackByTheirContextOnly(@TempDir Path dir) {
        String path;
        try (WaterclockContext wc = open(2)) {
            wc.setCheckpointDir(dir.toString());
            Probe computed = Probe.create();
            RDD<Plain> rdd = wc.parallelize(range(0, 6), 2).map(x -> new Plain(computed.saw(x)));
            rdd.checkpoint();
            assertThat(rdd.count()).isEqualTo(6);
            computed.forget();
            assertThat(rdd.map(plain -> plain.number).collect()).isEqualTo(range(0, 6));
            assertThat(computed.hits()).isZero();
            path = rdd.getCheckpointFile().orElseThrow();
            assertThat(wc.checkpointFile(path).count()).isEqualTo(6);
        }
        try (WaterclockContext other = open(2)) {
            assertThat(failureOf(() -> other.checkpointFile(path)).getMessage())
                    .contains("types without a codec, which only the context that wrote them can read");
        }
    }

    @Test
    default void withoutADirectory_itIsRefusedAtTheCall() {
        try (WaterclockContext wc = open(1)) {
            WaterclockException failure =
                    failureOf(() -> wc.parallelize(range(0, 2), 1).checkpoint());
            assertThat(failure.code()).isEqualTo(ErrorCode.CHECKPOINT_DIRECTORY_MISSING);
            assertThat(failure.getMessage())
                    .startsWith("checkpoint at ")
                    .endsWith(
                            "there is no directory to write to. Call WaterclockContext.setCheckpointDir(directory) before");
            assertThat(wc.getCheckpointDir()).isEmpty();
        }
    }

    @Test
    default void attemptThatFails_leavesNothing_andAFailedCheckpointIsTriedAgain(@TempDir Path dir) throws IOException {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = new WaterclockContext(conf(2, repeated ? 2 : 1))) {
            wc.setCheckpointDir(dir.toString());
            Probe calls = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 8), 2).map(x -> {
                if (x == 6 && calls.hit() == 2) {
                    throw new IllegalStateException("the second time");
                }
                return x;
            });
            rdd.checkpoint();
            if (repeated) {
                assertThat(rdd.count()).isEqualTo(8);
            } else {
                assertThat(failureOf(rdd::count).code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
                assertThat(rdd.isCheckpointed()).isFalse();
                assertThat(rdd.count()).isEqualTo(8);
            }
            assertThat(rdd.isCheckpointed()).isTrue();
            try (var files = Files.list(Path.of(rdd.getCheckpointFile().orElseThrow()))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("part-00000", "part-00001", "_CHECKPOINT");
            }
            assertThat(rdd.collect()).isEqualTo(range(0, 8));
        }
    }

    @Test
    default void localCheckpoint_isKeptByTheEngine_andLostWhenUnpersisted() {
        try (WaterclockContext wc = open(2)) {
            Probe computed = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(computed::saw);
            RDD<Integer> before = rdd.map(x -> x + 1);
            assertThat(rdd.localCheckpoint()).isSameAs(rdd);
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK);
            assertThat(rdd.take(1)).containsExactly(0);
            assertThat(rdd.isCheckpointed()).isTrue();
            assertThat(rdd.getCheckpointFile()).isEmpty();
            computed.forget();
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(before.collect()).isEqualTo(range(1, 11));
            assertThat(computed.hits()).isZero();
            rdd.unpersist();
            WaterclockException failure = failureOf(rdd::count);
            assertThat(failure.code()).isEqualTo(ErrorCode.CHECKPOINT_LOST);
            assertThat(failure.getMessage())
                    .startsWith("Partition ")
                    .contains(" that localCheckpoint at ")
                    .endsWith("Use checkpoint() where that may happen");
        }
    }

    /** The engine is asked what it has kept, so that a partition that the first job has read is not computed again. */
    @Test
    default void localCheckpoint_computesOnlyWhatIsNotKeptYet() {
        try (WaterclockContext wc = open(2)) {
            Probe computed = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(computed::saw);
            rdd.localCheckpoint();
            assertThat(rdd.count()).isEqualTo(10);
            assertThat(rdd.isCheckpointed()).isTrue();
            assertThat(computed.hits()).isEqualTo(10);
            RDD<Integer> inPart = wc.parallelize(range(0, 9), 3).map(computed::saw);
            inPart.localCheckpoint();
            computed.forget();
            assertThat(inPart.collectPartitions(new int[] {1})[0]).containsExactly(3, 4, 5);
            assertThat(inPart.isCheckpointed()).isTrue();
            assertThat(computed.hits()).isEqualTo(9);
            assertThat(inPart.collect()).isEqualTo(range(0, 9));
            assertThat(computed.hits()).isEqualTo(9);
        }
    }

    @Test
    default void localCheckpoint_withoutPartitions_isMade() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> empty = wc.<Integer>emptyRDD().map(x -> x);
            empty.localCheckpoint();
            assertThat(empty.count()).isZero();
            assertThat(empty.isCheckpointed()).isTrue();
            assertThat(empty.collect()).isEmpty();
        }
    }

    /** What is not kept must not be cut off, or the records would be lost. */
    @Test
    default void localCheckpoint_thatIsUnpersistedBeforeItIsMade_isNotMade_untilItIsAskedForAgain() {
        try (WaterclockContext wc = open(2)) {
            Probe computed = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(computed::saw);
            rdd.localCheckpoint();
            rdd.unpersist();
            assertThat(rdd.count()).isEqualTo(10);
            assertThat(rdd.isCheckpointed()).isFalse();
            computed.forget();
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(computed.hits()).as("nor tried again and again").isEqualTo(10);
            rdd.localCheckpoint();
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK);
            assertThat(rdd.count()).isEqualTo(10);
            assertThat(rdd.isCheckpointed()).isTrue();
            computed.forget();
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
            assertThat(computed.hits()).isZero();
        }
    }

    /** Whoever sees that it is asked for sees where it is to be kept: else its job would keep nothing, and cut all the same. */
    @Test
    default void localCheckpoint_thatIsAskedForWhileOthersRead_losesNothing() throws Exception {
        try (WaterclockContext wc = open(2)) {
            for (int round = 0; round < 200; round++) {
                int from = round;
                RDD<Integer> rdd = wc.parallelize(range(from, from + 6), 3).map(x -> x);
                RDD<Integer> derived = rdd.map(x -> x + 1);
                CyclicBarrier together = new CyclicBarrier(2);
                FutureTask<List<Integer>> other = meanwhile(() -> {
                    together.await();
                    derived.count();
                    return derived.collect();
                });
                together.await();
                rdd.localCheckpoint();
                assertThat(rdd.collect()).isEqualTo(range(from, from + 6));
                assertThat(resultOf(other)).isEqualTo(range(from + 1, from + 7));
                assertThat(rdd.collect()).isEqualTo(range(from, from + 6));
                assertThat(derived.collect()).isEqualTo(range(from + 1, from + 7));
            }
        }
    }

    @Test
    default void aLongLoop_staysShort_whenItIsCutNowAndThen() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 4), 2);
            for (int i = 1; i <= 3_000; i++) {
                rdd = rdd.map(x -> x + 1);
                if (i % 10 == 0) {
                    rdd.localCheckpoint();
                    rdd.count();
                    assertThat(depth(rdd.lineage())).isLessThan(3);
                }
            }
            assertThat(rdd.collect()).isEqualTo(range(3_000, 3_004));
        }
    }

    private static int depth(Lineage top) {
        int depth = 0;
        List<Lineage> level = new ArrayList<>(top.parents());
        while (!level.isEmpty()) {
            depth++;
            level = new ArrayList<>(level.get(0).parents());
        }
        return depth;
    }
}

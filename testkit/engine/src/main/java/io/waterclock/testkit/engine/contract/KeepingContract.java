// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Nodes that are marked for keeping. */
@NullUnmarked
interface KeepingContract extends EngineContract {

    @Test
    default void markedNode_isEvaluatedOnce() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> kept = wc.parallelize(range(0, 5000), 3)
                    .map(probe::saw)
                    .map(x -> x * 2)
                    .cache();
            RDD<Integer> above = kept.filter(x -> x % 3 == 0);
            List<Integer> first = above.collect();
            assertThat(above.collect()).isEqualTo(first).hasSize(1667);
            assertThat(kept.count()).isEqualTo(5000);
            assertThat(kept.take(7)).containsExactly(0, 2, 4, 6, 8, 10, 12);
            assertThat(kept.glom().map(List::size).collect()).containsExactly(1666, 1667, 1667);
            assertThat(probe.hits()).isEqualTo(5000);
        }
    }

    @Test
    default void unmarkedNode_isEvaluatedByEachJob() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(probe::saw);
            rdd.count();
            rdd.collect();
            assertThat(probe.hits()).isEqualTo(20);
        }
    }

    @Test
    default void markSetLater_countsFromThen_andUnpersistEndsIt() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3).map(probe::saw);
            RDD<Integer> above = rdd.map(x -> x + 1);
            above.count();
            rdd.cache();
            above.count();
            above.count();
            assertThat(probe.hits()).isEqualTo(20);
            rdd.unpersist();
            assertThat(above.collect()).isEqualTo(range(1, 11));
            assertThat(probe.hits()).isEqualTo(30);
            above.count();
            assertThat(probe.hits()).isEqualTo(40);
            rdd.persist(StorageLevel.MEMORY_ONLY);
            above.count();
            above.count();
            assertThat(probe.hits()).isEqualTo(50);
            rdd.unpersist(false);
            rdd.unpersist(false);
        }
    }

    @Test
    default void unpersistOfWhatIsNotKept_doesNothing() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 3);
            rdd.unpersist();
            rdd.unpersist(false);
            assertThat(rdd.collect()).isEqualTo(range(0, 10));
        }
    }

    @Test
    default void partitionsAreKeptOneByOne() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> kept = wc.parallelize(range(0, 9), 3).map(probe::saw).cache();
            assertThat(kept.collectPartitions(new int[] {1})[0]).containsExactly(3, 4, 5);
            assertThat(probe.seen()).containsExactly(3, 4, 5);
            assertThat(kept.collect()).isEqualTo(range(0, 9));
            assertThat(probe.hits()).isEqualTo(9);
        }
    }

    /** Each by its name, and one of a program's own. */
    private static List<StorageLevel> levels() {
        return List.of(
                StorageLevel.NONE,
                StorageLevel.MEMORY_ONLY,
                StorageLevel.MEMORY_ONLY_2,
                StorageLevel.MEMORY_ONLY_SER,
                StorageLevel.MEMORY_ONLY_SER_2,
                StorageLevel.MEMORY_AND_DISK,
                StorageLevel.MEMORY_AND_DISK_2,
                StorageLevel.MEMORY_AND_DISK_SER,
                StorageLevel.MEMORY_AND_DISK_SER_2,
                StorageLevel.DISK_ONLY,
                StorageLevel.DISK_ONLY_2,
                StorageLevel.DISK_ONLY_3,
                StorageLevel.OFF_HEAP,
                StorageLevel.create(false, true, true, false, 1));
    }

    @Test
    default void everyStorageLevel_givesTheSameRecords() {
        try (WaterclockContext wc = open(2)) {
            for (StorageLevel level : levels()) {
                RDD<List<Object>> rdd = wc.parallelize(range(0, 100), 3)
                        .map(x -> Arrays.<Object>asList(x, null, "text " + x, pair(x, List.of(x * 0.5))))
                        .persist(level);
                List<List<Object>> first = rdd.collect();
                assertThat(first).as(level.toString()).hasSize(100);
                assertThat(first.get(7)).containsExactly(7, null, "text 7", pair(7, List.of(3.5)));
                assertThat(rdd.collect()).as(level.toString()).isEqualTo(first);
                assertThat(rdd.take(1)).as(level.toString()).isEqualTo(first.subList(0, 1));
                rdd.unpersist();
                assertThat(rdd.collect()).as(level.toString()).isEqualTo(first);
            }
        }
    }

    @Test
    default void levelOfBytes_givesEachReaderItsOwnObjects_andALevelOfObjectsTheSame() {
        try (WaterclockContext wc = open(2)) {
            for (StorageLevel level : levels()) {
                RDD<List<Integer>> rdd =
                        wc.parallelize(range(0, 3), 1).map(List::of).persist(level);
                List<Integer> once = rdd.collect().get(2);
                List<Integer> twice = rdd.collect().get(2);
                assertThat(twice).isEqualTo(once);
                if (level.isValid() && (level.deserialized() || !can(EngineAbility.KEEPS_BYTES))) {
                    assertThat(twice).as(level.toString()).isSameAs(once);
                } else {
                    assertThat(twice).as(level.toString()).isNotSameAs(once);
                }
                rdd.unpersist();
            }
        }
    }

    @Test
    default void whatACallerDoesToItsList_doesNotReachWhatIsKept() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> kept = wc.parallelize(range(0, 4), 2).map(x -> x).cache();
            kept.collect().replaceAll(x -> -1);
            kept.collect().clear();
            kept.collectPartitions(new int[] {0})[0].set(0, -1);
            assertThat(kept.collect()).isEqualTo(range(0, 4));
        }
    }

    @Test
    default void markedShuffle_isNotCrossedAgain() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            PairRDD<Integer, Integer> sums = wc.parallelize(range(0, 100), 3)
                    .mapToPair(x -> pair(probe.saw(x) % 10, x))
                    .reduceByKey(Integer::sum, 4)
                    .cache();
            assertThat(sums.count()).isEqualTo(10);
            assertThat(sums.mapValues(x -> -x).collectAsMap()).hasSize(10).containsEntry(3, -480);
            assertThat(sums.join(sums).count()).isEqualTo(10);
            assertThat(probe.hits()).isEqualTo(100);
        }
    }

    @Test
    default void markedNodeReadTwiceInAJob_givesTheSameTwice() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> kept = wc.parallelize(range(0, 1000), 4)
                    .mapPartitions(records -> records)
                    .cache();
            List<Integer> twice = new ArrayList<>(range(0, 1000));
            twice.addAll(range(0, 1000));
            assertThat(kept.union(kept).collect()).isEqualTo(twice);
            assertThat(kept.map(x -> x).union(kept).collect()).isEqualTo(twice);
        }
    }

    @Test
    default void failedPartition_isNotKept() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> kept = wc.parallelize(range(0, 10), 2)
                    .map(x -> {
                        if (x == 7 && probe.hits() == 0) {
                            probe.hit();
                            throw new IllegalStateException("not yet");
                        }
                        return x;
                    })
                    .cache();
            Assertions.assertThatThrownBy(kept::count).isInstanceOf(WaterclockException.class);
            assertThat(kept.collect()).isEqualTo(range(0, 10));
            assertThat(kept.collect()).isEqualTo(range(0, 10));
        }
    }

    @Test
    default void jobsAtOnce_overAMarkedNode_allGetItRight() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> kept =
                    wc.parallelize(range(0, 2000), 4).map(x -> probe.saw(x) * 3).cache();
            List<FutureTask<Long>> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                jobs.add(meanwhile(() -> kept.<Long>aggregate(0L, (sum, x) -> sum + x, Long::sum)));
            }
            for (FutureTask<Long> job : jobs) {
                assertThat(resultOf(job)).isEqualTo(3 * 1_999_000L);
            }
            int evaluated = probe.hits();
            assertThat(evaluated).isBetween(2000, 8000);
            assertThat(kept.count()).isEqualTo(2000);
            assertThat(probe.hits()).isEqualTo(evaluated);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.run;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockContext;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** {@link Action.Take}: the first records, and no more of the input evaluated than they need. */
@NullUnmarked
interface TakeContract extends EngineContract {

    @Test
    default void take_givesTheFirstRecords_overPartitionsAndEmptyOnes() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> rdd = wc.parallelize(range(0, 10), 4);
            for (int k = 0; k <= 12; k++) {
                assertThat(rdd.take(k)).as("take(" + k + ")").isEqualTo(range(0, Math.min(k, 10)));
            }
            assertThat(rdd.filter(x -> x > 7).take(1)).containsExactly(8);
            assertThat(rdd.filter(x -> x > 7).first()).isEqualTo(8);
            assertThat(rdd.filter(x -> x > 99).isEmpty()).isTrue();
            assertThat(rdd.take(Integer.MAX_VALUE)).isEqualTo(range(0, 10));
        }
    }

    @Test
    default void take_evaluatesNoMoreThanItNeeds() {
        try (WaterclockContext wc = open(2)) {
            Probe mapped = Probe.create();
            Probe filtered = Probe.create();
            List<Integer> taken = wc.parallelize(range(0, 10_000), 2)
                    .map(mapped::saw)
                    .filter(x -> filtered.saw(x) % 2 == 1)
                    .take(3);
            assertThat(taken).containsExactly(1, 3, 5);
            assertThat(mapped.seen()).isEqualTo(List.copyOf(range(0, 6)));
            assertThat(filtered.seen()).isEqualTo(List.copyOf(range(0, 6)));
        }
    }

    @Test
    default void take_stopsInTheMiddleOfAFlatMapIterator() {
        try (WaterclockContext wc = open(2)) {
            Probe given = Probe.create();
            List<String> taken = wc.parallelize(range(0, 10), 1)
                    .flatMap(x -> Stream.of("a", "b", "c", "d")
                            .map(s -> given.saw(s + x))
                            .iterator())
                    .map(s -> s + "!")
                    .take(6);
            assertThat(taken).containsExactly("a0!", "b0!", "c0!", "d0!", "a1!", "b1!");
            assertThat(given.hits()).isEqualTo(6);
        }
    }

    @Test
    default void take_endsAnEndlessFlatMapIterator() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> endless = wc.parallelize(List.of(0), 1)
                    .flatMap(x -> Stream.iterate(x, n -> n + 1).iterator());
            assertThat(endless.take(5)).containsExactly(0, 1, 2, 3, 4);
            assertThat(endless.map(x -> x * 2).filter(x -> x % 3 == 0).take(3)).containsExactly(0, 6, 12);
            assertThat(endless.flatMap(x -> List.of(x, x).iterator()).take(3)).containsExactly(0, 0, 1);
            assertThat(endless.mapToPair(x -> Programs.pair(x % 2, x))
                            .flatMapValues(x -> List.of(x, -x).iterator())
                            .values()
                            .take(4))
                    .containsExactly(0, 0, 1, -1);
            assertThat(endless.mapPartitions(records -> records).take(4)).containsExactly(0, 1, 2, 3);
            assertThat(endless.take(5000)).isEqualTo(range(0, 5000));
        }
    }

    @Test
    default void take_endsAnEndlessMapPartitions() {
        try (WaterclockContext wc = open(2)) {
            RDD<Long> endless = wc.parallelize(List.of(1), 1)
                    .mapPartitions(records -> Stream.iterate(0L, n -> n + 1).iterator());
            assertThat(endless.take(3)).containsExactly(0L, 1L, 2L);
            assertThat(endless.map(x -> x + 1)
                            .mapPartitionsWithIndex((i, records) -> records, false)
                            .take(3))
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    default void take_endsAnEndlessSource() {
        try (WaterclockContext wc = open(2)) {
            Probe given = Probe.create();
            SourcePartition<Long> endless = () ->
                    ChunkReader.of(Stream.iterate(given.saw(0L), n -> n + 1).iterator());
            Lineage lineage = Programs.reading("numbers", 1, endless);
            assertThat(new RDD<Long>(wc.handle(), lineage).map(x -> x * x).take(4))
                    .containsExactly(0L, 1L, 4L, 9L);
        }
    }

    @Test
    default void mapPartitions_pullsNoMoreThanItReads() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            List<Integer> sums = wc.parallelize(range(0, 1000), 2)
                    .map(probe::saw)
                    .mapPartitions(records -> {
                        Iterator<Integer> both = records;
                        return List.of(both.next() + both.next()).iterator();
                    })
                    .collect();
            assertThat(sums).containsExactly(1, 1001);
            assertThat(probe.seen()).containsExactlyInAnyOrder(0, 1, 500, 501);
        }
    }

    @Test
    default void take_readsNoFurtherPartitionsThanTheFirstTryNeeds() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 100), 10).map(probe::saw);
            assertThat(rdd.take(2)).containsExactly(0, 1);
            assertThat(probe.seen()).containsExactly(0, 1);
        }
    }

    @Test
    default void take_throughCoalesce_evaluatesOnlyTheParentsItNeeds() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 100), 10).map(probe::saw).coalesce(1);
            assertThat(rdd.take(12)).isEqualTo(range(0, 12));
            assertThat(probe.seen()).isEqualTo(List.copyOf(range(0, 12)));
        }
    }

    @Test
    default void takeAsAJob_isPerPartition() {
        try (WaterclockContext wc = open(2)) {
            List<Object[]> taken = run(wc, source(range(0, 9), 3), List.of(2, 1), new Action.Take(2));
            assertThat(taken).containsExactly(new Object[] {6, 7}, new Object[] {3, 4});
            assertThat(run(wc, source(range(0, 9), 3), List.of(0), new Action.Take(0)))
                    .containsExactly(new Object[0]);
        }
    }

    @Test
    default void reader_isClosedOnce_afterTheEnd_andAfterAnEarlyEnd() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            Lineage lineage = Programs.reading("numbers", 1, new Closing(probe, 10), new Closing(probe, 10));
            RDD<Integer> rdd = new RDD<>(wc.handle(), lineage);
            assertThat(rdd.count()).isEqualTo(20);
            assertThat(probe.hits()).isEqualTo(2);
            assertThat(rdd.take(1)).containsExactly(0);
            assertThat(probe.hits()).isEqualTo(3);
            assertThat(rdd.coalesce(1).mapPartitions(records -> records).take(15))
                    .hasSize(15);
            assertThat(probe.hits()).isEqualTo(5);
        }
    }

    /** Numbers from 0; its readers tell when they are closed. */
    record Closing(Probe probe, int size) implements SourcePartition<Integer> {
        @Override
        public ChunkReader open() {
            Iterator<Integer> numbers = range(0, size).iterator();
            return new ChunkReader() {
                @Override
                public boolean next(int max) {
                    array = numbers.hasNext() ? new Object[] {numbers.next()} : new Object[0];
                    from = 0;
                    to = array.length;
                    return to > 0;
                }

                @Override
                public void close() {
                    probe.hit();
                }
            };
        }
    }
}

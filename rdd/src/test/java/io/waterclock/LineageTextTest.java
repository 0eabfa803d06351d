// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTextTest {

    private static WaterclockContext context() {
        return new WaterclockContext(new WaterclockConf(), new NoEngine());
    }

    /** Without the places of the calls. */
    private static List<String> lines(String text) {
        return text.replaceAll(" at \\S+", "").lines().toList();
    }

    @Test
    void operatorsOfAStage_standBelowEachOther_andAShuffleIndents() {
        try (WaterclockContext wc = context()) {
            RDD<Integer> numbers = wc.parallelize(List.of(1, 2, 3), 2).map(x -> x + 1);
            PairRDD<Integer, Integer> sums =
                    numbers.cache().mapToPair(x -> new Tuple2<>(x, x)).reduceByKey(Integer::sum, 12);
            assertThat(lines(sums.filter(x -> true).setName("sums").toDebugString()))
                    .containsExactly(
                            "(12) sums filter []",
                            " |   reduceByKey []",
                            " +-(2) mapToPair []",
                            "    |  map [Memory Deserialized 1x Replicated]",
                            "    |  parallelize []");
        }
    }

    @Test
    void everyParentIsShown_andWhatWasShownIsNotShownAgain() {
        try (WaterclockContext wc = context()) {
            RDD<Integer> numbers = wc.parallelize(List.of(1, 2, 3), 2);
            PairRDD<Integer, Integer> pairs = numbers.map(x -> x).mapToPair(x -> new Tuple2<>(x, x));
            PairRDD<Integer, Integer> other = numbers.mapToPair(x -> new Tuple2<>(x, x));
            assertThat(lines(pairs.cogroup(other, 3).toDebugString()))
                    .containsExactly(
                            "(3) cogroup []",
                            " |  cogroup []",
                            " +-(2) mapToPair []",
                            " |  |  map []",
                            " |  |  parallelize []",
                            " +-(2) mapToPair []",
                            "    |  parallelize []");
            RDD<Integer> doubled = numbers.map(x -> x);
            for (int i = 0; i < 40; i++) {
                doubled = doubled.union(doubled).coalesce(2); // 2^40 paths
            }
            assertThat(lines(doubled.toDebugString())).hasSizeBetween(80, 130);
            assertThat(doubled.toDebugString()).contains(" …");
        }
    }

    @Test
    void aLongLineage_needsNoDeepStack() {
        try (WaterclockContext wc = context()) {
            RDD<Integer> numbers = wc.parallelize(List.of(1), 1);
            for (int i = 0; i < 20_000; i++) {
                numbers = numbers.map(x -> x);
            }
            assertThat(numbers.toDebugString().lines()).hasSize(20_001);
        }
    }
}

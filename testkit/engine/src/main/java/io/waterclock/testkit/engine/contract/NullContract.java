// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Null is a record, a key and a value like any other, but has no natural order and is no number. */
@NullUnmarked
interface NullContract extends EngineContract {

    private static PairRDD<String, Integer> pairs(WaterclockContext wc) {
        return wc.parallelizePairs(List.of(pair(null, 1), pair("a", null), pair(null, null), pair("b", 4)), 3);
    }

    @Test
    default void nullKeys_meetInJoinsAndGroups() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<String, Integer> pairs = pairs(wc);
            PairRDD<String, String> other =
                    wc.parallelizePairs(List.of(pair(null, "of null"), pair("a", null), pair("c", "of c")), 2);
            assertThat(pairs.join(other).collect())
                    .containsExactlyInAnyOrder(
                            pair(null, pair(1, "of null")),
                            pair(null, pair(null, "of null")),
                            pair("a", pair(null, null)));
            assertThat(pairs.subtractByKey(other).collect()).containsExactly(pair("b", 4));
            assertThat(pairs.filter(p -> p._2() != null).leftOuterJoin(other).collect())
                    .containsExactlyInAnyOrder(
                            pair(null, pair(1, Optional.of("of null"))), pair("b", pair(4, Optional.empty())));
            assertThat(pairs.cogroup(other, 3).count()).isEqualTo(4);
            assertThat(pairs.cogroup(other, 3).lookup(null).get(0)._1()).containsExactly(1, null);
            assertThat(pairs.partitionBy(new HashPartitioner(3))
                            .glom()
                            .collect()
                            .get(0))
                    .contains(pair(null, 1), pair(null, null));
            assertThat(pairs.foldByKey(0, (a, b) -> a + (b == null ? 10 : b)).lookup(null))
                    .containsExactly(11);
        }
    }

    @Test
    default void nullRecords_areElementsOfSets() {
        try (WaterclockContext wc = open(2)) {
            RDD<String> records = wc.parallelize(Arrays.asList(null, "a", null, "b", "a"), 3);
            RDD<String> some = wc.parallelize(Arrays.asList("a", null), 2);
            assertThat(records.distinct(2).collect()).containsExactlyInAnyOrder(null, "a", "b");
            assertThat(records.subtract(some).collect()).containsExactly("b");
            assertThat(records.intersection(some).collect()).containsExactlyInAnyOrder(null, "a");
            assertThat(records.countByValue()).containsEntry(null, 2L).containsEntry("a", 2L);
            assertThat(records.groupBy(x -> x).lookup(null).get(0)).containsExactly(null, null);
            assertThat(records.zipWithIndex().lookup(null)).containsExactly(0L, 2L);
            assertThat(records.cache().collect()).isEqualTo(Arrays.asList(null, "a", null, "b", "a"));
        }
    }

    @Test
    default void nullKeys_areSortedByAnOrderThatKnowsThem_andByNoOther() {
        try (WaterclockContext wc = open(2)) {
            Comparator<String> order = Comparator.nullsFirst(Comparator.naturalOrder());
            List<Tuple2<String, Integer>> sorted =
                    List.of(pair(null, 1), pair(null, null), pair("a", null), pair("b", 4));
            assertThat(pairs(wc).sortByKey(order, true, 2).collect()).isEqualTo(sorted);
            assertThat(pairs(wc)
                            .repartitionAndSortWithinPartitions(new HashPartitioner(1), order)
                            .collect())
                    .isEqualTo(sorted);
            var failure = failureOf(() -> pairs(wc).sortByKey(true, 2).collect());
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure)
                    .hasMessageContaining("sortByKey at ")
                    .hasMessageContaining("null has no natural order; pass a Comparator that can order it");
        }
    }

    @Test
    default void null_isNoNumber() {
        try (WaterclockContext wc = open(2)) {
            var failure =
                    failureOf(() -> pairs(wc).mapToDouble(p -> (Double) null).sum());
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure).hasMessageContaining("mapToDouble at ");
        }
    }
}

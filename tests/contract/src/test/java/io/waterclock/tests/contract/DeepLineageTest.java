// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lineage as deep as a loop in a program makes it: the stack holds, and planning takes time in proportion. */
@Timeout(180)
class DeepLineageTest {
    private static final int DEEP = 10_000;

    /** With loops of their own from the first record on, or never. */
    private static WaterclockContext open(String hot) {
        return new WaterclockContext(
                new WaterclockConf(false).setMaster("local[2]").set("waterclock.embedded.specialize.hotRecords", hot));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000000"})
    void tenThousandNarrowOperators(String hot) {
        try (WaterclockContext wc = open(hot)) {
            RDD<Integer> rdd = wc.parallelize(List.of(1, 2, 3, 4), 2);
            for (int i = 0; i < DEEP; i++) {
                rdd = rdd.map(x -> x + 1);
            }
            assertThat(rdd.collect()).containsExactly(DEEP + 1, DEEP + 2, DEEP + 3, DEEP + 4);
            assertThat(rdd.count()).isEqualTo(4);
            assertThat(rdd.take(1)).containsExactly(DEEP + 1);
            PairRDD<Integer, Integer> pairs = rdd.mapToPair(x -> new Tuple2<>(x % 2, x));
            for (int i = 0; i < DEEP; i++) {
                pairs = pairs.mapValues(x -> x + 1);
            }
            assertThat(pairs.partitioner()).isEmpty();
            assertThat(pairs.reduceByKey(Integer::sum).collectAsMap())
                    .containsEntry(0, 4 * DEEP + 6)
                    .containsEntry(1, 4 * DEEP + 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000000"})
    void manyFlatMaps(String hot) {
        try (WaterclockContext wc = open(hot)) {
            RDD<Integer> rdd = wc.parallelize(List.of(1, 2, 3, 4), 2);
            for (int i = 0; i < DEEP / 4; i++) {
                rdd = rdd.flatMap(x -> List.of(x + 1).iterator());
            }
            assertThat(rdd.collect()).containsExactly(DEEP / 4 + 1, DEEP / 4 + 2, DEEP / 4 + 3, DEEP / 4 + 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000000"})
    void unions_wideAndMadeOneByOne(String hot) {
        try (WaterclockContext wc = open(hot)) {
            RDD<Integer> one = wc.parallelize(List.of(1), 1);
            RDD<Integer> deep = one;
            for (int i = 0; i < 1_000; i++) {
                deep = deep.union(one.map(x -> x + 1));
            }
            assertThat(deep.map(x -> x * 2).reduce(Integer::sum)).isEqualTo(2 + 1_000 * 4);
            @SuppressWarnings({"unchecked", "rawtypes"})
            RDD<Integer>[] all =
                    IntStream.range(0, 1_000).mapToObj(i -> one.map(x -> x + i)).toArray(RDD[]::new);
            assertThat(wc.union(all).map(x -> x - 1).reduce(Integer::sum)).isEqualTo(999 * 1_000 / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000000"})
    void aThousandShuffles(String hot) {
        try (WaterclockContext wc = open(hot)) {
            PairRDD<Integer, Integer> pairs =
                    wc.parallelize(List.of(1, 2, 3, 4), 2).mapToPair(x -> new Tuple2<>(x, 0));
            for (int i = 0; i < 1_000; i++) {
                pairs = pairs.mapToPair(pair -> new Tuple2<>(pair._1(), pair._2() + 1))
                        .reduceByKey(Integer::sum, 2);
            }
            assertThat(pairs.collectAsMap()).hasSize(4).containsEntry(3, 1_000);
        }
    }
}

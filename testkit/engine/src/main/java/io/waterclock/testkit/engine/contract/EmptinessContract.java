// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockContext;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Nothing at all, in one partition, in many, or in none: it meets every operation. */
@NullUnmarked
interface EmptinessContract extends EngineContract {

    /** No partition; one that is empty; many that are empty; many whose records are filtered away. */
    private static List<RDD<Integer>> nothings(WaterclockContext wc) {
        return List.of(
                wc.<Integer>emptyRDD(),
                wc.parallelize(List.<Integer>of(), 1),
                wc.parallelize(List.<Integer>of(), 300),
                wc.parallelize(range(0, 300), 300).filter(x -> false));
    }

    @Test
    default void nothing_passesEveryOperation() {
        try (WaterclockContext wc = open(2)) {
            for (RDD<Integer> nothing : nothings(wc)) {
                new EveryOperation<>(nothing.mapToPair(x -> pair(x, x)), List.of(), 1).agrees();
            }
        }
    }

    /** What has no answer says so; what has a zero gives it. */
    @Test
    default void nothing_hasNoFirstNoLargestAndNoSum_butAZero() {
        try (WaterclockContext wc = open(2)) {
            for (RDD<Integer> nothing : nothings(wc)) {
                assertThatThrownBy(nothing::first).hasMessageContaining("first");
                assertThatThrownBy(() -> nothing.reduce(Integer::sum)).hasMessageContaining("reduce");
                assertThatThrownBy(() -> nothing.treeReduce(Integer::sum)).hasMessageContaining("treeReduce");
                assertThatThrownBy(() -> nothing.max(Comparator.naturalOrder())).hasMessageContaining("max");
                assertThatThrownBy(() -> nothing.min(Comparator.naturalOrder())).hasMessageContaining("min");
                assertThat(nothing.fold(0, Integer::sum)).isZero();
                assertThat(nothing.takeOrdered(3)).isEmpty();
                assertThat(nothing.top(3)).isEmpty();
                assertThat(nothing.takeSample(false, 3)).isEmpty();
                assertThat(nothing.takeSample(true, 3)).isEmpty();
                assertThat(nothing.countApproxDistinct(0.05)).isZero();
                assertThat(nothing.toLocalIterator().hasNext()).isFalse();
                assertThatThrownBy(() -> nothing.toLocalIterator().next()).isInstanceOf(NoSuchElementException.class);
            }
        }
    }

    @Test
    default void numbersOfNothing_areWhatStatisticsSay() {
        try (WaterclockContext wc = open(2)) {
            for (RDD<Integer> nothing : nothings(wc)) {
                DoubleRDD numbers = nothing.mapToDouble(x -> x);
                assertThat(numbers.sum()).isZero();
                assertThat(numbers.stats().count()).isZero();
                assertThat(numbers.mean()).isNaN();
                assertThat(numbers.variance()).isNaN();
                assertThat(numbers.histogram(new double[] {0, 1, 2})).containsExactly(0, 0);
                assertThatThrownBy(() -> numbers.histogram(2)).hasMessageContaining("histogram");
            }
        }
    }

    /** Nothing on one side, or on both. */
    @Test
    default void nothing_joinsAndUnitesWithSomething() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> some = wc.parallelize(range(0, 20), 3).mapToPair(x -> pair(x % 5, x));
            for (RDD<Integer> empty : nothings(wc)) {
                PairRDD<Integer, Integer> nothing = empty.mapToPair(x -> pair(x, x));
                assertThat(some.union(nothing).collect()).isEqualTo(some.collect());
                assertThat(nothing.union(some).collect()).isEqualTo(some.collect());
                assertThat(nothing.union(nothing).collect()).isEmpty();
                assertThat(some.join(nothing).count()).isZero();
                assertThat(nothing.join(some).count()).isZero();
                assertThat(nothing.join(nothing).count()).isZero();
                assertThat(some.leftOuterJoin(nothing).collect())
                        .hasSize(20)
                        .allMatch(p -> p._2()._2().equals(Optional.empty()));
                assertThat(some.rightOuterJoin(nothing).count()).isZero();
                assertThat(some.fullOuterJoin(nothing).count()).isEqualTo(20);
                assertThat(some.cogroup(nothing).count()).isEqualTo(5);
                assertThat(nothing.cogroup(nothing, nothing).count()).isZero();
                assertThat(some.subtractByKey(nothing).count()).isEqualTo(20);
                assertThat(nothing.subtractByKey(some).count()).isZero();
                assertThat(some.intersection(nothing).count()).isZero();
                assertThat(some.subtract(nothing).count()).isEqualTo(20);
                assertThat(some.cartesian(nothing).count()).isZero();
                assertThat(nothing.cartesian(some).count()).isZero();
                assertThat(nothing.zip(nothing).count()).isZero();
                assertThat(nothing.sortByKey(true, 3).collect()).isEmpty();
                assertThat(nothing.repartition(3).glom().collect()).containsExactly(List.of(), List.of(), List.of());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.util.StatCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** {@link DoubleRDD}: how numbers are made of records, and what is known of them all. */
@NullUnmarked
interface NumbersContract extends EngineContract {

    @Test
    default void numbersAreMadeOfRecords_andAreRecords() {
        try (WaterclockContext wc = open(2)) {
            RDD<String> texts = wc.parallelize(List.of("1", "22", "333"), 2);
            assertThat(texts.mapToDouble(String::length).collect()).containsExactly(1.0, 2.0, 3.0);
            assertThat(texts.flatMapToDouble(
                                    s -> List.of(0.5, (double) s.length()).iterator())
                            .collect())
                    .containsExactly(0.5, 1.0, 0.5, 2.0, 0.5, 3.0);
            assertThat(texts.mapPartitionsToDouble(records -> {
                                double sum = 0;
                                while (records.hasNext()) {
                                    sum += records.next().length();
                                }
                                return List.of(sum).iterator();
                            })
                            .collect())
                    .containsExactly(1.0, 5.0);
            assertThat(texts.mapToPair(s -> pair(s, 1))
                            .reduceByKey(Integer::sum)
                            .mapPartitionsToDouble(records -> List.of(1.0).iterator(), true)
                            .partitioner())
                    .isPresent();
            DoubleRDD numbers = wc.parallelizeDoubles(List.of(3.0, 1.0, 2.0, 1.0), 2);
            assertThat(numbers.map(x -> x + 1).collect()).containsExactly(4.0, 2.0, 3.0, 2.0);
            assertThat(numbers.filter(x -> x > 1).collect()).containsExactly(3.0, 2.0);
            assertThat(numbers.distinct().takeOrdered(5)).containsExactly(1.0, 2.0, 3.0);
            assertThat(numbers.union(numbers).count()).isEqualTo(8);
            assertThat(wc.union(numbers, numbers, numbers).sum()).isEqualTo(21);
            assertThat(numbers.subtract(wc.parallelizeDoubles(List.of(1.0))).sum())
                    .isEqualTo(5);
            assertThat(numbers.intersection(wc.parallelizeDoubles(List.of(1.0, 2.0)))
                            .sum())
                    .isEqualTo(3);
            assertThat(numbers.repartition(3).coalesce(1).cache().first()).isIn(1.0, 2.0, 3.0);
            assertThat(numbers.sample(false, 1, 1).setName("n").sum()).isEqualTo(7);
            assertThat(DoubleRDD.fromRDD(numbers.rdd()).sum()).isEqualTo(7);
            assertThat(DoubleRDD.toRDD(numbers).collect())
                    .isEqualTo(numbers.srdd().collect());
        }
    }

    @Test
    default void statistics_areThoseOfAllPartitionsTogether() {
        try (WaterclockContext wc = open(2)) {
            List<Double> values = new ArrayList<>();
            range(0, 1000).forEach(x -> values.add(1e9 + x % 10));
            DoubleRDD numbers = wc.parallelizeDoubles(values, 7);
            StatCounter stats = numbers.stats();
            assertThat(stats.count()).isEqualTo(1000);
            assertThat(stats.mean()).isEqualTo(1e9 + 4.5, within(1e-6));
            assertThat(stats.variance()).isEqualTo(8.25, within(1e-6)); // nothing lost beside a large mean
            assertThat(numbers.variance()).isEqualTo(numbers.popVariance()).isEqualTo(8.25, within(1e-6));
            assertThat(numbers.stdev()).isEqualTo(numbers.popStdev()).isEqualTo(Math.sqrt(8.25), within(1e-6));
            assertThat(numbers.sampleVariance()).isEqualTo(8.25 * 1000 / 999, within(1e-6));
            assertThat(numbers.sampleStdev()).isEqualTo(Math.sqrt(8.25 * 1000 / 999), within(1e-6));
            assertThat(numbers.mean()).isEqualTo(1e9 + 4.5, within(1e-6));
            assertThat(numbers.sum()).isEqualTo(1e12 + 4500);
            assertThat(numbers.min()).isEqualTo(1e9);
            assertThat(numbers.max()).isEqualTo(1e9 + 9);
            assertThat(numbers.filter(x -> x > 1e9 + 8).min()).isEqualTo(1e9 + 9);
        }
    }

    @Test
    default void statisticsOfNothing_andOfWhatIsNoNumber() {
        try (WaterclockContext wc = open(2)) {
            DoubleRDD none = wc.parallelizeDoubles(List.of(), 3);
            assertThat(none.sum()).isZero();
            assertThat(none.mean()).isNaN();
            assertThat(none.variance()).isNaN();
            assertThat(none.stats().min()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(none.stats().count()).isZero();
            assertThatThrownBy(none::min)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("min: empty collection: ");
            assertThatThrownBy(none::max).hasMessageStartingWith("max: empty collection: ");
            DoubleRDD odd = wc.parallelizeDoubles(Arrays.asList(1.0, Double.NaN, Double.NEGATIVE_INFINITY), 2);
            assertThat(odd.min()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(odd.max()).isNaN(); // the largest in the order of Double.compare
            assertThat(odd.sum()).isNaN();
            assertThat(wc.parallelizeDoubles(List.of(5.0)).sampleVariance()).isNaN();
            assertThat(wc.parallelizeDoubles(List.of(5.0)).variance()).isZero();
        }
    }

    @Test
    default void approximateSumAndMean_areExactOnceAllPartitionsAreDone() {
        try (WaterclockContext wc = open(2)) {
            DoubleRDD numbers = wc.parallelizeDoubles(List.of(1.0, 2.0, 3.0, 6.0), 3);
            for (BoundedDouble sum : List.of(
                    numbers.sumApprox(20_000).getFinalValue(),
                    numbers.sumApprox(20_000, 0.9).getFinalValue())) {
                assertThat(sum.mean()).isEqualTo(12).isEqualTo(sum.low()).isEqualTo(sum.high());
            }
            for (BoundedDouble mean : List.of(
                    numbers.meanApprox(20_000).getFinalValue(),
                    numbers.meanApprox(20_000, 0.9).getFinalValue())) {
                assertThat(mean.mean()).isEqualTo(3).isEqualTo(mean.low()).isEqualTo(mean.high());
            }
        }
    }

    @Test
    default void histogram_ofEvenBuckets_spansAllNumbers_andTheLastOneIsClosed() {
        try (WaterclockContext wc = open(2)) {
            List<Double> values = new ArrayList<>();
            range(1, 51).forEach(x -> values.add((double) x));
            DoubleRDD numbers = wc.parallelizeDoubles(values, 3);
            Tuple2<double[], long[]> four = numbers.histogram(4);
            assertThat(four._1()).containsExactly(1, 13.25, 25.5, 37.75, 50);
            assertThat(four._2()).containsExactly(13, 12, 12, 13);
            assertThat(numbers.histogram(1)._2()).containsExactly(50);
            DoubleRDD same = wc.parallelizeDoubles(List.of(2.0, 2.0, 2.0), 2);
            assertThat(same.histogram(5)._1()).containsExactly(2, 2);
            assertThat(same.histogram(5)._2()).containsExactly(3);
            DoubleRDD far = wc.parallelizeDoubles(List.of(-Double.MAX_VALUE, 0.0, Double.MAX_VALUE), 2);
            assertThat(far.histogram(2)._2()).containsExactly(1, 2);
            for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                assertThatThrownBy(() ->
                                wc.parallelizeDoubles(List.of(1.0, odd, 2.0)).histogram(2))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessage("histogram: there are numbers that are infinite or NaN");
            }
            assertThatThrownBy(() -> wc.parallelizeDoubles(List.of()).histogram(2))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("histogram: there is no number");
            assertThatThrownBy(() -> numbers.histogram(0)).hasMessageContaining("at least 1, not 0");
        }
    }

    @Test
    default void histogram_ofBounds_countsWhatIsWithin() {
        try (WaterclockContext wc = open(2)) {
            DoubleRDD numbers =
                    wc.parallelizeDoubles(Arrays.asList(-1.0, 0.0, 4.9, 5.0, 10.0, 10.1, 3.0, Double.NaN, 1e300), 3);
            assertThat(numbers.histogram(new double[] {0, 5, 10})).containsExactly(3, 2);
            assertThat(numbers.histogram(new Double[] {0.0, 5.0, 10.0}, true)).containsExactly(3, 2);
            assertThat(numbers.histogram(new Double[] {0.0, 1.0, 10.0}, true))
                    .containsExactly(1, 4); // not even: still right
            assertThat(numbers.histogram(new double[] {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY}))
                    .containsExactly(1, 7);
            assertThat(numbers.histogram(new double[] {5, 5})).containsExactly(1);
            assertThat(numbers.histogram(new double[] {100, 200})).containsExactly(0);
            assertThatThrownBy(() -> numbers.histogram(new double[] {1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("histogram: at least two bounds are needed, not [1.0]");
            assertThatThrownBy(() -> numbers.histogram(new double[] {1, 3, 2}))
                    .hasMessage("histogram: the bounds must be numbers in ascending order; bound 2 is 2.0 after 3.0");
            assertThatThrownBy(() -> numbers.histogram(new double[] {Double.NaN, 2}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void histogram_withComputedBuckets_isAsWithSearchedOnes() {
        try (WaterclockContext wc = open(2)) {
            List<Double> values = new ArrayList<>();
            range(0, 2000).forEach(x -> values.add(x * 0.1 - 50));
            DoubleRDD numbers = wc.parallelizeDoubles(values, 3);
            for (int buckets : List.of(1, 3, 7, 10, 49, 333)) {
                Tuple2<double[], long[]> even = numbers.histogram(buckets);
                assertThat(numbers.histogram(even._1()))
                        .as("%d buckets", buckets)
                        .isEqualTo(even._2());
                assertThat(Arrays.stream(even._2()).sum()).isEqualTo(2000);
            }
        }
    }
}

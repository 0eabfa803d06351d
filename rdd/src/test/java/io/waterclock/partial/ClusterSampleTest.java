// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterSampleTest {
    private static final BoundedDouble NOTHING =
            new BoundedDouble(0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    @Test
    void quantiles_areThoseOfTheTables() {
        assertThat(StudentT.twoSided(0.95, 1)).isCloseTo(12.7062, within(1e-4));
        assertThat(StudentT.twoSided(0.95, 2)).isCloseTo(4.3027, within(1e-4));
        assertThat(StudentT.twoSided(0.95, 3)).isCloseTo(3.1824, within(1e-4));
        assertThat(StudentT.twoSided(0.99, 4)).isCloseTo(4.6041, within(1e-4));
        assertThat(StudentT.twoSided(0.95, 10)).isCloseTo(2.2281, within(1e-4));
        assertThat(StudentT.twoSided(0.999, 30)).isCloseTo(3.6460, within(1e-4));
        assertThat(StudentT.twoSided(0.5, 5)).isCloseTo(0.7267, within(1e-4));
        assertThat(StudentT.twoSided(0.95, 100_000)).isCloseTo(1.9600, within(1e-4));
        assertThat(StudentT.twoSided(1, 5)).isInfinite();
        assertThat(StudentT.twoSided(0, 5)).isZero();
        assertThat(StudentT.normal(0.975)).isCloseTo(1.959964, within(1e-6));
        assertThat(StudentT.normal(0.001)).isCloseTo(-3.090232, within(1e-6));
        assertThat(StudentT.normal(0.999)).isCloseTo(3.090232, within(1e-6));
        assertThat(StudentT.normal(0.5)).isZero();
    }

    @Test
    void allPartitions_areExact_noneTellNothing_oneTellsNoBounds() {
        ClusterSample sample = new ClusterSample(2, 0.9);
        assertThat(sample.sum()).isEqualTo(NOTHING);
        assertThat(sample.mean()).isEqualTo(NOTHING);
        assertThat(sample.count()).isEqualTo(new BoundedDouble(0, 0, 0, Double.POSITIVE_INFINITY));
        sample.add(30, 3);
        assertThat(sample.count()).isEqualTo(new BoundedDouble(6, 0.9, 3, Double.POSITIVE_INFINITY));
        assertThat(sample.sum())
                .isEqualTo(new BoundedDouble(60, 0.9, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        assertThat(sample.mean())
                .isEqualTo(new BoundedDouble(10, 0.9, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        sample.add(20, 2);
        assertThat(sample.count()).isEqualTo(new BoundedDouble(5, 1, 5, 5));
        assertThat(sample.sum()).isEqualTo(new BoundedDouble(50, 1, 50, 50));
        assertThat(sample.mean()).isEqualTo(new BoundedDouble(10, 1, 10, 10));
        assertThat(sample.sum()).hasToString("[50.0, 50.0]");
    }

    @Test
    void partitionsThatDoNotDiffer_haveNoWidth_evenAtFullConfidence() {
        ClusterSample sample = new ClusterSample(4, 1);
        sample.add(20, 2);
        sample.add(20, 2);
        assertThat(sample.sum()).isEqualTo(new BoundedDouble(80, 1, 80, 80));
        assertThat(sample.mean()).isEqualTo(new BoundedDouble(10, 1, 10, 10));
    }

    @Test
    void noPartitionsAtAll_areExactlyNothing() {
        ClusterSample sample = new ClusterSample(0, 0.95);
        assertThat(sample.count()).isEqualTo(new BoundedDouble(0, 1, 0, 0));
        assertThat(sample.sum()).isEqualTo(new BoundedDouble(0, 1, 0, 0));
        assertThat(sample.mean().mean()).isNaN();
        assertThat(new GroupedCounts<String>(0, 0.95).current()).isEmpty();
    }

    @Test
    void aCount_isNeverBelowWhatWasSeen() {
        ClusterSample sample = new ClusterSample(10, 0.999);
        sample.add(0, 1);
        sample.add(0, 1_000);
        assertThat(sample.count().low()).isEqualTo(1_001);
    }

    /** Of many samples about as many bounds must hold the truth as the confidence says. */
    @Test
    void boundsHoldTheTruth_asOftenAsTheySay() {
        Random random = new Random(7);
        int[] held = new int[4];
        int trials = 4_000;
        for (int trial = 0; trial < trials; trial++) {
            double[][] partitions = new double[40][];
            double sum = 0;
            double count = 0;
            for (int i = 0; i < partitions.length; i++) {
                double n = 50 + random.nextInt(100);
                partitions[i] = new double[] {n * (5 + random.nextGaussian()), n};
                sum += partitions[i][0];
                count += n;
            }
            List<double[]> order = new ArrayList<>(List.of(partitions));
            Collections.shuffle(order, random);
            ClusterSample sample = new ClusterSample(40, 0.9);
            GroupedCounts<String> grouped = new GroupedCounts<>(40, 0.9);
            for (double[] each : order.subList(0, 12)) {
                sample.add(each[0], each[1]);
                grouped.add(Map.of("a", (long) each[1]));
            }
            held[0] += holds(sample.sum(), sum);
            held[1] += holds(sample.count(), count);
            held[2] += holds(sample.mean(), sum / count);
            held[3] += holds(grouped.current().get("a"), count);
        }
        for (int each : held) {
            assertThat((double) each / trials).isBetween(0.87, 0.93);
        }
    }

    private static int holds(BoundedDouble bounds, double truth) {
        assertThat(bounds.confidence()).isEqualTo(0.9);
        assertThat(bounds.mean()).isBetween(bounds.low(), bounds.high());
        return bounds.low() <= truth && truth <= bounds.high() ? 1 : 0;
    }
}

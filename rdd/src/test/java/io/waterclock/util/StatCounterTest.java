// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class StatCounterTest {

    @Test
    void merging_givesWhatOnePassGives_howeverTheNumbersAreCut() {
        long seed = ThreadLocalRandom.current().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> values = new ArrayList<>();
        StatCounter parts = new StatCounter();
        for (int part = 0; part < 8; part++) {
            StatCounter one = new StatCounter();
            int size = random.nextInt(50);
            for (int i = 0; i < size; i++) {
                double x = 1e6 + random.nextDouble() * part;
                one.merge(x);
                values.add(x);
            }
            parts.merge(one);
        }
        StatCounter all = new StatCounter(values);
        assertThat(parts.count()).isEqualTo(values.size());
        assertThat(parts.mean()).as("seed %d", seed).isEqualTo(all.mean(), within(1e-6));
        assertThat(parts.variance()).as("seed %d", seed).isEqualTo(all.variance(), within(1e-6));
        assertThat(parts.sum()).isEqualTo(all.sum(), within(1e-3));
        assertThat(parts.min()).isEqualTo(all.min());
        assertThat(parts.max()).isEqualTo(all.max());
    }

    @Test
    void knownNumbers_haveKnownStatistics() {
        StatCounter stats = new StatCounter(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
        assertThat(stats.mean()).isEqualTo(5);
        assertThat(stats.variance()).isEqualTo(4);
        assertThat(stats.stdev()).isEqualTo(2);
        assertThat(stats.popStdev()).isEqualTo(2);
        assertThat(stats.popVariance()).isEqualTo(4);
        assertThat(stats.sampleVariance()).isEqualTo(32.0 / 7, within(1e-12));
        assertThat(stats.sampleStdev()).isEqualTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(stats).hasToString("(count: 8, mean: 5.0, stdev: 2.0, max: 9.0, min: 2.0)");
        StatCounter copy = stats.copy().merge(100);
        assertThat(stats.count()).isEqualTo(8);
        assertThat(copy.max()).isEqualTo(100);
        assertThat(stats.merge(stats).count()).isEqualTo(16);
        assertThat(stats.variance()).isEqualTo(4);
    }

    @Test
    void nothing_andOneNumber() {
        StatCounter none = new StatCounter();
        assertThat(none.mean()).isNaN();
        assertThat(none.variance()).isNaN();
        assertThat(none.sum()).isZero();
        assertThat(none.min()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(none.merge(new StatCounter()).count()).isZero();
        assertThat(none.merge(3).variance()).isZero();
        assertThat(none.sampleVariance()).isNaN();
    }

    @Test
    void infiniteNumbers_haveAnInfiniteMean() {
        StatCounter stats = new StatCounter(List.of(1.0, Double.POSITIVE_INFINITY));
        assertThat(stats.sum()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(stats.max()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(new StatCounter(List.of(2.0)).merge(stats).mean()).isEqualTo(Double.POSITIVE_INFINITY);
    }
}

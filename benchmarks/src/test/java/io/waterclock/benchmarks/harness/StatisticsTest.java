// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double[] TO_100_DOWNWARDS =
            IntStream.range(0, 100).mapToDouble(i -> 100 - i).toArray();

    @Test
    void median_ofAnOddNumber_isTheMiddleSample() {
        assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
        assertThat(Statistics.median(7)).isEqualTo(7);
    }

    @Test
    void median_ofAnEvenNumber_isTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(10, 1, 4, 2)).isEqualTo(3);
    }

    @Test
    void quantile_isTheSmallestSampleThatTheShareDoesNotExceed() {
        assertThat(Statistics.quantile(0.99, TO_100_DOWNWARDS)).isEqualTo(99);
        assertThat(Statistics.quantile(0.07, TO_100_DOWNWARDS)).isEqualTo(7);
        assertThat(Statistics.quantile(0.995, TO_100_DOWNWARDS)).isEqualTo(100);
        assertThat(Statistics.quantile(1, TO_100_DOWNWARDS)).isEqualTo(100);
        assertThat(Statistics.quantile(0.001, TO_100_DOWNWARDS)).isEqualTo(1);
    }

    @Test
    void samples_areLeftInTheirOrder() {
        double[] samples = {3, 1, 2};
        Statistics.median(samples);
        assertThat(samples).containsExactly(3, 1, 2);
    }

    @Test
    void noSamples_orAShareThatIsNone_areRefused() {
        assertThatThrownBy(Statistics::median).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Statistics.quantile(0, 1)).hasMessageContaining("not 0.0");
        assertThatThrownBy(() -> Statistics.quantile(Double.NaN, 1)).hasMessageContaining("NaN");
    }
}

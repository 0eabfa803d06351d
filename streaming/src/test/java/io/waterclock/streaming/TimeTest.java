// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTest {
    private static final Time T = new Time(1_000);

    @Test
    void comparisons_areByMilliseconds() {
        assertThat(T.less(new Time(1_001))).isTrue();
        assertThat(T.less(new Time(1_000))).isFalse();
        assertThat(T.lessEq(new Time(1_000))).isTrue();
        assertThat(T.greater(new Time(999))).isTrue();
        assertThat(T.greater(new Time(1_000))).isFalse();
        assertThat(T.greaterEq(new Time(1_000))).isTrue();
        assertThat(T.min(new Time(5))).isEqualTo(new Time(5));
        assertThat(T.max(new Time(5))).isEqualTo(T);
        assertThat(T).isGreaterThan(new Time(999)).hasToString("1000 ms");
    }

    @Test
    void arithmetic_isInDurations() {
        assertThat(T.plus(Durations.seconds(2))).isEqualTo(new Time(3_000));
        assertThat(T.minus(Durations.milliseconds(1))).isEqualTo(new Time(999));
        assertThat(T.minus(new Time(400))).isEqualTo(Duration.ofMillis(600));
        assertThatThrownBy(() -> new Time(Long.MAX_VALUE).plus(Durations.milliseconds(1)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void durationsFinerThanAMillisecond_areRefused_notCut() {
        Duration fine = Duration.ofNanos(1_500_000);
        assertThatThrownBy(() -> T.plus(fine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The duration for Time.plus is PT0.0015S, but must be a whole number of milliseconds;"
                        + " the nearest valid ones are 1 ms and 2 ms");
        assertThatThrownBy(() -> T.minus(fine.negated()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Time.minus")
                .hasMessageContaining("-2 ms and -1 ms");
        assertThatThrownBy(() -> T.floor(fine)).hasMessageContaining("Time.floor");
        assertThatThrownBy(() -> T.floor(fine, T)).hasMessageContaining("Time.floor");
        assertThatThrownBy(() -> T.isMultipleOf(fine)).hasMessageContaining("Time.isMultipleOf");
        assertThatThrownBy(() -> T.until(new Time(2_000), fine)).hasMessageContaining("Time.until");
        assertThat(T.plus(Duration.ZERO)).isEqualTo(T);
        assertThat(T.plus(Durations.seconds(-1))).isEqualTo(new Time(0));
    }

    @ParameterizedTest
    @CsvSource({"1350,200,0,1200", "1200,200,0,1200", "1350,200,50,1250", "-1,200,0,-200", "49,200,50,-150"})
    void floor_isTheLastMultipleSinceZeroThatIsNotAfter(long time, long step, long zero, long floor) {
        assertThat(new Time(time).floor(Durations.milliseconds(step), new Time(zero)))
                .isEqualTo(new Time(floor));
    }

    @Test
    void multiples_andSteps() {
        assertThat(T.isMultipleOf(Durations.milliseconds(250))).isTrue();
        assertThat(T.isMultipleOf(Durations.milliseconds(300))).isFalse();
        assertThat(T.until(new Time(1_200), Durations.milliseconds(100))).isEqualTo(List.of(T, new Time(1_100)));
        assertThat(T.to(new Time(1_200), Durations.milliseconds(100)))
                .isEqualTo(List.of(T, new Time(1_100), new Time(1_200)));
        assertThatThrownBy(() -> T.floor(Duration.ZERO)).hasMessageContaining("at least 1 ms");
    }

    @Test
    void interval_includesBothEnds_andCannotEndBeforeItBegins() {
        assertThat(new Interval(T, new Time(3_000)).duration()).isEqualTo(Durations.seconds(2));
        assertThat(new Interval(T, T)).hasToString("[1000 ms, 1000 ms]");
        assertThatThrownBy(() -> new Interval(T, new Time(999))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void durations_areJavas() {
        assertThat(Durations.minutes(2)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Durations.toWholeMs("The window", Durations.seconds(1))).isEqualTo(1_000);
        assertThatThrownBy(() -> Durations.toWholeMs("The window", Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The window is");
    }

    @Test
    void state_neverGoesBack() {
        assertThat(StreamingContextState.INITIALIZED.moveTo(StreamingContextState.ACTIVE))
                .isEqualTo(StreamingContextState.ACTIVE);
        assertThatThrownBy(() -> StreamingContextState.STOPPED.moveTo(StreamingContextState.ACTIVE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A streaming context that is STOPPED can't become ACTIVE");
    }
}

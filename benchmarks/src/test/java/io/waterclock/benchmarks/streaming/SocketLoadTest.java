// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SocketLoadTest {

    @Test
    void options_changeWhatTheyName() {
        SocketLoad load = SocketLoad.DEFAULT
                .with("--rate", "5000")
                .with("--heap", "256m")
                .with("--words", "7")
                .with("--interval", "100")
                .with("--only", "SPARK");
        assertThat(load.rates()).containsExactly(5_000);
        assertThat(load.heap()).isEqualTo("256m");
        assertThat(load.distinct()).isEqualTo(7);
        assertThat(load.intervalMs()).isEqualTo(100);
        assertThat(load.takesPart("Spark Streaming 4.1.0 local[2]")).isTrue();
        assertThat(load.takesPart("waterclock local[2]")).isFalse();
        assertThat(load.takesPart("sp")).isFalse();
    }

    @Test
    void rate_canBeAsMuchAsIsTaken() {
        assertThat(SocketLoad.DEFAULT.with("--rate", "max").rates()).containsExactly(SocketLoad.UNLIMITED);
    }

    @Test
    void seconds_areTheForms_unlessSaid() {
        assertThat(SocketLoad.DEFAULT.lasting(10).seconds()).isEqualTo(10);
        assertThat(SocketLoad.DEFAULT.with("--seconds", "3").lasting(10).seconds())
                .isEqualTo(3);
    }

    @Test
    void valueThatIsNone_isNamedWithItsOption() {
        assertThatThrownBy(() -> SocketLoad.DEFAULT.with("--rate", "0")).hasMessageContaining("--rate takes a whole");
        assertThatThrownBy(() -> SocketLoad.DEFAULT.with("--seconds", "x")).hasMessageContaining("not x");
        assertThatThrownBy(() -> SocketLoad.DEFAULT.with("--speed", "1")).hasMessage("There is no option --speed");
    }
}

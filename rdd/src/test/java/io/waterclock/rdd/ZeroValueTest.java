// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.function.Immutables;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ZeroValueTest {
    private record Point(int x, String name) implements Serializable {}

    private record Holder(Object held) {}

    private record Chain(Object next) {}

    private static final class Counter implements Serializable {
        private static final long serialVersionUID = 1L;
        private int n;
    }

    @Test
    void immutableValue_isUsedAsItIs() {
        for (Object value : new Object[] {
            1,
            "text",
            2.5,
            new BigDecimal("1.5"),
            Duration.ofSeconds(1),
            new Point(1, "a"),
            Tuple2.of(1, null),
            Thread.State.NEW,
            String.class
        }) {
            assertThat(Immutables.isKnownImmutable(value)).as("" + value).isTrue();
            assertThat(ZeroValue.of(value, "fold").copy()).isSameAs(value);
        }
        assertThat(Immutables.isKnownImmutable((Object) null)).isTrue();
        assertThat(ZeroValue.<Object>of(null, "fold").copy()).isNull();
    }

    @Test
    void valueThatMayChange_isCopiedEachTime_asItWasAtTheCall() {
        ArrayList<Integer> list = new ArrayList<>(List.of(1));
        ZeroValue<ArrayList<Integer>> zero = ZeroValue.of(list, "fold");
        list.add(2);
        ArrayList<Integer> first = zero.copy();
        first.add(3);
        assertThat(zero.copy()).containsExactly(1).isNotSameAs(zero.copy());
        Counter counter = new Counter();
        ZeroValue<Counter> counters = ZeroValue.of(counter, "aggregate");
        counters.copy().n = 5;
        assertThat(counters.copy().n).isZero();
        assertThat(ZeroValue.of(new int[] {1, 2}, "fold").copy()).containsExactly(1, 2);
    }

    @Test
    void valueThatCantBeCopied_isRefused_sayingWhy() {
        assertThatThrownBy(() -> ZeroValue.of(new Object(), "fold at Orders.java:5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The zero value of fold at Orders.java:5 can't be copied for each task:"
                        + " java.lang.Object is neither known to be immutable nor serializable")
                .hasMessageContaining("Use a value that implements java.io.Serializable");
        assertThatThrownBy(() -> ZeroValue.of(new ArrayList<>(List.of(new Object())), "fold"))
                .hasMessageContaining("java.io.NotSerializableException: java.lang.Object");
    }

    @Test
    void whatMightChange_isNotTakenForImmutable() {
        for (Object value : new Object[] {
            new ArrayList<>(),
            List.of(1),
            new int[0],
            new AtomicInteger(),
            new Holder(new StringBuilder()),
            new Counter(),
            new java.util.Date(0)
        }) {
            assertThat(Immutables.isKnownImmutable(value)).as("" + value).isFalse();
        }
        assertThat(Immutables.isKnownImmutable(new Holder(new Holder("deep")))).isTrue();
        Object chain = "end";
        for (int i = 0; i < 100; i++) {
            chain = new Chain(chain);
        }
        assertThat(Immutables.isKnownImmutable(chain)).as("too deep to be sure").isFalse();
    }
}

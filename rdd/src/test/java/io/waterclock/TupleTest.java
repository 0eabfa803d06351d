// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TupleTest {

    @Test
    void text_isThatOfTheOlderTuples() {
        assertThat(new Tuple2<>("word", 3)).hasToString("(word,3)");
        assertThat(Tuple2.of(null, List.of(1, 2))).hasToString("(null,[1, 2])");
        assertThat(new Tuple3<>(1, 'b', "c")).hasToString("(1,b,c)");
        assertThat(new Tuple4<>(1, 2.0, true, null)).hasToString("(1,2.0,true,null)");
        assertThat(Tuple2.of(Tuple2.of(1, 2), Tuple3.of(3, 4, 5))).hasToString("((1,2),(3,4,5))");
    }

    @Test
    void tuples_areEqualByContent_nullsIncluded() {
        assertThat(Tuple2.of("a", null)).isEqualTo(new Tuple2<>("a", null)).hasSameHashCodeAs(Tuple2.of("a", null));
        assertThat(Tuple2.of(1, 2)).isNotEqualTo(Tuple2.of(2, 1));
        assertThat(Tuple2.of(1, 2).swap()).isEqualTo(Tuple2.of(2, 1));
        assertThat(Tuple4.of(1, 2, 3, 4)).isEqualTo(new Tuple4<>(1, 2, 3, 4));
    }
}

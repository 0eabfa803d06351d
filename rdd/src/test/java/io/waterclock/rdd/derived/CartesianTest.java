// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CartesianTest {

    @Test
    void eachOnTheLeft_meetsEachOnTheRight_whichIsIteratedForEach() throws Exception {
        List<Object> left = Arrays.asList(1, null, 3);
        for (int size : new int[] {0, 1, 4}) {
            List<Object> right = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                right.add("r" + i);
            }
            List<Object> expected = new ArrayList<>();
            left.forEach(a -> right.forEach(b -> expected.add(new Tuple2<>(a, b))));
            AtomicInteger iterated = new AtomicInteger();
            Iterable<Object> counted = () -> {
                iterated.incrementAndGet();
                return right.iterator();
            };
            List<Object> pairs = new ArrayList<>();
            Pairings.cartesian().call(List.of(left, counted)).forEachRemaining(pairs::add);
            assertThat(pairs).as("%d on the right", size).isEqualTo(expected);
            assertThat(iterated.get()).as("%d on the right", size).isEqualTo(size == 0 ? 1 : 3);
        }
    }

    @Test
    void nothingOnTheLeft_computesNothingOnTheRight() throws Exception {
        Iterable<Object> right = () -> {
            throw new AssertionError("asked for");
        };
        assertThat(Pairings.cartesian().call(List.of(List.of(), right)).hasNext())
                .isFalse();
    }
}

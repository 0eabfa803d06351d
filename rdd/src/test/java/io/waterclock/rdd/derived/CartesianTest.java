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
    void aRightSideThatIsTooLongToHold_isComputedForEachLeftRecord_withTheSameResult() {
        List<Object> left = Arrays.asList(1, null, 3);
        for (int size : new int[] {0, 1, 4, 5, 6, 20}) {
            List<Object> right = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                right.add("r" + i);
            }
            List<Object> expected = new ArrayList<>();
            left.forEach(a -> right.forEach(b -> expected.add(new Tuple2<>(a, b))));
            AtomicInteger computed = new AtomicInteger();
            Iterable<Object> counted = () -> {
                computed.incrementAndGet();
                return right.iterator();
            };
            List<Object> pairs = new ArrayList<>();
            new Pairings.Cartesian(left.iterator(), counted, 5).forEachRemaining(pairs::add);
            assertThat(pairs).as("%d on the right", size).isEqualTo(expected);
            assertThat(computed.get()).as("%d on the right", size).isEqualTo(size <= 5 ? 1 : 3);
        }
    }

    @Test
    void nothingOnTheLeft_computesNothingOnTheRight() {
        Iterable<Object> right = () -> {
            throw new AssertionError("asked for");
        };
        assertThat(new Pairings.Cartesian(List.of().iterator(), right, 5).hasNext())
                .isFalse();
    }
}

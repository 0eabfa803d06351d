// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SmallestTest {

    private record Item(int key, int place) {}

    @Test
    void itKeepsWhatSortingWouldPutFirst_equalOnesInTheirOrder() {
        long seed = ThreadLocalRandom.current().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < 300; trial++) {
            int size = random.nextInt(60);
            int most = random.nextInt(12);
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                items.add(new Item(random.nextInt(8), i));
            }
            Comparator<Item> order = Comparator.comparingInt(Item::key);
            List<Item> expected = new ArrayList<>(items);
            expected.sort(order);
            assertThat(new Smallest<>(most, order).addAll(items.iterator()).sorted())
                    .as("seed %d, trial %d", seed, trial)
                    .isEqualTo(expected.subList(0, Math.min(most, size)));
        }
    }

    @Test
    void mostRecordsCostOneComparison() {
        AtomicInteger comparisons = new AtomicInteger();
        Smallest<Integer> smallest = new Smallest<>(10, (a, b) -> {
            comparisons.incrementAndGet();
            return Integer.compare(a, b);
        });
        for (int i = 0; i < 10_000; i++) {
            smallest.add(i);
        }
        assertThat(smallest.sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(comparisons.get()).isLessThan(10_200);
    }

    @Test
    void aHugeNumberAskedFor_takesNoRoomInAdvance() {
        Smallest<Integer> all = new Smallest<>(Integer.MAX_VALUE, Comparator.naturalOrder());
        all.add(2);
        all.add(1);
        assertThat(all.sorted()).containsExactly(1, 2);
    }
}

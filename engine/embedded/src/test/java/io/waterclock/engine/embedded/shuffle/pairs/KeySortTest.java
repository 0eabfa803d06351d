// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.rdd.NaturalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySortTest {
    private static final long SEED = Long.getLong("test.seed", 20261125L);
    private static final double[] ODD = {Double.NaN, 0.0, -0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -1, 1e300};

    @Test
    void randomKeys_comeInTheOrderOfAStableSort() {
        for (int round = 0; round < 2_000; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int kind = random.nextInt(7);
            int n = random.nextInt(random.nextBoolean() ? 40 : 3_000);
            List<Object> keys = new ArrayList<>();
            Column column = new Column(1);
            for (int i = 0; i < n; i++) {
                Object key = key(random, kind);
                keys.add(key);
                column.add(key);
            }
            Comparator<Object> order = switch (random.nextInt(3)) {
                case 0 -> NaturalOrder.ASCENDING;
                case 1 -> NaturalOrder.DESCENDING;
                default -> Comparator.comparing(Object::hashCode);
            };
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                expected.add(i);
            }
            expected.sort((a, b) -> order.compare(keys.get(a), keys.get(b)));
            assertThat(KeySort.order(column, order))
                    .as("seed %d", seed)
                    .containsExactly(expected.stream().mapToInt(i -> i).toArray());
        }
    }

    private static Object key(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(20) - 10;
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextGaussian();
            case 4 -> "user-" + random.nextInt(5_000);
            case 5 -> text(random);
            default -> new Keys.Alike(random.nextInt(50));
        };
    }

    /** Of few letters, so that many are alike or begin alike; some beyond Latin-1, some with the smallest char. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int n = random.nextInt(14);
        for (int i = 0; i < n; i++) {
            text.append("ab\0\u00ff\u0130\uffff".charAt(random.nextInt(random.nextInt(4) == 0 ? 6 : 3)));
        }
        return text.toString();
    }

    @Test
    void keysInOrder_areLeftAsTheyAre() {
        Column column = new Column(1);
        for (int i = 0; i < 1_000; i++) {
            column.add(i / 3);
        }
        int[] order = KeySort.order(column, NaturalOrder.ASCENDING);
        for (int i = 0; i < order.length; i++) {
            assertThat(order[i]).isEqualTo(i);
        }
    }

    @Test
    void aNullKey_isForTheOrderToJudge() {
        for (int n : List.of(3, 1_000)) {
            Column column = new Column(1);
            for (int i = 0; i < n; i++) {
                column.add(i == 1 ? null : "k" + i);
            }
            assertThatThrownBy(() -> KeySort.order(column, NaturalOrder.ASCENDING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("null has no natural order; pass a Comparator");
            int[] order = KeySort.order(column, Comparator.nullsLast(NaturalOrder.ASCENDING));
            assertThat(order[n - 1]).isEqualTo(1);
        }
    }
}

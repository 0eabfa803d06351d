// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random keys and values of the kinds that matter to tables: typed or not, mixed, null, with poor hash codes. */
final class Keys {
    static final int KINDS = 9;

    private Keys() {}

    /** Of a class whose hash codes are all alike, and which can be compared. */
    record Alike(int id) implements Comparable<Alike>, java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int hashCode() {
            return 42;
        }

        @Override
        public int compareTo(Alike other) {
            return Integer.compare(id, other.id);
        }
    }

    /** @param distinct about how many different ones there are */
    static @Nullable Object random(Random random, int kind, int distinct) {
        int n = random.nextInt(distinct);
        return switch (kind) {
            case 0 -> n;
            case 1 -> (long) n << 32 | n; // hash codes of Longs whose halves are alike are all 0
            case 2 -> n / 4.0 - 3;
            case 3 -> n == 0 ? null : "k" + n;
            case 4 -> new Alike(n % 200);
            case 5 -> n % 3 == 0 ? (Object) n : n % 3 == 1 ? (Object) (long) n : "k" + n;
            case 6 -> n % 50 == 7 ? null : (Object) n;
            case 7 -> n << 20;
            default -> random.nextInt(300) == 0 ? "rare" : (Object) (long) n;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Four values together. Any of them may be null. */
public record Tuple4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object>(
        A _1, B _2, C _3, D _4) implements Serializable {

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Tuple4<A, B, C, D> of(A a, B b, C c, D d) {
        return new Tuple4<>(a, b, c, d);
    }

    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + "," + _3 + "," + _4 + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Three values together. Any of them may be null. */
public record Tuple3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
        A _1, B _2, C _3) implements Serializable {

    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Tuple3<A, B, C> of(A a, B b, C c) {
        return new Tuple3<>(a, b, c);
    }

    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + "," + _3 + ")";
    }
}

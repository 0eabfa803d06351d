// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Two values together; what pair operators call the key and the value. Any of them may be null. */
public record Tuple2<A extends @Nullable Object, B extends @Nullable Object>(A _1, B _2) implements Serializable {

    public static <A extends @Nullable Object, B extends @Nullable Object> Tuple2<A, B> of(A a, B b) {
        return new Tuple2<>(a, b);
    }

    /** The two turned round. */
    public Tuple2<B, A> swap() {
        return new Tuple2<>(_2, _1);
    }

    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + ")";
    }
}

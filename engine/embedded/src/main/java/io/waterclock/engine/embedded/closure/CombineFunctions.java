// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Combiner;
import java.io.Serializable;

/** The functions that combine into another type, bound and copied together. */
public record CombineFunctions(
        Function<Object, Object> create,
        Function2<Object, Object, Object> take,
        Function2<Object, Object, Object> merge)
        implements Serializable {

    @SuppressWarnings("unchecked")
    public static CombineFunctions of(Combiner.Aggregate aggregate) {
        return new CombineFunctions(
                (Function<Object, Object>) aggregate.create(),
                (Function2<Object, Object, Object>) aggregate.mergeValue(),
                (Function2<Object, Object, Object>) aggregate.mergeCombiners());
    }
}

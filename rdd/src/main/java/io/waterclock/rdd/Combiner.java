// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.Function;
import io.waterclock.function.Function2;

/** How a shuffle makes one value of all values of a key. */
public sealed interface Combiner {

    /** Not at all: every pair stays itself. */
    record None() implements Combiner {
        public static final None INSTANCE = new None();
    }

    /** Two values become one, before and after the crossing. The function is associative and commutative. */
    record Reduce(Function2<?, ?, ?> function) implements Combiner {}

    /** A {@link java.util.List} of all values, in the order of the parent's partitions; nothing is combined early. */
    record Group() implements Combiner {
        public static final Group INSTANCE = new Group();
    }

    /**
     * A combined value of another type than the values.
     *
     * @param create from the first value of a key in a partition
     * @param mergeValue takes in a further value; may change and return its first argument
     * @param mergeCombiners of two combined values; may change and return its first argument
     * @param mapSide whether combining starts before the crossing
     */
    record Aggregate(
            Function<?, ?> create, Function2<?, ?, ?> mergeValue, Function2<?, ?, ?> mergeCombiners, boolean mapSide)
            implements Combiner {}
}

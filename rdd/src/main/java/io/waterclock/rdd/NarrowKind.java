// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.DoubleFunction;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;

/**
 * What a narrow operator does, and the type of its function. Derived operators have kinds of their own, so that an engine
 * calls the user's function directly and never through a lambda of ours.
 */
public enum NarrowKind {
    /** {@link Function}: one result for each record. */
    MAP(Function.class),
    /** {@link Function} to Boolean: the record stays when true. */
    FILTER(Function.class),
    /** {@link FlatMapFunction}: all that the iterator gives. */
    FLAT_MAP(FlatMapFunction.class),
    /** {@link PairFunction}: one pair for each record. */
    MAP_TO_PAIR(PairFunction.class),
    /** {@link DoubleFunction}: one {@link Double} for each record. */
    MAP_TO_DOUBLE(DoubleFunction.class),
    /** {@link Function}: for each record a pair of the result and the record. */
    KEY_BY(Function.class),
    /** {@link PairFlatMapFunction}: all pairs that the iterator gives. */
    FLAT_MAP_TO_PAIR(PairFlatMapFunction.class),
    /** {@link Function} on the value of a pair; the key stays. */
    MAP_VALUES(Function.class),
    /** {@link FlatMapFunction} on the value of a pair; a pair with the same key for all that the iterator gives. */
    FLAT_MAP_VALUES(FlatMapFunction.class),
    /** No function ({@link #NO_FUNCTION}): the key of a pair. */
    KEYS(String.class),
    /** No function ({@link #NO_FUNCTION}): the value of a pair. */
    VALUES(String.class),
    /**
     * {@link FlatMapFunction} from the iterator of a partition; what it doesn't read is not computed. An iterator that it
     * returns and that is {@link AutoCloseable} is closed when the task ends, however it ends.
     */
    MAP_PARTITIONS(FlatMapFunction.class),
    /** {@link Function2} from the partition's index and iterator to an iterator; as {@link #MAP_PARTITIONS}. */
    MAP_PARTITIONS_WITH_INDEX(Function2.class);

    /** Stands where a kind has no function. */
    public static final String NO_FUNCTION = "none";

    private final Class<?> functionType;

    NarrowKind(Class<?> functionType) {
        this.functionType = functionType;
    }

    /** Whether a record leads to at most one, without the rest of its partition being seen. */
    public boolean isFlat() {
        return switch (this) {
            case MAP, FILTER, MAP_TO_PAIR, MAP_TO_DOUBLE, KEY_BY, MAP_VALUES, KEYS, VALUES -> true;
            case FLAT_MAP, FLAT_MAP_TO_PAIR, FLAT_MAP_VALUES, MAP_PARTITIONS, MAP_PARTITIONS_WITH_INDEX -> false;
        };
    }

    /** Whether the function sees a whole partition as an iterator. */
    public boolean seesPartition() {
        return this == MAP_PARTITIONS || this == MAP_PARTITIONS_WITH_INDEX;
    }

    Object checked(Object function) {
        if (!functionType.isInstance(function)) {
            throw new IllegalArgumentException(this + " takes a " + functionType.getName() + ", not " + function);
        }
        return function;
    }
}

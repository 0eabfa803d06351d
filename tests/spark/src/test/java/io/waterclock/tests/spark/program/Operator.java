// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

import static io.waterclock.tests.spark.program.Operator.Kind.PAIRS;
import static io.waterclock.tests.spark.program.Operator.Kind.VALUES;
import static io.waterclock.tests.spark.program.Operator.Order.KEPT;
import static io.waterclock.tests.spark.program.Operator.Order.LOST;
import static io.waterclock.tests.spark.program.Operator.Order.NEEDED;
import static io.waterclock.tests.spark.program.Operator.Order.SORTED;
import static io.waterclock.tests.spark.program.Operator.Windowing.INVERSE;
import static io.waterclock.tests.spark.program.Operator.Windowing.NONE;
import static io.waterclock.tests.spark.program.Operator.Windowing.PLAIN;

import org.jspecify.annotations.Nullable;

/** What a random program is made of. */
public enum Operator {
    MAP(VALUES, null, VALUES, KEPT, NONE),
    FILTER(VALUES, null, VALUES, KEPT, NONE),
    FLAT_MAP(VALUES, null, VALUES, KEPT, NONE),
    MAP_TO_PAIR(VALUES, null, PAIRS, KEPT, NONE),
    FLAT_MAP_TO_PAIR(VALUES, null, PAIRS, KEPT, NONE),
    MAP_PARTITIONS(VALUES, null, VALUES, NEEDED, NONE),
    MAP_PARTITIONS_TO_PAIR(VALUES, null, PAIRS, NEEDED, NONE),
    GLOM(VALUES, null, VALUES, NEEDED, NONE),
    COUNT(VALUES, null, VALUES, SORTED, NONE),
    COUNT_BY_VALUE(VALUES, null, PAIRS, LOST, NONE),
    REDUCE(VALUES, null, VALUES, SORTED, NONE),
    UNION(VALUES, VALUES, VALUES, KEPT, NONE),
    CONTEXT_UNION(VALUES, VALUES, VALUES, KEPT, NONE),
    REPARTITION(VALUES, null, VALUES, LOST, NONE),
    TRANSFORM(VALUES, null, VALUES, LOST, NONE),
    TRANSFORM_SORTED(VALUES, null, VALUES, SORTED, NONE),
    TRANSFORM_IN_TIME(VALUES, null, VALUES, KEPT, NONE),
    TRANSFORM_TO_PAIR(VALUES, null, PAIRS, KEPT, NONE),
    TRANSFORM_WITH(VALUES, VALUES, VALUES, LOST, NONE),
    TRANSFORM_WITH_PAIRS(VALUES, PAIRS, VALUES, LOST, NONE),
    TRANSFORM_WITH_TO_PAIR(VALUES, VALUES, PAIRS, LOST, NONE),
    CONTEXT_TRANSFORM(VALUES, VALUES, VALUES, KEPT, NONE),
    WINDOW(VALUES, null, VALUES, KEPT, PLAIN),
    REDUCE_BY_WINDOW(VALUES, null, VALUES, SORTED, PLAIN),
    REDUCE_BY_WINDOW_INVERSE(VALUES, null, VALUES, SORTED, INVERSE),
    COUNT_BY_WINDOW(VALUES, null, VALUES, SORTED, INVERSE),
    COUNT_BY_VALUE_AND_WINDOW(VALUES, null, PAIRS, LOST, INVERSE),

    PAIRS_FILTER(PAIRS, null, PAIRS, KEPT, NONE),
    PAIRS_MAP(PAIRS, null, VALUES, KEPT, NONE),
    PAIRS_MAP_TO_PAIR(PAIRS, null, PAIRS, KEPT, NONE),
    PAIRS_AS_VALUES(PAIRS, null, VALUES, KEPT, NONE),
    MAP_VALUES(PAIRS, null, PAIRS, KEPT, NONE),
    FLAT_MAP_VALUES(PAIRS, null, PAIRS, KEPT, NONE),
    REDUCE_BY_KEY(PAIRS, null, PAIRS, LOST, NONE),
    GROUP_BY_KEY(PAIRS, null, PAIRS, LOST, NONE),
    COMBINE_BY_KEY(PAIRS, null, PAIRS, LOST, NONE),
    PAIRS_COUNT(PAIRS, null, VALUES, SORTED, NONE),
    PAIRS_UNION(PAIRS, PAIRS, PAIRS, KEPT, NONE),
    PAIRS_CONTEXT_UNION(PAIRS, PAIRS, PAIRS, KEPT, NONE),
    PAIRS_REPARTITION(PAIRS, null, PAIRS, LOST, NONE),
    PAIRS_TRANSFORM_SORTED(PAIRS, null, PAIRS, SORTED, NONE),
    PAIRS_TRANSFORM_WITH_TO_PAIR(PAIRS, PAIRS, PAIRS, LOST, NONE),
    JOIN(PAIRS, PAIRS, PAIRS, LOST, NONE),
    LEFT_OUTER_JOIN(PAIRS, PAIRS, PAIRS, LOST, NONE),
    RIGHT_OUTER_JOIN(PAIRS, PAIRS, PAIRS, LOST, NONE),
    FULL_OUTER_JOIN(PAIRS, PAIRS, PAIRS, LOST, NONE),
    COGROUP(PAIRS, PAIRS, PAIRS, LOST, NONE),
    PAIRS_WINDOW(PAIRS, null, PAIRS, KEPT, PLAIN),
    GROUP_BY_KEY_AND_WINDOW(PAIRS, null, PAIRS, LOST, PLAIN),
    REDUCE_BY_KEY_AND_WINDOW(PAIRS, null, PAIRS, LOST, PLAIN),
    REDUCE_BY_KEY_AND_WINDOW_INVERSE(PAIRS, null, PAIRS, LOST, INVERSE),
    UPDATE_STATE(PAIRS, null, PAIRS, LOST, NONE),
    UPDATE_STATE_FROM_INITIAL(PAIRS, null, PAIRS, LOST, NONE),
    MAP_WITH_STATE(PAIRS, null, VALUES, LOST, NONE),
    STATE_SNAPSHOTS(PAIRS, null, PAIRS, LOST, NONE),

    /** The streams that a program begins with. */
    INPUT(null, null, VALUES, KEPT, NONE);

    /** Of the records of a stream. */
    public enum Kind {
        VALUES,
        PAIRS
    }

    /** What becomes of the order of records. */
    enum Order {
        KEPT,
        LOST,
        /** It is promised whatever it was before: sorted, or one record. Where partitions end isn't. */
        SORTED,
        /** Kept, and the operator tells where partitions end: these have to be known. */
        NEEDED
    }

    enum Windowing {
        NONE,
        PLAIN,
        /** There, a slide that is longer than the window takes in what lies between windows; a program of its own shows that. */
        INVERSE
    }

    final @Nullable Kind left;
    final @Nullable Kind right;
    final Kind result;
    final Order order;
    final Windowing windowing;

    Operator(@Nullable Kind left, @Nullable Kind right, Kind result, Order order, Windowing windowing) {
        this.left = left;
        this.right = right;
        this.result = result;
        this.order = order;
        this.windowing = windowing;
    }

    public Kind result() {
        return result;
    }
}

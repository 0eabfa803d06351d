// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

/** A transformation. The first two flags say what it wants of its (first) parent and whether it gives pairs. */
enum Op {
    SOURCE(false, true),
    MAP(false, false),
    MAP_WITH_BROADCAST(false, false),
    FILTER(false, false),
    FLAT_MAP(false, false),
    MAP_TO_PAIR(false, true),
    FLAT_MAP_TO_PAIR(false, true),
    MAP_PARTITIONS_TO_PAIR(false, true),
    KEY_BY(false, true),
    MAP_VALUES(true, true),
    FLAT_MAP_VALUES(true, true),
    KEYS(true, false),
    VALUES(true, false),
    GLOM(false, false),
    SORT_PARTITIONS(false, false),
    FIRST_OF_PARTITION(false, false),
    WITH_INDEX(false, false),
    ZIP_WITH_MAPPED(false, true),
    ZIP_WITH_INDEX(false, true),
    ZIP_WITH_UNIQUE_ID(false, true),
    SAMPLE(false, false),
    BREAKS(false, false),
    GROUP_BY(false, true),
    SORT_BY(false, false),
    COALESCE(false, false),
    REPARTITION(false, false),
    DISTINCT(false, false),
    REDUCE_BY_KEY(true, true),
    FOLD_BY_KEY(true, true),
    GROUP_BY_KEY(true, true),
    COMBINE_BY_KEY(true, true),
    AGGREGATE_BY_KEY(true, true),
    PARTITION_BY(true, true),
    REPARTITION_AND_SORT(true, true),
    SORT_BY_KEY(true, true),
    FILTER_BY_RANGE(true, true),
    // of two parents
    UNION(false, false),
    JOIN(true, true),
    LEFT_OUTER_JOIN(true, true),
    RIGHT_OUTER_JOIN(true, true),
    FULL_OUTER_JOIN(true, true),
    COGROUP(true, true),
    COGROUP_OF_THREE(true, true),
    SUBTRACT_BY_KEY(true, true),
    SUBTRACT(false, false),
    INTERSECTION(false, false),
    CARTESIAN(false, true),
    ZIP_PARTITIONS(false, false);

    final boolean wantsPairs;
    final boolean givesPairs;

    Op(boolean wantsPairs, boolean givesPairs) {
        this.wantsPairs = wantsPairs;
        this.givesPairs = givesPairs;
    }

    boolean hasTwoParents() {
        return ordinal() >= UNION.ordinal();
    }

    /** Whether two parents are to be of the same kind. */
    boolean wantsTheSameKind() {
        return this == UNION || this == SUBTRACT || this == INTERSECTION;
    }

    /** Whether a pair node stays one, and a node of plain records too. */
    boolean givesWhatItGets() {
        return switch (this) {
            case FILTER, SAMPLE, UNION, COALESCE, REPARTITION, DISTINCT, SUBTRACT, INTERSECTION -> true;
            default -> false;
        };
    }

    /** Whether a program's own partitioner may say where its records go. */
    boolean isSpreadByPartitioner() {
        return switch (this) {
            case REDUCE_BY_KEY, GROUP_BY_KEY, PARTITION_BY, REPARTITION_AND_SORT, JOIN, COGROUP, SUBTRACT_BY_KEY ->
                true;
            default -> false;
        };
    }

    /** Whether plain lists can't say its result. */
    boolean isUnmodelled() {
        return this == SAMPLE || this == BREAKS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a random program.
 *
 * @param id its place in the program
 * @param parents ids of what it is made of
 * @param n a number of partitions, where the operator takes one
 * @param salt varies the function
 * @param pairs whether its records are pairs
 * @param mostRecords an upper estimate, to keep programs small; the number itself for a source
 * @param mostPartitions an upper estimate, for the same reason
 */
record Node(
        int id,
        Op op,
        List<Integer> parents,
        int n,
        int salt,
        boolean pairs,
        Certainty certainty,
        Fate fate,
        long mostRecords,
        int mostPartitions) {
    private static final long MANY_RECORDS = 4_000;
    private static final long TOO_MANY_RECORDS = 10_000;
    private static final int TOO_MANY_PARTITIONS = 60;

    static Node source(int id, int size, int n, int salt) {
        return new Node(id, Op.SOURCE, List.of(), n, salt, true, Certainty.LISTS, Fate.FINE, size, n);
    }

    /** The node of an operator over others; null where the operator doesn't go with them. */
    static @Nullable Node over(int id, Op op, List<Node> parents, int n, int salt, boolean modelled) {
        Node first = parents.get(0);
        Node second = parents.get(parents.size() - 1);
        if (op.wantsPairs && !(first.pairs && second.pairs)
                || op.wantsTheSameKind() && first.pairs != second.pairs
                || op == Op.SORT_BY && first.pairs
                || modelled && op.isUnmodelled()) {
            return null;
        }
        Certainty certainty = certainty(op, first.certainty, second.certainty, modelled);
        if (certainty == null) {
            return null;
        }
        // where the ranges of a sort begin depends on a sample, and so on the order of the records
        boolean sorts = op == Op.SORT_BY_KEY || op == Op.SORT_BY;
        int parts = sorts && (modelled || first.certainty != Certainty.LISTS) ? 1 : n;
        long records = mostRecords(op, first.mostRecords, second.mostRecords);
        int partitions = mostPartitions(op, first.mostPartitions, second.mostPartitions, parts);
        if (records > TOO_MANY_RECORDS
                || records > MANY_RECORDS && records > first.mostRecords
                || partitions > TOO_MANY_PARTITIONS) {
            return null;
        }
        return new Node(
                id,
                op,
                parents.stream().map(Node::id).toList(),
                parts,
                salt,
                op.givesWhatItGets() ? first.pairs : op.givesPairs,
                certainty,
                fate(op, first.fate, second.fate),
                records,
                partitions);
    }

    private static long mostRecords(Op op, long first, long second) {
        return switch (op) {
            case FLAT_MAP, FLAT_MAP_TO_PAIR, FLAT_MAP_VALUES -> 2 * first;
            case SAMPLE -> first + first / 2;
            case CARTESIAN -> first * second;
            case UNION, COGROUP, COGROUP_OF_THREE, ZIP_PARTITIONS -> first + second;
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN -> first * second / 4 + first + second;
            default -> first;
        };
    }

    private static int mostPartitions(Op op, int first, int second, int n) {
        return switch (op) {
            case UNION -> first + second;
            case CARTESIAN -> first * second;
            case ZIP_PARTITIONS -> 1;
            case INTERSECTION -> Math.max(first, second);
            case COALESCE -> Math.min(first, n);
            case GROUP_BY, SORT_BY, REPARTITION, DISTINCT, SUBTRACT, SUBTRACT_BY_KEY, REDUCE_BY_KEY, FOLD_BY_KEY -> n;
            case GROUP_BY_KEY, COMBINE_BY_KEY, AGGREGATE_BY_KEY, PARTITION_BY, REPARTITION_AND_SORT, SORT_BY_KEY -> n;
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN, COGROUP, COGROUP_OF_THREE -> n;
            default -> first;
        };
    }

    /** What is promised of the result; null where the operator would show what isn't promised of its parent. */
    private static @Nullable Certainty certainty(Op op, Certainty first, Certainty second, boolean modelled) {
        return switch (op) {
            case FIRST_OF_PARTITION, ZIP_WITH_INDEX, ZIP_WITH_UNIQUE_ID, SAMPLE ->
                first == Certainty.LISTS ? Certainty.LISTS : null;
            case GLOM, WITH_INDEX -> first == Certainty.WHOLE ? null : first;
            case SORT_PARTITIONS -> first == Certainty.WHOLE ? Certainty.WHOLE : Certainty.LISTS;
            case UNION, CARTESIAN -> first.least(second);
            case ZIP_PARTITIONS, SORT_BY -> Certainty.LISTS; // records that sort alike are equal
            case INTERSECTION -> Certainty.WHOLE;
            case REPARTITION -> first == Certainty.LISTS && !modelled ? Certainty.BAGS : Certainty.WHOLE;
            case GROUP_BY, DISTINCT, SUBTRACT, SUBTRACT_BY_KEY, REDUCE_BY_KEY, FOLD_BY_KEY -> Certainty.BAGS;
            case GROUP_BY_KEY, COMBINE_BY_KEY, AGGREGATE_BY_KEY, PARTITION_BY, REPARTITION_AND_SORT -> Certainty.BAGS;
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN, COGROUP, COGROUP_OF_THREE -> Certainty.BAGS;
            default -> first;
        };
    }

    private static Fate fate(Op op, Fate first, Fate second) {
        if (op == Op.BREAKS && first == Fate.FINE) {
            return Fate.DOOMED;
        } else if (first == Fate.FINE && second == Fate.FINE) {
            return Fate.FINE;
        }
        boolean mayReadLess = op == Op.FIRST_OF_PARTITION || op == Op.BREAKS || op.hasTwoParents() && op != Op.UNION;
        return mayReadLess || first == Fate.UNCERTAIN || second == Fate.UNCERTAIN ? Fate.UNCERTAIN : Fate.DOOMED;
    }

    @Override
    public String toString() {
        return "  #" + id + " = " + op + parents + " n=" + n + " salt=" + salt + (pairs ? " pairs" : "")
                + (op == Op.SOURCE ? " of " + mostRecords : "") + "  // " + certainty
                + (fate == Fate.FINE ? "" : ", " + fate);
    }
}

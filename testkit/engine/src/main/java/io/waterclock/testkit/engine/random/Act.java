// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

/**
 * Something that a program does with a node.
 *
 * @param k how many, which key, or which storage level
 */
record Act(Kind kind, int node, int k) {

    /** What it asks of its node: whether it reads all records whatever they are, and whether the node has to be of pairs. */
    enum Kind {
        COLLECT(true),
        COUNT(true),
        TAKE(false),
        FIRST(false),
        TAKE_ORDERED(true),
        TAKE_SAMPLE(false),
        REDUCE(false),
        FOLD(true),
        AGGREGATE(true),
        TREE_AGGREGATE(true),
        NUMBERS(false),
        FOREACH_PARTITION(true),
        ACCUMULATE(true),
        COUNT_BY_VALUE(true),
        COUNT_BY_KEY(true),
        LOOKUP(false),
        LOCAL_ITERATOR(true),
        COLLECT_ASYNC(true),
        COUNT_ASYNC(true),
        TAKE_ASYNC(false),
        FOREACH_PARTITION_ASYNC(true),
        PERSIST(true),
        UNPERSIST(true),
        CHECKPOINT(false),
        LOCAL_CHECKPOINT(false);

        final boolean readsAll;

        Kind(boolean readsAll) {
            this.readsAll = readsAll;
        }

        boolean wantsPairs() {
            return this == COUNT_BY_KEY || this == LOOKUP;
        }

        /** Whether it reads nothing, and marks how the node is kept. */
        boolean marks() {
            return ordinal() >= PERSIST.ordinal();
        }
    }

    @Override
    public String toString() {
        return "  " + kind + " of #" + node + " k=" + k;
    }
}

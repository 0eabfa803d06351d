// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.Tuple2;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.Groups;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces of lineage that operators by key, or by whole records as keys, are made of. */
final class ByKey {
    private ByKey() {}

    /** One pair for each key, spread by the partitioner; early duplicates don't cross. */
    static Lineage once(Operator operator, Lineage pairs, Partitioner partitioner) {
        return new Lineage.Shuffle(operator, pairs, partitioner, new Combiner.Reduce(Functions.keepFirst()), null);
    }

    static Lineage keys(Operator operator, Lineage pairs) {
        return new Lineage.Narrow(operator, pairs, NarrowKind.KEYS, NarrowKind.NO_FUNCTION, false);
    }

    /** The pairs of the left side whose keys the right side doesn't have, spread by the partitioner. */
    static Lineage without(Operator operator, Lineage left, Lineage right, Partitioner partitioner) {
        Lineage keysOnly = right;
        if (!partitioner.equals(right.partitioner())) {
            Lineage bare = new Lineage.Narrow(operator, right, NarrowKind.MAP_VALUES, Groups.nothing(), true);
            keysOnly = once(operator, bare, partitioner);
        }
        Lineage groups = new Lineage.CoGroup(operator, List.of(left, keysOnly), partitioner);
        return new Lineage.Narrow(operator, groups, NarrowKind.FLAT_MAP_VALUES, Groups.onlyLeft(), true);
    }

    /** Spreads whole pairs as a partitioner spreads their keys. */
    static final class OfPairs extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final Partitioner ofKeys;

        OfPairs(Partitioner ofKeys) {
            this.ofKeys = ofKeys;
        }

        @Override
        public int numPartitions() {
            return ofKeys.numPartitions();
        }

        @Override
        public int getPartition(@Nullable Object pair) {
            if (!(pair instanceof Tuple2<?, ?> both)) {
                throw new IllegalArgumentException("Not a pair: " + pair);
            }
            return ofKeys.getPartition(both._1());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfPairs that && that.ofKeys.equals(ofKeys);
        }

        @Override
        public int hashCode() {
            return 31 * ofKeys.hashCode();
        }

        @Override
        public String toString() {
            return "by the key of a pair, " + ofKeys;
        }
    }
}

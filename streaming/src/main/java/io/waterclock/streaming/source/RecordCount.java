// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.LineageVisitor;
import io.waterclock.source.SliceablePartition;
import io.waterclock.source.SourcePartition;

/** How many records a lineage gives, as far as can be told without computing it; {@link #UNKNOWN} otherwise. */
final class RecordCount implements LineageVisitor<Long> {
    static final long UNKNOWN = -1;

    private RecordCount() {}

    static long of(Lineage lineage) {
        return lineage.accept(new RecordCount());
    }

    @Override
    public Long visitSource(Lineage.Source node) {
        long sum = 0;
        for (SourcePartition<?> partition : node.partitions()) {
            // what others estimate may be a guess, as of the lines in a file
            if (!(partition instanceof SliceablePartition<?> known)) {
                return UNKNOWN;
            }
            sum += known.records();
        }
        return sum;
    }

    @Override
    public Long visitNarrow(Lineage.Narrow node) {
        return switch (node.kind()) {
            case MAP, MAP_TO_PAIR, MAP_TO_DOUBLE, KEY_BY, MAP_VALUES, KEYS, VALUES -> of(node.parent());
            case FILTER, FLAT_MAP, FLAT_MAP_TO_PAIR, FLAT_MAP_VALUES, MAP_PARTITIONS, MAP_PARTITIONS_WITH_INDEX ->
                UNKNOWN;
        };
    }

    @Override
    public Long visitUnion(Lineage.Union node) {
        long sum = 0;
        for (Lineage parent : node.parents()) {
            long count = of(parent);
            if (count < 0) {
                return UNKNOWN;
            }
            sum += count;
        }
        return sum;
    }

    @Override
    public Long visitCoalesce(Lineage.Coalesce node) {
        return of(node.parent());
    }

    @Override
    public Long visitCheckpoint(Lineage.Checkpoint node) {
        return of(node.parent());
    }

    @Override
    public Long visitPrune(Lineage.Prune node) {
        return UNKNOWN;
    }

    @Override
    public Long visitZip(Lineage.Zip node) {
        return UNKNOWN;
    }

    @Override
    public Long visitShuffle(Lineage.Shuffle node) {
        return node.combiner() instanceof Combiner.None ? of(node.parent()) : Long.valueOf(UNKNOWN);
    }

    @Override
    public Long visitCoGroup(Lineage.CoGroup node) {
        return UNKNOWN;
    }

    @Override
    public Long visitStateful(Lineage.Stateful node) {
        return UNKNOWN;
    }

    @Override
    public Long visitStateView(Lineage.StateView node) {
        return UNKNOWN;
    }
}

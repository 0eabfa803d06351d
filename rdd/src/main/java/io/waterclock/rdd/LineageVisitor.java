// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/**
 * One answer for each node of {@link Lineage}. No method has a default, so that a new node stops every engine from
 * compiling until the engine has an answer.
 *
 * @param <R> what is made of a node
 */
public interface LineageVisitor<R> {
    R visitSource(Lineage.Source node);

    R visitNarrow(Lineage.Narrow node);

    R visitUnion(Lineage.Union node);

    R visitCoalesce(Lineage.Coalesce node);

    R visitPrune(Lineage.Prune node);

    R visitZip(Lineage.Zip node);

    R visitShuffle(Lineage.Shuffle node);

    R visitCoGroup(Lineage.CoGroup node);

    R visitStateful(Lineage.Stateful node);

    R visitCheckpoint(Lineage.Checkpoint node);

    R visitStateView(Lineage.StateView node);
}

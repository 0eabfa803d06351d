// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/**
 * What a context has noted against nodes of lineage: the storage level to keep their partitions at, and which are to be read from a checkpoint
 * instead.
 */
@FunctionalInterface
public interface Marks {

    /** No node is marked. */
    Marks NONE = node -> StorageLevel.NONE;

    /** The level to keep the node at; {@link StorageLevel#NONE} if it isn't marked. */
    StorageLevel storageLevel(Lineage node);

    /**
     * The node that stands for this one since its checkpoint was asked for; the node itself if there is none. To be asked
     * for each node before it is looked at, its storage level too, but for the parent of a {@link Lineage.Checkpoint}, which
     * is meant as it is.
     */
    default Lineage standsFor(Lineage node) {
        return node;
    }

    /** False only when no node at all is marked, so that a plan need not ask for each. */
    default boolean any() {
        return true;
    }
}

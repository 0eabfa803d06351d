// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

/** What a context has noted against nodes of lineage: the storage level to keep their partitions at. */
public interface Marks {

    /** No node is marked. */
    Marks NONE = node -> StorageLevel.NONE;

    /** The level to keep the node at; {@link StorageLevel#NONE} if it isn't marked. */
    StorageLevel storageLevel(Lineage node);

    /** False only when no node at all is marked, so that a plan need not ask for each. */
    default boolean any() {
        return true;
    }
}

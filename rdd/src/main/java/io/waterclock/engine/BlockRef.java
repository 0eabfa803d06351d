// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Names a block that an engine keeps, from anywhere: the driver plans with it, a task fetches it.
 */
public interface BlockRef extends Serializable {

    long recordCount();

    long sizeInBytes();

    /**
     * The block, on a worker.
     *
     * @throws io.waterclock.WaterclockException with code BLOCK_MISSING when it isn't kept any more
     */
    Block fetch();

    /** Lets the block go; called on the driver when no batch needs it any more. Does nothing the second time. */
    void release();

    default List<String> preferredLocations() {
        return List.of();
    }
}

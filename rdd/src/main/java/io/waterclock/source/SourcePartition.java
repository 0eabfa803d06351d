// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

import java.io.Serializable;
import java.util.List;

/**
 * One partition of an input. Must be serializable for a cluster; the embedded engine uses the object itself.
 *
 * @param <T> the type of its records
 */
public interface SourcePartition<T> extends Serializable {

    /**
     * Opens the partition in a task. Called again by every further attempt and every job that is not served from a cache,
     * and must then give the same records in the same order. The engine closes the reader, also after a failure.
     */
    ChunkReader open() throws Exception;

    /** Hosts on which reading is cheap; a hint. */
    default List<String> preferredLocations() {
        return List.of();
    }

    /** About how many records there are, or −1 when that isn't known; a hint for sizing. */
    default long estimatedRecords() {
        return -1;
    }
}

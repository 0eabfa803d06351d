// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import org.jspecify.annotations.Nullable;

/** A kept partition: in memory, on disk, or both. All is guarded by the {@link PartitionCache}. */
final class Block {
    final KeptNode node;
    final int partition;

    /** Whether it may go to disk when its memory is needed; else it is dropped then. */
    final boolean mayGoToDisk;

    @Nullable
    Records memory;

    @Nullable
    Records disk;

    /** Who reads, or moves it: meanwhile it is neither evicted nor freed. */
    int users = 1;

    /** Nobody finds it any more; freed when the last user is done. */
    boolean dropped;

    Block(KeptNode node, int partition, boolean mayGoToDisk, Records records) {
        this.node = node;
        this.partition = partition;
        this.mayGoToDisk = mayGoToDisk;
        if (records instanceof EncodedRecords encoded && encoded.isOnDisk()) {
            this.disk = records;
        } else {
            this.memory = records;
        }
    }

    long bytesInMemory() {
        return memory == null ? 0 : memory.bytesInMemory();
    }

    /** Gives everything back. It is dropped and has no user. */
    void free() {
        if (memory != null) {
            memory.free();
            memory = null;
        }
        if (disk != null) {
            disk.free();
            disk = null;
        }
    }
}

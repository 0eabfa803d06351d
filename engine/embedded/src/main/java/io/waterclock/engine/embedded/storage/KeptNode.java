// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.codec.Codecs;
import io.waterclock.rdd.Operator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is kept of a node; doesn't refer to it, so that the node can be collected. */
final class KeptNode {
    final Operator operator;
    final Codecs codecs;

    /** Held while the partition is computed, so that others wait for it. */
    final ReentrantLock[] locks;

    // guarded by the PartitionCache
    final @Nullable Block[] blocks;
    int present;
    long bytesInMemory;
    boolean saidLost;
    boolean saidUnwritable;

    /** What it is computed from is let go: nothing of it may be dropped. */
    boolean secured;

    KeptNode(Operator operator, Codecs codecs, int numPartitions) {
        this.operator = operator;
        this.codecs = codecs;
        this.blocks = new Block[numPartitions];
        this.locks = new ReentrantLock[numPartitions];
        for (int i = 0; i < numPartitions; i++) {
            locks[i] = new ReentrantLock();
        }
    }
}

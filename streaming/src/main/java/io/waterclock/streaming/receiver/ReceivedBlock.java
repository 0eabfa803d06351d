// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A block that the engine keeps for a receiver, with what the tracker has to know about it. */
final class ReceivedBlock implements BlockRef {
    private static final long serialVersionUID = 1L;

    private final BlockRef kept;
    private final List<Object> metadata;
    private final long malformed;
    private final Charge charge;
    private final transient @Nullable StoreBudget budget;
    private final AtomicBoolean released = new AtomicBoolean();

    ReceivedBlock(BlockRef kept, List<Object> metadata, long malformed, Charge charge, StoreBudget budget) {
        this.kept = kept;
        this.metadata = metadata;
        this.malformed = malformed;
        this.charge = charge;
        this.budget = budget;
    }

    Charge charge() {
        return charge;
    }

    List<Object> metadata() {
        return metadata;
    }

    /** How many malformed byte sequences its text has. */
    long malformed() {
        return malformed;
    }

    @Override
    public long recordCount() {
        return kept.recordCount();
    }

    @Override
    public long sizeInBytes() {
        return kept.sizeInBytes();
    }

    @Override
    public Block fetch() {
        return kept.fetch();
    }

    /** Also gives its room back to the receiver. */
    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            try {
                kept.release();
            } finally {
                if (budget != null) {
                    budget.give(charge);
                }
            }
        }
    }

    @Override
    public List<String> preferredLocations() {
        return kept.preferredLocations();
    }

    @Override
    public String toString() {
        return kept.toString();
    }
}

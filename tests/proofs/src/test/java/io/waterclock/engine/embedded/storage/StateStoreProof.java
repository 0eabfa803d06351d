// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.proofs.Linear;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * {@link StateStore}: a version is drafted, published and dropped at once, as in some order. Without the lock of a partition a step
 * runs twice; without the look under it, too; without the monitor a version is lost.
 */
public class StateStoreProof {
    private final MemoryBudget budget = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
    private final StateStore store = new StateStore(
            new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator()),
            NanoClock.system());
    private int steps;

    /** Which run of the step made it. */
    @Operation
    public Object draft() throws Exception {
        return store.draft("s", 1, 0, () -> new StateStore.Draft(++steps, new Object[0]))
                .state();
    }

    @Operation
    public String publish() {
        try {
            store.publish("s", 1, 1);
            return "published";
        } catch (RuntimeException e) {
            return "no draft";
        }
    }

    @Operation
    public void abandon() {
        store.abandon("s", 1);
    }

    @Operation
    public void drop() {
        store.drop("s", 1);
    }

    @Operation
    public boolean isPublished() {
        return store.isPublished("s", 1);
    }

    @Operation
    public long counted() {
        return budget.kept();
    }

    @Test
    void isLinearizable() {
        Linear.check(StateStoreProof.class);
    }
}

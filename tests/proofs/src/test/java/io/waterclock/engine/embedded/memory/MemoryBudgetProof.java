// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import io.waterclock.proofs.Linear;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * {@link MemoryBudget}: two tasks and what is kept take and give back at once. Each is granted or refused as in some order, nothing is
 * counted twice or lost, and the sum never passes the limit. Without the monitor two of them are granted the same bytes.
 */
public class MemoryBudgetProof {
    private final MemoryBudget budget = new MemoryBudget(1_000, 0.5, (counted, more) -> false);
    private final TaskMemory one = budget.task();
    private final TaskMemory other = budget.task();

    @Operation
    public boolean oneAcquires() {
        return one.acquire(300);
    }

    @Operation
    public void oneReleases() {
        one.release(300);
    }

    @Operation
    public void oneKeeps() {
        one.keep(300);
    }

    @Operation
    public boolean otherAcquires() {
        return other.acquire(400);
    }

    @Operation
    public void otherCloses() {
        other.close();
    }

    @Operation
    public boolean tryKeep() {
        return budget.tryKeep(300, null);
    }

    @Operation
    public void releaseKept() {
        budget.releaseKept(300);
    }

    @Operation
    public void pin() {
        budget.pin(200);
    }

    @Operation
    public void unpin() {
        budget.unpin(200);
    }

    @Operation
    public String counted() {
        return budget.toString();
    }

    @Test
    void isLinearizable() {
        Linear.check(MemoryBudgetProof.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.proofs.Linear;
import io.waterclock.rdd.RDD;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** {@link BatchMemory}: written, read and emptied by different threads. Without the monitor a batch is lost, or the tree breaks. */
public class BatchMemoryProof {
    private final BatchMemory<Object, RDD<Object>> memory = new BatchMemory<>(1);

    @Operation
    public void putFirst() {
        memory.put(1, null);
    }

    @Operation
    public void putSecond() {
        memory.put(2, null);
    }

    @Operation
    public boolean knowsFirst() {
        return memory.knows(1);
    }

    @Operation
    public boolean knowsSecond() {
        return memory.knows(2);
    }

    @Operation
    public int forget() {
        return memory.forget(2).size();
    }

    @Operation
    public void remember() {
        memory.remember(5);
    }

    @Test
    void isLinearizable() {
        Linear.check(BatchMemoryProof.class);
    }
}

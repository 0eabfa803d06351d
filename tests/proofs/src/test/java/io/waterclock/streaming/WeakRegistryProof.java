// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import io.waterclock.proofs.Linear;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** {@link WeakRegistry}: contexts come and go on several threads. Without the monitor one is lost, or stays. */
public class WeakRegistryProof {
    private static final String ONE = "one";
    private static final String OTHER = "other";

    private final WeakRegistry<String> registry = new WeakRegistry<>();

    @Operation
    public void addOne() {
        registry.add(ONE);
    }

    @Operation
    public void addOther() {
        registry.add(OTHER);
    }

    @Operation
    public void removeOne() {
        registry.remove(ONE);
    }

    @Operation
    public String last() {
        return registry.last().orElse("nobody");
    }

    @Test
    void isLinearizable() {
        Linear.check(WeakRegistryProof.class);
    }
}

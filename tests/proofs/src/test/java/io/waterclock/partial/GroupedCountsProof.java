// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

import io.waterclock.proofs.Linear;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** {@link GroupedCounts}: partitions come in while the caller asks. Without the monitor one of them is lost. */
public class GroupedCountsProof {
    private final GroupedCounts<String> counts = new GroupedCounts<>(10, 0.95);

    @Operation
    public void addOne() {
        counts.add(Map.of("a", 1L));
    }

    @Operation
    public void addOther() {
        counts.add(Map.of("a", 2L, "b", 3L));
    }

    @Operation
    public String current() {
        return new TreeMap<>(counts.current()).toString();
    }

    @Test
    void isLinearizable() {
        Linear.checkLong(GroupedCountsProof.class);
    }
}

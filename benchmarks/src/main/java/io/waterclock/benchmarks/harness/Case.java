// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.List;

/**
 * One row of work with all who do it. The first contender is the reference: its checksum is the one that is expected.
 *
 * @param name unique in the benchmark
 */
public record Case(String name, Plan plan, List<Contender> contenders) {

    public Case {
        contenders = List.copyOf(contenders);
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("Case " + name + " has no contender");
        }
    }
}

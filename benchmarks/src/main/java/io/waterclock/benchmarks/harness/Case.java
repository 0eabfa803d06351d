// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.List;

/**
 * One row of work with all who do it. The first contender is the reference: its checksum is the one that is expected.
 *
 * @param name unique in the benchmark
 * @param records what a job goes over, for costs a record
 */
public record Case(String name, long records, Plan plan, List<Contender> contenders) {

    public Case {
        contenders = List.copyOf(contenders);
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("Case " + name + " has no contender");
        }
        if (records < 1) {
            throw new IllegalArgumentException("Case " + name + " needs a record at least, not " + records);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A state taken from one version to the next, all partitions of it, before a batch's outputs run.
 *
 * @param state its name and the operator that has it, for people
 */
public record StateStep(GraphHandle graph, String state, Lineage.Stateful node) {

    /** Computes all partitions and makes them visible together. */
    public void run() {
        List<Integer> all = IntStream.range(0, node.numPartitions()).boxed().toList();
        graph.rdds().runJob(node, all, new Action.Count(), state);
        graph.states().publish(node.name(), node.toVersion(), all.size());
    }

    @Override
    public String toString() {
        return state;
    }
}

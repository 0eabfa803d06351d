// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.Lineage;

/**
 * A state taken from one version to the next, all partitions of it, before a batch's outputs run.
 *
 * @param state its name and the operator that has it, for people
 */
public record StateStep(String state, Lineage.Stateful node) {

    /** Runs a step in its batch. */
    @FunctionalInterface
    public interface Runner {
        void run(StateStep step);
    }

    @Override
    public String toString() {
        return state;
    }
}

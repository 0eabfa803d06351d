// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import java.util.Set;

/** What the parts of the contract know of the engine under test. */
interface EngineContract {

    /**
     * Settings that lead to the engine.
     *
     * @param parallelism what {@code defaultParallelism()} shall answer
     * @param attempts how often a task is attempted; always 1 for an engine that can't do more
     */
    WaterclockConf conf(int parallelism, int attempts);

    /** What the engine can do. */
    Set<EngineAbility> abilities();

    default boolean can(EngineAbility ability) {
        return abilities().contains(ability);
    }

    /** A context on an engine of its own. */
    default WaterclockContext open(int parallelism) {
        return new WaterclockContext(conf(parallelism, 1));
    }
}

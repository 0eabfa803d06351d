// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import io.waterclock.WaterclockConf;
import io.waterclock.testkit.engine.contract.EngineAbility;
import io.waterclock.testkit.engine.contract.EngineContractTest;
import java.util.EnumSet;
import java.util.Set;

/** The embedded engine keeps the contract with so little memory that shuffles go through disk. */
class EmbeddedSmallMemoryEngineContractTest extends EngineContractTest {
    @Override
    public WaterclockConf conf(int parallelism, int attempts) {
        return new WaterclockConf()
                .setMaster("local[" + parallelism + (attempts == 1 ? "" : "," + attempts) + "]")
                .set("waterclock.embedded.memory.bytes", "128k");
    }

    @Override
    public Set<EngineAbility> abilities() {
        return EnumSet.allOf(EngineAbility.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import io.waterclock.WaterclockConf;
import io.waterclock.testkit.engine.contract.EngineAbility;
import io.waterclock.testkit.engine.contract.EngineContractTest;
import java.util.EnumSet;
import java.util.Set;

/** The oracle keeps the contract. */
class InlineEngineContractTest extends EngineContractTest {
    @Override
    public WaterclockConf conf(int parallelism, int attempts) {
        return new WaterclockConf().setMaster("inline[" + parallelism + "]");
    }

    @Override
    public Set<EngineAbility> abilities() {
        return EnumSet.noneOf(EngineAbility.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import org.junit.jupiter.api.Timeout;

/**
 * What every engine passes. Each part of the contract is an interface with its tests; a subclass in the engine's module
 * runs them all:
 *
 * <pre>{@code
 * class MyEngineContractTest extends EngineContractTest {
 *     public WaterclockConf conf(int parallelism, int attempts) {
 *         return new WaterclockConf().setMaster("mine[" + parallelism + "]");
 *     }
 *
 *     public Set<EngineAbility> abilities() {
 *         return EnumSet.of(EngineAbility.RETRIES_TASKS);
 *     }
 * }
 * }</pre>
 *
 * <p>The engine has to run its tasks in the JVM of the test: what functions did is read from static fields.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class EngineContractTest
        implements ActionContract,
                TakeContract,
                NarrowContract,
                ShuffleContract,
                CoGroupContract,
                ByKeyContract,
                PairingContract,
                SamplingContract,
                SelectionContract,
                NumbersContract,
                FormsContract,
                KeepingContract,
                FailureContract,
                RetryContract,
                FunctionContract,
                JobContract,
                ProgressContract,
                AsyncContract,
                CheckpointContract,
                SharedVariableContract,
                ContextContract,
                FileContract,
                StateContract,
                ReceiverContract,
                SkewContract,
                EmptinessContract,
                NullContract {}

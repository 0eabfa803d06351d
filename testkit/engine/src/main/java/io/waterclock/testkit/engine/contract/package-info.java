/**
 * The contract of engines, published as a test. An engine's module subclasses {@link
 * io.waterclock.testkit.engine.contract.EngineContractTest}, says how a context on that engine is set up, and declares
 * what the engine can do. Read that class first, then {@link io.waterclock.testkit.engine.contract.EngineAbility}.
 *
 * <p>What is not promised and therefore not tested: the order of keys in a partition that was combined by hash; how pairs
 * from different parent partitions mix in a shuffle without combiner and order; how often a function is called, except
 * where a node is marked for keeping; the order in which combined values are merged.
 *
 * <p>Step of the record's journey: none; here steps 6 to 10 are judged.
 */
@NullMarked
package io.waterclock.testkit.engine.contract;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/**
 * What an engine has to keep things in.
 *
 * @param budget of the heap
 * @param slabs off the heap, with a budget of their own
 */
public record EngineMemory(MemoryBudget budget, Slabs slabs, LocalFiles files, SizeEstimator sizes) {}

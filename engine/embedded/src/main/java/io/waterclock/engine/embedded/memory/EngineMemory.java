// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/** What an engine has to keep things in. */
public record EngineMemory(MemoryBudget budget, LocalFiles files, SizeEstimator sizes) {}

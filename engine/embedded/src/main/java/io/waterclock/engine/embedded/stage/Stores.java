// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.shuffle.ShuffleStore;
import io.waterclock.engine.embedded.storage.PartitionCache;
import io.waterclock.engine.embedded.storage.StateStore;
import io.waterclock.util.Ending;

/** What an engine keeps from one job to the next. */
public record Stores(ShuffleStore shuffles, PartitionCache cache, StateStore states, EngineMemory memory) {

    public Stores(EngineMemory memory) {
        this(new ShuffleStore(memory), new PartitionCache(memory), new StateStore(memory, NanoClock.system()), memory);
    }

    public void clear() {
        Ending.all(shuffles::clear, cache::close, states::clear, memory.files()::close);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** What can stand at the end of a chain: the shared {@link Push}, and whether a stage gets a copy of its own. */
public enum End {
    COUNT(new CountEnd()),
    BUFFER(new BufferEnd()),
    FOREACH(new ForeachEnd()),
    REDUCE(new ReduceEnd()),
    AGGREGATE(new AggregateEnd()),
    COMBINE(new CombineEnd()),
    CREATE_COMBINE(new CombineEnd()),
    RAW_SHUFFLE(new RawShuffleEnd());

    private final Push shared;

    End(Push shared) {
        this.shared = shared;
    }

    /** The form that serves every stage; its class is what is copied for one. */
    Push shared() {
        return shared;
    }
}

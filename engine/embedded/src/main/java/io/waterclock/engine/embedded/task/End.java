// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** What can stand at the end of a chain: the shared {@link Push}, and whether a stage gets a copy of its own. */
public enum End {
    COUNT(new CountEnd(), true),
    BUFFER(new BufferEnd(), true),
    FOREACH(new ForeachEnd(), true),
    REDUCE(new ReduceEnd(), true),
    AGGREGATE(new AggregateEnd(), true),
    COMBINE(new CombineEnd(), true),
    CREATE_COMBINE(new CreateCombineEnd(), false),
    RAW_SHUFFLE(new RawShuffleEnd(), true);

    private final Push shared;
    private final boolean template;

    End(Push shared, boolean template) {
        this.shared = shared;
        this.template = template;
    }

    /** The form that serves every stage. */
    Push shared() {
        return shared;
    }

    /** Whether the class of {@link #shared()} can be copied for a stage. */
    boolean isTemplate() {
        return template;
    }
}

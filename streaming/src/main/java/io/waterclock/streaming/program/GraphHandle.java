// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.RDDContext;

/** What the streams ask of the context that they belong to, so that they need not know it. */
public interface GraphHandle {

    /** The {@code StreamingContext} itself. */
    Object owner();

    /** Of the batch half: what the RDDs of the batches belong to. */
    RDDContext rdds();

    /** The states that the engine keeps. */
    StateVersions states();

    /** Partitions of a by-key operation that names no number. */
    int defaultParallelism();

    /** Whether kept RDDs are let go when a stream forgets them. */
    boolean unpersists();
}

/**
 * Partitions sent through programs outside: records go in as lines, and lines come out as records.
 *
 * <p>Step of the record's journey: 9, in a fused task. Read {@link io.waterclock.pipe.Piping} first (the function that a task
 * calls), then {@link io.waterclock.pipe.PipedProcess} (a process and its three streams).
 *
 * <p>Knows nothing of lineage; never outlives the task that started it.
 */
@NullMarked
package io.waterclock.pipe;

import org.jspecify.annotations.NullMarked;

/**
 * How much the engine may keep on the heap, how much a record takes there, and the files that hold what doesn't fit.
 *
 * <p>Step of the record's journey: none; stages, shuffles and stores ask here before they grow. Read {@link
 * io.waterclock.engine.embedded.memory.MemoryBudget} first (who gets how much), then {@link
 * io.waterclock.engine.embedded.memory.LocalFiles} (where the rest goes).
 *
 * <p>Never knows what the bytes are: no lineage, no records but to measure them.
 */
@NullMarked
package io.waterclock.engine.embedded.memory;

import org.jspecify.annotations.NullMarked;

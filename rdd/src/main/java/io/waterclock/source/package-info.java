/**
 * Input that can be read partition by partition, again and again.
 *
 * <p>Step 1 of a record's journey: it is outside. Read {@link io.waterclock.source.SourcePartition} first (what a task
 * opens), then {@link io.waterclock.source.ChunkReader} (how its records come).
 *
 * <p>Knows nothing of lineage or jobs.
 */
@NullMarked
package io.waterclock.source;

import org.jspecify.annotations.NullMarked;

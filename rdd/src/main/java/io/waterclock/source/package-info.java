/**
 * Input that can be read partition by partition, again and again.
 *
 * <p>Step of the record's journey: 1, outside. Read {@link io.waterclock.source.SourcePartition} first (what a task
 * opens), then {@link io.waterclock.source.ChunkReader} (how its records come).
 *
 * <p>Knows nothing of lineage or jobs.
 */
@NullMarked
package io.waterclock.source;

import org.jspecify.annotations.NullMarked;

/**
 * Checkpoints of RDDs: records written down, or kept, so that what they were computed from can be let go.
 *
 * <p>Step of the record's journey: 12, remembered or forgotten. Read {@link io.waterclock.checkpoint.Checkpoints} first (when one is
 * made), then {@link io.waterclock.checkpoint.CheckpointFiles} (what it looks like on disk).
 *
 * <p>Never knows a context or an engine, and is no checkpoint of a streaming program: that one is data by the names of
 * operators.
 */
@NullMarked
package io.waterclock.checkpoint;

import org.jspecify.annotations.NullMarked;

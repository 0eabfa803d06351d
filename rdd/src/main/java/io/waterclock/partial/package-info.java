/**
 * Results before all is computed, and how far they can be trusted.
 *
 * <p>Step of the record's journey: 7, a job; after its last record, or before. Read {@link io.waterclock.partial.PartialResult} first
 * (what a program holds), then {@link io.waterclock.partial.ClusterSample} (where the bounds come from).
 *
 * <p>Never runs a job.
 */
@NullMarked
package io.waterclock.partial;

import org.jspecify.annotations.NullMarked;

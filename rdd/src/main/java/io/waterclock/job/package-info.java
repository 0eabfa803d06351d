/**
 * A context's jobs: what labels they carry, which run, how they stand, and those that run on threads of their own.
 *
 * <p>Step of the record's journey: 7, a job. Read {@link io.waterclock.job.Jobs} first (every action passes there on its way to the
 * engine), then {@link io.waterclock.job.RunningJob} (what is known of one) and {@link io.waterclock.job.AsyncActions}.
 *
 * <p>Never evaluates anything, and knows no context: contexts use it.
 */
@NullMarked
package io.waterclock.job;

import org.jspecify.annotations.NullMarked;

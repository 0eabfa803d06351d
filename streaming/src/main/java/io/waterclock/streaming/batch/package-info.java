// SPDX-License-Identifier: Apache-2.0
/**
 * Batches: made at their times, run in their order, completed or failed.
 *
 * <p>Steps 4 and 7 of a record's journey. Step of the record's journey: 4, claimed by a batch. Read {@link
 * io.waterclock.streaming.batch.JobGenerator} first (what happens at a batch time), then {@link
 * io.waterclock.streaming.batch.JobScheduler} (how its outputs run), then {@link io.waterclock.streaming.batch.StreamingRun}
 * (how all of it starts and stops).
 *
 * <p>Knows the stream graph as something that gives outputs for a time, and engines only through the SPI. Never makes a
 * thread and never reads a clock of its own.
 */
@NullMarked
package io.waterclock.streaming.batch;

import org.jspecify.annotations.NullMarked;

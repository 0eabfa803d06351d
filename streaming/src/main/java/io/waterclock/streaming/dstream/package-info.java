// SPDX-License-Identifier: Apache-2.0
/**
 * Streams: what is to be done with each batch, described once.
 *
 * <p>Step of the record's journey: 5, described by the stream graph; and 11 where an output takes it. Read {@link
 * io.waterclock.streaming.dstream.AbstractDStream} first (operators, and the one RDD of a stream for each batch), then {@link
 * io.waterclock.streaming.dstream.DStreamGraph} (all streams and outputs of a context) and {@link
 * io.waterclock.streaming.dstream.GraphRun} (what is asked of them for each batch).
 *
 * <p>Makes lineage and never runs a job, but for what a user's {@code transform} runs. Knows no clock, no thread and no
 * scheduler: the batch room asks for the outputs of a batch.
 */
@NullMarked
package io.waterclock.streaming.dstream;

import org.jspecify.annotations.NullMarked;

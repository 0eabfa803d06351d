// SPDX-License-Identifier: Apache-2.0
/**
 * Where outputs write so that each batch is there once: prepare and commit, by name and batch.
 *
 * <p>Step of the record's journey: 11, written out. Read {@link io.waterclock.streaming.sink.Sink} first, then {@code FileSink}, which is one.
 *
 * <p>Never knows of streams or batches: a sink is told what to write, and under which name.
 */
@NullMarked
package io.waterclock.streaming.sink;

import org.jspecify.annotations.NullMarked;

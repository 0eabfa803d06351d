// SPDX-License-Identifier: Apache-2.0
/**
 * What there is to a described program besides its streams: until when it may be added to, its names, the times of its
 * batches, the steps of its states.
 *
 * <p>Step of the record's journey: 5, described by the stream graph. Read {@link io.waterclock.streaming.program.Lifecycle} first.
 *
 * <p>Never knows of streams or outputs.
 */
@NullMarked
package io.waterclock.streaming.program;

import org.jspecify.annotations.NullMarked;

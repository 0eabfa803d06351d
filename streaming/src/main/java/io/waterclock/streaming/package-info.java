// SPDX-License-Identifier: Apache-2.0
/**
 * The entrance of a streaming program and the values that it handles: times, durations, states. It sees engines only
 * through the SPI of the batch half.
 *
 * <p>Step of the record's journey: 5, described by the stream graph. Read {@link io.waterclock.streaming.StreamingContext}
 * first. All settings are in {@link io.waterclock.streaming.StreamingKeys}, all other bounds in {@link
 * io.waterclock.streaming.Limits}.
 */
@NullMarked
package io.waterclock.streaming;

import org.jspecify.annotations.NullMarked;

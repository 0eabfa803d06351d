// SPDX-License-Identifier: Apache-2.0
/**
 * Windows by the time at which things happened: how a partition's windows take in records, close as the watermark passes, and what is late.
 *
 * <p>Step of the record's journey: 12, remembered or forgotten. Read {@link io.waterclock.streaming.eventtime.EventTimeStep} first, then
 * {@code PaneWindows} and {@code SessionWindows}, and {@link io.waterclock.streaming.eventtime.Watermark}.
 *
 * <p>Never knows of streams.
 */
@NullMarked
package io.waterclock.streaming.eventtime;

import org.jspecify.annotations.NullMarked;

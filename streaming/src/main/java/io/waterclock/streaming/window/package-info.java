// SPDX-License-Identifier: Apache-2.0
/**
 * Windows over slices: a batch is combined once, and a window is made of what its slices came to.
 *
 * <p>Step of the record's journey: 12, remembered or forgotten. Read
 * {@link io.waterclock.streaming.window.WindowSpan} first, then {@code WindowState} and its two schemes, {@code SubtractingWindow} and {@code TwoStacksWindow}.
 *
 * <p>Never knows of streams: {@code dstream} asks it what a partition's
 * window is after a batch.
 */
@NullMarked
package io.waterclock.streaming.window;

import org.jspecify.annotations.NullMarked;

/**
 * Windows over slices: a batch is combined once, and a window is made of what its slices came to.
 *
 * <p>Step 12 of the record's journey: remembered or forgotten. Begin with {@code WindowSpan}, then {@code WindowState} and its two
 * schemes, {@code SubtractingWindow} and {@code TwoStacksWindow}. It knows nothing of streams: {@code dstream} asks it what a partition's
 * window is after a batch.
 */
@NullMarked
package io.waterclock.streaming.window;

import org.jspecify.annotations.NullMarked;

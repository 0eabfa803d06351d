// SPDX-License-Identifier: Apache-2.0
/**
 * Background work as loops that can be turned by hand, and the rooms that give them threads.
 *
 * <p>Step of the record's journey: none; this is what moves it on where no caller does. Read {@link
 * io.waterclock.streaming.loop.Loop} first (one turn of work), then {@link io.waterclock.streaming.loop.Rooms} (threads, or
 * the test kit's hand).
 *
 * <p>Knows nothing of batches or streams, and never polls: an idle loop waits for its next due time or to be woken.
 */
@NullMarked
package io.waterclock.streaming.loop;

import org.jspecify.annotations.NullMarked;

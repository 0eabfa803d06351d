// SPDX-License-Identifier: Apache-2.0
/**
 * What a context tells about itself: batches, outputs, receivers, as events and as records of plain values.
 *
 * <p>Step of the record's journey: 13, seen by a person. Read {@link io.waterclock.streaming.listener.StreamingListener} first,
 * then {@link io.waterclock.streaming.listener.BatchInfo}; {@link io.waterclock.streaming.listener.ListenerBus} is how
 * events get there.
 *
 * <p>Never changes what a context does, and knows nothing of how batches are made.
 */
@NullMarked
package io.waterclock.streaming.listener;

import org.jspecify.annotations.NullMarked;
